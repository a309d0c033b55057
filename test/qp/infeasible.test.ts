import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { solveCertified } from "../support/solve_certified.js";

const core = await loadTestCore();
const P = [
  [2, 0],
  [0, 2],
];

describe("no point satisfies the rows and bounds: the certificate proves it", () => {
  it.each<[string, object]>([
    [
      "two rows",
      {
        A: [
          [1, 1],
          [1, 1],
        ],
        l: [2, -Infinity],
        u: [Infinity, 1],
      },
    ],
    [
      "two equalities",
      {
        A: [
          [1, 1],
          [2, 2],
        ],
        l: [1, 3],
        u: [1, 3],
      },
    ],
    ["a row and bounds", { A: [[1, 1]], l: 3, lb: 0, ub: 1 }],
    ["an equality and bounds", { A: [[1, -1]], l: 3, u: 3, lb: [0, -1], ub: [1, 5] }],
    ["an empty row", { A: [[0, 0]], l: 1 }],
    [
      "three rows, each pair of which agrees",
      {
        A: [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
        l: [1, 1, -Infinity],
        u: [Infinity, Infinity, 1.5],
      },
    ],
    [
      "tiny rows",
      {
        A: [
          [1e-7, 1e-7],
          [1e-7, 1e-7],
        ],
        l: [2e-7, -Infinity],
        u: [Infinity, 1e-7],
      },
    ],
    [
      "large rows",
      {
        A: [
          [1e7, 1e7],
          [1e-3, 1e-3],
        ],
        l: [2e7, -Infinity],
        u: [Infinity, 1e-3],
      },
    ],
  ])("%s", (_, sides) => {
    const solution = solveCertified(core, { P, q: [1, -1], ...sides });
    expect(solution.status).toBe("primal_infeasible");
    expect(Object.isFrozen(solution.certificate)).toBe(true);
  });

  it("is what is reported where the objective has no lower bound either", () => {
    const solution = solveCertified(core, {
      P: [
        [0, 0],
        [0, 0],
      ],
      q: [-1, -1],
      A: [
        [1, -1],
        [1, -1],
      ],
      l: [1, -Infinity],
      u: [Infinity, 0],
    });
    expect(solution.status).toBe("primal_infeasible");
  });
});

describe("the objective has no lower bound: the ray proves it", () => {
  it.each<[string, object]>([
    [
      "a linear objective",
      {
        P: [
          [0, 0],
          [0, 0],
        ],
        q: [-1, 0],
      },
    ],
    [
      "along one bound",
      {
        P: [
          [0, 0],
          [0, 2],
        ],
        q: [-1, 3],
        lb: [0, 0],
      },
    ],
    [
      "between rows",
      {
        P: [
          [1, -1],
          [-1, 1],
        ],
        q: [-1, -1],
        A: [[1, -1]],
        l: -1,
        u: 1,
      },
    ],
    [
      "a negative ray",
      {
        P: [
          [2, 0],
          [0, 0],
        ],
        q: [0, 1],
        ub: [1, 1],
      },
    ],
  ])("%s", (_, problem) => {
    expect(solveCertified(core, problem as never).status).toBe("dual_infeasible");
  });
});

describe("P is not positive semidefinite", () => {
  it.each<[string, object]>([
    ["a negative diagonal", { P: [[-1]], q: [1], lb: -1, ub: 3 }],
    [
      "a negative eigenvalue",
      {
        P: [
          [1, 2],
          [2, 1],
        ],
        q: [0, 1],
        lb: -1,
        ub: 1,
      },
    ],
    [
      "without constraints",
      {
        P: [
          [1, 2],
          [2, 1],
        ],
      },
    ],
    [
      "large and indefinite",
      {
        P: [
          [1e8, 2e8],
          [2e8, 1e8],
        ],
        q: [0, 1],
        lb: -1,
        ub: 1,
      },
    ],
  ])("%s", (_, problem) => {
    expect(solveCertified(core, problem as never).status).toBe("non_convex");
  });
});
