import { solveQPquadprog } from "quadfolio/quadprog";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { hasShared, missing, sharedJson } from "../support/shared.js";

interface Arguments {
  Dmat: number[][];
  dvec: number[];
  Amat: number[][];
  bvec?: number[];
  meq?: number;
  factorized?: boolean;
}

interface Expected {
  solution: number[];
  value: number;
  "unconstrained.solution": number[];
  Lagrangian: number | number[];
  iact: number | number[];
}

const core = await loadTestCore();
const cases = ["first", "second", "second-fact", "third", "fourth", "fifth", "sixth", "barbiggs"];

function expectClose(received: ArrayLike<number>, expected: number[]): void {
  expect(received.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  expected.forEach((one, i) => expect(Math.abs(received[i] - one)).toBeLessThanOrEqual(1e-10 * scale));
}

describe.skipIf(!hasShared)(`the cases of the npm package quadprog, with R's results${missing}`, () => {
  it.each(cases)("%s", (name) => {
    const { Dmat, dvec, Amat, bvec, meq, factorized } = sharedJson<Arguments>(`qp/quadprog_js/${name}-data.json`);
    const expected = sharedJson<Expected>(`qp/quadprog_js/${name}-result.json`);
    const result = solveQPquadprog(Dmat, dvec, Amat, bvec, meq, factorized, core);
    expect(result.message).toBe("");
    expectClose(result.solution, expected.solution);
    expectClose([result.value], [expected.value]);
    expectClose(result.unconstrained_solution, expected["unconstrained.solution"]);
    expectClose(result.Lagrangian, [expected.Lagrangian].flat());
    expect(result.iact).toEqual(
      [expected.iact]
        .flat()
        .filter((one) => one > 0)
        .map((one) => one - 1)
        .sort((a, b) => a - b),
    );
  });
});

describe("solveQPquadprog", () => {
  const Dmat = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const Amat = [
    [-4, 2, 0],
    [-3, 1, -2],
    [0, 0, 1],
  ];

  it("brings its own core", () => {
    const { solution, value, iact, Lagrangian } = solveQPquadprog(Dmat, [0, 5, 0], Amat, [-8, 2, 0]);
    expectClose(solution, [10 / 21, 22 / 21, 44 / 21]);
    expect(value).toBeCloseTo(-50 / 21, 14);
    expect(iact).toEqual([1, 2]);
    expectClose(Lagrangian, [0, 5 / 21, 44 / 21]);
  });

  it("says what is wrong instead of throwing", () => {
    const infeasible = solveQPquadprog([[1]], [0], [[1, -1]], [1, 0]);
    expect([infeasible.status, infeasible.message]).toEqual(["primal_infeasible", "The constraints contradict one another."]);
    const indefinite = solveQPquadprog(
      [
        [1, 2],
        [2, 1],
      ],
      [0, 0],
      [[1], [1]],
      [1],
    );
    expect([indefinite.status, indefinite.message]).toEqual(["non_convex", "Dmat is not positive semidefinite."]);
  });

  it("takes a singular D, which quadprog does not", () => {
    const { solution, unconstrained_solution } = solveQPquadprog(
      [
        [1, 1],
        [1, 1],
      ],
      [1, 0],
      [
        [1, 0],
        [0, 1],
      ],
    );
    expectClose(solution, [1, 0]);
    expect([...unconstrained_solution]).toEqual([NaN, NaN]);
  });

  it("reads the upper triangle of D", () => {
    const { solution } = solveQPquadprog(
      [
        [2, 1],
        [9, 2],
      ],
      [3, 3],
      [[1], [0]],
    );
    expectClose(solution, [1, 1]);
  });

  it.each<[string, unknown[], string]>([
    [
      "Dmat",
      [
        [
          [1, 0],
          [0, 1],
        ],
        [1, 1, 1],
        Amat,
        [0, 0, 0],
      ],
      "Dmat has 2 rows, expected 3.",
    ],
    [
      "row of Dmat",
      [
        [
          [1, 0, 0],
          [0, 1],
          [0, 0, 1],
        ],
        [1, 1, 1],
        Amat,
        [0, 0, 0],
      ],
      "Dmat[1] has 2 values, expected 3.",
    ],
    ["Dmat that is none", [3, [1], [[1]]], "Dmat is 3, expected an array of 1 rows."],
    ["NaN in Dmat", [[[NaN]], [1], [[1]]], "Dmat[0][0] is NaN, expected a finite number."],
    ["NaN in dvec", [Dmat, [0, NaN, 0], Amat, [0, 0, 0]], "dvec[1] is NaN, expected a finite number."],
    ["Amat", [Dmat, [0, 5, 0], [[1], [1]], [0]], "Amat has 2 rows, expected 3."],
    ["ragged Amat", [Dmat, [0, 5, 0], [[1], [1], [1, 2]], [0]], "Amat[2] has 2 values, expected 1."],
    ["infinity in Amat", [[[1]], [1], [[Infinity]], [0]], "Amat[0][0] is Infinity, expected a finite number."],
    ["bvec", [Dmat, [0, 5, 0], Amat, [0]], "bvec has 1 values, expected 3."],
    ["NaN in bvec", [Dmat, [0, 5, 0], Amat, [0, 0, NaN]], "bvec[2] is NaN, expected a finite number."],
    ["meq", [Dmat, [0, 5, 0], Amat, [0, 0, 0], 4], "meq is 4, expected an integer from 0 to 3."],
  ])("refuses a wrong %s", (_, given, message) => {
    expect(() => solveQPquadprog(...(given as Parameters<typeof solveQPquadprog>))).toThrow(message);
  });
});

it.each<[unknown[], string]>([
  [[[[4]], [1], [[1]], [3], 0, [0, 0]], "factorized is an array of 2, expected true or false."],
  [[[[4]]], "dvec is undefined, expected an array of numbers."],
  [[[[4]], [1]], "Amat is undefined, expected an array of 1 rows."],
])("refuses %j by name", (given, message) => {
  expect(() => (solveQPquadprog as (...all: unknown[]) => unknown)(...given)).toThrow(message);
});
