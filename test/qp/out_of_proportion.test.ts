import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { uniform } from "../support/random.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();

const unit = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));

describe("bounds so large that they stand for none", () => {
  it.each([1, 1e10, 1e11, 1e12, 1e13, 1e15, 1e20, 1e25])("%d: a budget holds as without them", (ub) => {
    const pick = uniform(3);
    const n = 40;
    const G = Array.from({ length: n }, () => Array.from({ length: n + 2 }, () => pick() - 0.5));
    const P = G.map((a) => G.map((b) => a.reduce((sum, one, k) => sum + one * b[k], 0)));
    const problem = { P, A: [new Array<number>(n).fill(1)], l: 1, u: 1, lb: 0 };
    const { status, x, objective } = core.solveQP({ ...problem, ub });
    expect(status).toBe("solved");
    expect(Math.abs(x.reduce((sum, one) => sum + one, -1))).toBeLessThanOrEqual(1e-14);
    expect(objective).toBeCloseTo(core.solveQP({ ...problem, ub: Infinity }).objective, 12);
  });

  it.each([1e12, 1e15, 1e20])("%d: what nothing satisfies is not solved", (ub) => {
    expect(core.solveQP({ P: unit(3), A: [[1, 1, 0]], l: 5, lb: 0, ub: [1, 1, ub] }).status).toBe("primal_infeasible");
    const assets = 250;
    using covariance = core.denseCovariance(unit(assets));
    const maxWeights = new Float64Array(assets).fill(0.001);
    maxWeights[0] = ub;
    const constraints = { maxWeights, groups: [{ name: "first", members: [0], max: 0.2 }] };
    const { status, conflict } = core.optimize({ covariance, objective: { kind: "min-variance" }, constraints });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["budget", "first", "maxWeights"]);
  });

  it.each([1e12, 1e15, 1e20])("rows between ±%d beside a budget", (side) => {
    const A = [
      [1, 1, 1],
      [1, 2, 3],
    ];
    const { status, x } = core.solveQP({ P: unit(3), A, l: [1, -side], u: [1, side], lb: 0 });
    expect(status).toBe("solved");
    x.forEach((one) => expect(one).toBeCloseTo(1 / 3, 14));
  });
});

describe("rows by any factor are the same rows", () => {
  it.each([1, 1e-6, 1e-11, 1e-13, 1e-20, 1e6, 1e20])("%d: over a universe", (factor) => {
    const [assets, observations] = [600, 150];
    using returns = core.returns(randomReturns(observations, assets, 5), { observations, assets });
    using P = core.covariance(returns, { estimator: "ledoit-wolf" });
    const A = new Float64Array(assets).fill(factor);
    const { status, x } = core.solveQP({ P, A, l: factor, u: factor, lb: 0, ub: 1.2 / assets });
    expect(status).toBe("solved");
    expect(x.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 13);
  });

  it.each([1, 1e-3, 1e-6, 1e-8, 1e-9])("%d: what has a solution is not called infeasible", (factor) => {
    const A = [[factor, 1e-7 * factor]];
    const sides = { l: 3 * factor, u: 3 * factor, lb: [0, -Infinity], ub: [1, Infinity] };
    const P = [
      [0, 0],
      [0, 1e-14],
    ];
    expect(core.solveQP({ P, A, ...sides }).status).not.toBe("primal_infeasible");
  });
});

describe("variables and rows in units far apart", () => {
  it("a convex problem has a least value", () => {
    const P = [
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 1e8],
    ];
    const { status, x } = core.solveQP({ P, q: [0, 1, -1], A: [[2e8, 3e10, 0]], u: -1e8 });
    expect(status).toBe("solved");
    expect([...x].map((one) => Number(one.toPrecision(12)))).toEqual([0.333333333333, -0.666666666667, 1e-8]);
  });

  it("with every element filled", () => {
    const P = [
      [2900, 130000, 1e9],
      [130000, 17100000, 4e11],
      [1e9, 4e11, 1.4e17],
    ];
    const { status, objective } = core.solveQP({ P, q: [0, 1000, -3e8], A: [[2e6, 3e8, 0]], l: -6e5, u: -3e5 });
    expect(status).toBe("solved");
    expect(objective).toBeCloseTo(5.548010488637, 11);
  });
});

describe("a variable that only its cost and a large bound know of", () => {
  const zero = [
    [0, 0],
    [0, 0],
  ];

  it.each([1e4, 1e8, 1e10, 1e12])("%d: the others are solved all the same", (bound) => {
    expect([...core.solveQP({ P: zero, q: [-1, -1e4], lb: 0, ub: [1, bound] }).x]).toEqual([1, bound]);
    const P = [
      [2, 0, 0],
      [0, 2, 0],
      [0, 0, 0],
    ];
    const { status, x } = core.solveQP({ P, q: [-1, 0, -1e4], A: [[1, 1, 0]], l: 1, u: 1, lb: 0, ub: [1, 1, bound] });
    expect(status).toBe("solved");
    expect([...x].map((one) => Number(one.toPrecision(13)))).toEqual([0.75, 0.25, bound]);
  });

  it("without a bound there is no least value", () => {
    const free = { lb: [-Infinity, 0], ub: [Infinity, 1e10] };
    expect(core.solveQP({ P: zero, q: [-1e4, -1e4], ...free }).status).toBe("dual_infeasible");
    const below = { lb: [0, -Infinity], ub: [Infinity, -1e6] };
    expect(core.solveQP({ P: zero, q: [-2e6, -3e6], ...below }).status).toBe("dual_infeasible");
  });

  it("beside a free one that a row holds", () => {
    const sides = { A: [[1, 0]], l: 0, u: 1e12, lb: [-Infinity, 0], ub: [Infinity, 1e12] };
    const { status, x } = core.solveQP({ P: zero, q: [-1, -1], ...sides });
    expect([status, ...x]).toEqual(["solved", 1e12, 1e12]);
  });
});

it("an element of a row beyond all proportion is not a reason to claim what does not hold", () => {
  using covariance = core.denseCovariance(unit(3));
  for (const size of [1e20, 1e28, 1e100, 1e200]) {
    const linear = [{ coefficients: [size, 0, 0], max: size / 10 }];
    const { status, residuals } = core.optimize({ covariance, objective: { kind: "min-variance" }, constraints: { linear } });
    if (status === "solved") expect(residuals.primal).toBeLessThanOrEqual(1e-14);
  }
});
