import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { certify, plain, solveCertified } from "../support/solve_certified.js";

const core = await loadTestCore();

/** Fails unless the numbers are those expected, to the last rounding or two. */
function expectExactly(received: ArrayLike<number>, expected: number[]): void {
  expect(received.length).toBe(expected.length);
  expected.forEach((one, i) =>
    expect(Math.abs(received[i] - one)).toBeLessThanOrEqual(4 * Number.EPSILON * Math.max(1, Math.abs(one))),
  );
}

describe("published examples", () => {
  it("the three-variable example of R's quadprog", () => {
    const identity = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const A = [
      [-4, -3, 0],
      [2, 1, 0],
      [0, -2, 1],
    ];
    const solution = solveCertified(core, { P: identity, q: [0, -5, 0], A, l: [-8, 2, 0] });
    expect(solution.status).toBe("solved");
    expectExactly(solution.x, [10 / 21, 22 / 21, 44 / 21]);
    expectExactly(solution.y, [0, -5 / 21, -44 / 21]);
    expectExactly([solution.objective], [-50 / 21]);
    expect([...solution.activeSet.rows]).toEqual([0, -1, -1]);
    expect([...solution.activeSet.bounds]).toEqual([0, 0, 0]);
  });

  it("the basic example of OSQP and Clarabel", () => {
    const solution = solveCertified(core, {
      P: [
        [4, 1],
        [1, 2],
      ],
      q: [1, 1],
      A: [[1, 1]],
      l: 1,
      u: 1,
      lb: 0,
      ub: 0.7,
    });
    expect(solution.status).toBe("solved");
    expectExactly(solution.x, [0.3, 0.7]);
    expectExactly(solution.y, [-2.9]);
    expectExactly(solution.z, [0, 0.2]);
    expectExactly([solution.objective], [1.88]);
    expect(solution.x[1]).toBe(0.7);
    expect([...solution.activeSet.bounds]).toEqual([0, 1]);
  });
});

describe("the smallest problems", () => {
  it.each<[string, object, number]>([
    ["free", { P: [2], q: [-4] }, 2],
    ["at its upper bound", { P: [2], q: [-4], ub: 1 }, 1],
    ["at its lower bound", { P: [2], q: [-4], lb: 3 }, 3],
    ["fixed", { P: [2], q: [-4], lb: 5, ub: 5 }, 5],
    ["linear", { P: [0], q: [1], lb: -2, ub: 7 }, -2],
    ["held by a row", { P: [2], q: [-4], A: [3], l: 9 }, 3],
    ["held by an equality", { P: [2], q: [-4], A: [-1], l: 1, u: 1 }, -1],
    ["nothing to do", { P: [0] }, 0],
  ])("one variable, %s", (_, problem, x) => {
    const solution = solveCertified(core, problem as never);
    expect(solution.status).toBe("solved");
    expectExactly(solution.x, [x]);
  });

  it("sides of 1e30 are none", () => {
    const solution = solveCertified(core, { P: [2], q: [-4], A: [1], l: -1e30, u: 1e30, lb: -1e35, ub: 1e30 });
    expect(solution.status).toBe("solved");
    expectExactly(solution.x, [2]);
  });

  it("takes P flat or by rows, doubles or numbers, and numbers for vectors", () => {
    const flat = solveCertified(core, { P: new Float64Array([2, 0, 0, 2]), q: -2, A: [[1, 1]], u: 1 });
    const rows = solveCertified(core, {
      P: [
        [2, 0],
        [0, 2],
      ],
      q: [-2, -2],
      A: new Float32Array([1, 1]),
      u: [1],
    });
    expect(flat).toEqual(rows);
    expectExactly(flat.x, [0.5, 0.5]);
  });

  it("takes a Covariance for P", () => {
    const matrix = [
      [0.04, 0.01],
      [0.01, 0.09],
    ];
    const P = core.denseCovariance(matrix, { names: ["BOND", "STOCK"] });
    const budget = { A: [1, 1], l: 1, u: 1 };
    const solution = core.solveQP({ P, ...budget });
    certify(plain({ P: matrix, ...budget }), solution);
    expect(solution.status).toBe("solved");
    expectExactly(solution.x, [...solveCertified(core, { P: matrix, ...budget }).x]);
    P.dispose();
    expect(() => core.solveQP({ P, ...budget })).toThrow("Covariance was used after dispose().");
  });

  it("takes the mean of a P that is symmetric but for rounding", () => {
    const { status, x } = core.solveQP({
      P: [
        [2, 0.1 + 0.2],
        [0.3, 2],
      ],
      q: [-2.3, -2.3],
    });
    expect(status).toBe("solved");
    expectExactly(x, [1, 1]);
  });
});

describe("rows of every kind", () => {
  const P = [
    [3, 1, 0],
    [1, 2, 1],
    [0, 1, 4],
  ];
  const q = [1, -2, 3];

  it("equality, one-sided, two-sided and free rows together", () => {
    const A = [
      [1, 1, 1],
      [1, -1, 0],
      [0, 1, 2],
      [1, 2, 3],
    ];
    const solution = solveCertified(core, { P, q, A, l: [1, -0.5, -Infinity, -Infinity], u: [1, 0.5, 0.3, Infinity] });
    expect(solution.status).toBe("solved");
    expect(solution.y[3]).toBe(0);
  });

  it("a duplicated equality", () => {
    const once = solveCertified(core, { P, q, A: [[1, 1, 1]], l: 1, u: 1 });
    const twice = solveCertified(core, {
      P,
      q,
      A: [
        [1, 1, 1],
        [1, 1, 1],
      ],
      l: 1,
      u: 1,
    });
    expect(twice.status).toBe("solved");
    once.x.forEach((one, i) => expect(twice.x[i]).toBeCloseTo(one, 12));
    expect(twice.y[0] + twice.y[1]).toBeCloseTo(once.y[0], 12);
  });

  it("dependent equalities that agree", () => {
    const A = [
      [1, 1, 0],
      [0, 1, 1],
      [1, 2, 1],
      [2, 2, 0],
    ];
    expect(solveCertified(core, { P, q, A, l: [1, 2, 3, 2], u: [1, 2, 3, 2] }).status).toBe("solved");
  });

  it("empty rows that hold", () => {
    const solution = solveCertified(core, {
      P,
      q,
      A: [
        [0, 0, 0],
        [1, 1, 1],
        [0, 0, 0],
      ],
      l: [-1, 1, 0],
      u: [1, 1, 0],
    });
    expect(solution.status).toBe("solved");
  });

  it("full investment as two inequalities", () => {
    const one = solveCertified(core, { P, q, A: [[1, 1, 1]], l: 1, u: 1, lb: 0 });
    const two = solveCertified(core, {
      P,
      q,
      A: [
        [1, 1, 1],
        [-1, -1, -1],
      ],
      l: [1, -1],
      lb: 0,
    });
    expect(two.status).toBe("solved");
    one.x.forEach((x, i) => expect(two.x[i]).toBeCloseTo(x, 12));
  });

  it("as many equalities as variables", () => {
    const solution = solveCertified(core, {
      P,
      q,
      A: [
        [1, 0, 1],
        [0, 2, 0],
        [1, 1, 0],
      ],
      l: [3, 4, 3],
      u: [3, 4, 3],
    });
    expect(solution.status).toBe("solved");
    expectExactly(solution.x, [1, 2, 2]);
  });

  it("a linear objective", () => {
    const zero = [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ];
    const solution = solveCertified(core, { P: zero, q: [-1, -2, -3], A: [[1, 1, 1]], u: 1, lb: 0, ub: 0.5 });
    expect(solution.status).toBe("solved");
    expectExactly(solution.x, [0, 0.5, 0.5]);
    expectExactly([solution.objective], [-2.5]);
  });
});

describe("the result", () => {
  it("is frozen and belongs to the caller", () => {
    const problem = { P: new Float64Array([2, 0, 0, 2]), q: new Float64Array([-2, -2]), lb: new Float64Array(2) };
    const solution = core.solveQP(problem);
    const again = core.solveQP(problem);
    expect(Object.isFrozen(solution)).toBe(true);
    expect(Object.isFrozen(solution.warmStart)).toBe(true);
    expect(again).toEqual(solution);
    expect(again.x.buffer).not.toBe(solution.x.buffer);
    solution.x.fill(9);
    expect([...again.x]).toEqual([1, 1]);
    expect([...problem.P, ...problem.q]).toEqual([2, 0, 0, 2, -2, -2]);
  });

  it("has no certificate where the problem is solved", () => {
    expect("certificate" in core.solveQP({ P: [2], q: [-4] })).toBe(false);
  });
});
