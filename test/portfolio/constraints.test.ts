import type { Constraints, Portfolio, PortfolioProblem } from "quadfolio";
import { DimensionError, ValueError } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { randomMarket, threeAssets } from "../support/covariances.js";
import { detached } from "../support/detached.js";

const core = await loadTestCore();
const covariance = threeAssets(core);
afterAll(() => {
  covariance.dispose();
});

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((total, one, i) => total + one * b[i], 0);
const minVariance = { kind: "min-variance" } as const;
const optimize = (problem: Partial<PortfolioProblem>): Portfolio =>
  core.optimize({ covariance, objective: minVariance, ...problem });

describe("factor exposures", () => {
  const loadings = [
    [1.2, 0.5],
    [0.8, -1],
    [1.1, 0.1],
  ];
  const column = (f: number): number[] => loadings.map((row) => row[f]);

  it("lie in their ranges, the multipliers under the factors' names", () => {
    const factors = { loadings, names: ["beta", "value"], min: { value: 0 }, max: { beta: 1.07, value: 0 } };
    const { status, weights, multipliers } = optimize({ constraints: { factors } });
    expect(status).toBe("solved");
    expect(dot(column(0), weights)).toBeLessThanOrEqual(1.07 + 1e-12);
    expect(dot(column(1), weights)).toBeCloseTo(0, 12);
    expect(Object.keys(multipliers.factors)).toEqual(["beta", "value"]);
    const linear = [
      { name: "beta", coefficients: column(0), max: 1.07 },
      { name: "value", coefficients: column(1), min: 0, max: 0 },
    ];
    const same = optimize({ constraints: { linear } });
    expect(weights).toEqual(same.weights);
    expect(multipliers.factors).toEqual(same.multipliers.linear);
  });

  it("are measured from a benchmark, and have names of their own", () => {
    const benchmark = { STOCK: 0.5, GOLD: 0.5 };
    const factors = { loadings: loadings.flat(), min: -0.01, max: [0.01, Infinity], benchmark };
    const { weights, multipliers } = optimize({ constraints: { factors } });
    const active = weights.map((one, i) => one - [0, 0.5, 0.5][i]);
    expect(Math.abs(dot(column(0), active))).toBeLessThanOrEqual(0.01 + 1e-12);
    expect(dot(column(1), active)).toBeGreaterThanOrEqual(-0.01 - 1e-12);
    expect(Object.keys(multipliers.factors)).toEqual(["factors[0]", "factors[1]"]);
  });

  it("are those of a factor covariance where no loadings are given", () => {
    using model = core.factorCovariance({
      loadings,
      factorCovariance: [
        [0.04, 0],
        [0, 0.01],
      ],
      specificVariances: 0.02,
    });
    expect(model.loadings).toEqual(Float64Array.from(loadings.flat()));
    const constraints = { factors: { names: ["market", "value"], min: { value: 0.2 }, max: { market: 1.15 } } };
    const given = { factors: { ...constraints.factors, loadings } };
    const own = optimize({ covariance: model, constraints });
    expect(own.status).toBe("solved");
    expect(own.weights).toEqual(optimize({ covariance: model, constraints: given }).weights);
    expect(dot(column(1), own.weights)).toBeGreaterThanOrEqual(0.2 - 1e-12);
  });

  it("out of reach are said so in their own unit, less the benchmark's", () => {
    const factors = { loadings, names: ["beta", "value"], min: { beta: 0.5 }, benchmark: [0, 1, 0] };
    const { conflict } = optimize({ constraints: { budget: [0, 1], factors } });
    expect(conflict?.constraints).toEqual(["budget", "beta", "minWeights"]);
    const range = optimize({ constraints: { factors, budget: [0, 1], minWeights: [0, 0, 0] } }).conflict?.attainable;
    expect(range?.constraint).toBe("budget");
    const alone = optimize({ constraints: { factors: { ...factors, min: { beta: 3 } }, budget: [-Infinity, Infinity] } });
    expect(alone.conflict?.constraints).toEqual(["beta", "maxWeights"]);
    expect(alone.conflict?.message).toBe("beta must be at least 3, but maxWeights allow at most 2.3.");
    alone.conflict?.attainable?.range.forEach((one, i) => expect(one).toBeCloseTo([-0.8, 2.3][i], 12));
  });
});

describe("net exposure and budgets", () => {
  const expectedReturns = [0.02, 0.08, -0.04];
  const objective = { kind: "utility", riskAversion: 2 } as const;
  const sum = (weights: Float64Array): number => dot(weights, [1, 1, 1]);

  it("a range instead of a budget", () => {
    const constraints = { netExposure: [-0.1, 0.1], minWeights: -1, maxGross: 1.5 } as const;
    const { status, weights, multipliers } = optimize({ expectedReturns, objective, constraints });
    expect(status).toBe("solved");
    expect(Math.abs(sum(weights))).toBeLessThanOrEqual(0.1 + 1e-12);
    expect(multipliers.budget).toBe(0);
    const budget = optimize({ expectedReturns, objective, constraints: { budget: [-0.1, 0.1], minWeights: -1, maxGross: 1.5 } });
    weights.forEach((one, i) => expect(one).toBeCloseTo(budget.weights[i], 12));
    expect(multipliers.netExposure).toBeCloseTo(budget.multipliers.budget, 12);
  });

  it("both hold where both are given", () => {
    const { weights } = optimize({ constraints: { budget: [0, 0.8], netExposure: [0.7, 2] } });
    expect(sum(weights)).toBeCloseTo(0.7, 12);
  });

  it("a budget of nothing is dollar neutral", () => {
    const { status, weights } = optimize({ expectedReturns, objective, constraints: { budget: 0, minWeights: -1 } });
    expect(status).toBe("solved");
    expect(Math.abs(sum(weights))).toBeLessThanOrEqual(1e-15);
    expect(weights[1]).toBeGreaterThan(0);
  });

  it("a budget of nothing without shorts holds nothing", () => {
    expect(optimize({ constraints: { budget: 0 } }).weights).toEqual(new Float64Array(3));
  });
});

describe("trades within a share of the volume", () => {
  const volumes = { BOND: 2e6, STOCK: 1e6, GOLD: 0 };
  const capital = 1e6;
  const current = [0.2, 0.5, 0.3];

  it("bound what is bought and sold, the multipliers under the limit's name", () => {
    const constraints = { maxTradeOfVolume: 0.1 };
    const { status, weights, multipliers } = optimize({ constraints, current, volumes, capital });
    expect(status).toBe("solved");
    weights.forEach((one, i) => expect(Math.abs(one - current[i]) * capital).toBeLessThanOrEqual([2e5, 1e5, 0][i] + 1e-9));
    expect(weights[2]).toBe(0.3);
    expect(multipliers.minWeights).toEqual(new Float64Array(3));
    expect(multipliers.maxWeights).toEqual(new Float64Array(3));
    const bounds = optimize({ constraints: { minWeights: [0, 0.4, 0.3], maxWeights: [0.4, 0.6, 0.3] } });
    weights.forEach((one, i) => expect(one).toBeCloseTo(bounds.weights[i], 14));
    bounds.multipliers.minWeights.forEach((one, i) =>
      expect(multipliers.maxTradeOfVolume?.[i]).toBeCloseTo(one + bounds.multipliers.maxWeights[i], 12),
    );
  });

  it("a bound of the weights that is as tight has the multiplier", () => {
    const constraints = { maxTradeOfVolume: 0.1, minWeights: [0, 0.4, 0.3] };
    const { multipliers } = optimize({ constraints, current, volumes, capital });
    expect(multipliers.maxTradeOfVolume?.[1]).toBe(0);
    expect(multipliers.minWeights[1]).toBeLessThan(0);
  });

  it("out of the reach of a cap: the asset is named, and the start of the next solve fits", () => {
    const problem = { constraints: { maxTradeOfVolume: 0.1, maxWeights: 0.35 }, current, volumes, capital };
    const { status, conflict, warmStart, residuals } = optimize(problem);
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["maxTradeOfVolume", "maxWeights"]);
    expect(conflict?.message).toBe(
      "the weight of STOCK under maxTradeOfVolume must be at least 0.4, but maxWeights allow at most 0.35.",
    );
    expect(residuals.primal).toBeGreaterThan(0.01);
    expect(optimize({ ...problem, constraints: { maxTradeOfVolume: 0.2, maxWeights: 0.4 }, warmStart }).status).toBe("solved");
    expect(optimize({ ...problem, warmStart }).status).toBe("primal_infeasible");
  });

  it.each<[string, object, string]>([
    [
      "no volumes",
      { capital, current },
      "volumes is undefined, expected the value traded of each asset: maxTradeOfVolume needs it.",
    ],
    [
      "no capital",
      { volumes, current },
      "capital is undefined, expected what all weights are fractions of: maxTradeOfVolume needs it.",
    ],
    ["no current", { volumes, capital }, "current is undefined, expected the weights held today: maxTradeOfVolume needs them."],
    [
      "a negative volume",
      { volumes: [1, -1, 1], capital, current },
      'volumes[1] ("STOCK") is -1, expected a number of at least 0.',
    ],
    ["a NaN volume", { volumes: [1, NaN, 1], capital, current }, 'volumes[1] ("STOCK") is NaN, expected a finite number.'],
    [
      "a volume left out",
      { volumes: { BOND: 1 }, capital, current },
      'volumes[1] ("STOCK") is undefined, expected a number for every asset.',
    ],
    ["no money", { volumes, capital: 0, current }, "capital is 0, expected a finite number above 0."],
  ])("%s", (_, changes, message) => {
    expect(() => optimize({ constraints: { maxTradeOfVolume: 0.1 }, ...changes })).toThrow(message);
  });

  it("a negative share", () => {
    expect(() => optimize({ constraints: { maxTradeOfVolume: -0.1 }, current, volumes, capital })).toThrow(
      "constraints.maxTradeOfVolume is -0.1, expected a finite number of at least 0.",
    );
  });
});

describe("wrong arguments", () => {
  const loadings = [1, 2, 3];
  it.each<[string, Constraints, string, new (...args: never[]) => Error]>([
    [
      "no loadings",
      { factors: { max: 1 } },
      "constraints.factors.loadings is undefined, expected 3 × k numbers: only a factor covariance has",
      ValueError,
    ],
    [
      "loadings of other assets",
      { factors: { loadings: [1, 2] } },
      "constraints.factors.loadings has 2 values, expected a multiple of 3.",
      DimensionError,
    ],
    [
      "no factor",
      { factors: { loadings: [] } },
      "constraints.factors.loadings has 0 columns, expected at least 1.",
      DimensionError,
    ],
    [
      "rows of other assets",
      { factors: { loadings: [[1], [2]] } },
      "constraints.factors.loadings has 2 rows, expected 3.",
      DimensionError,
    ],
    [
      "a loading that is none",
      { factors: { loadings: [1, NaN, 3] } },
      'constraints.factors.loadings[1][0] ("STOCK") is NaN, expected a finite number.',
      ValueError,
    ],
    [
      "a word for loadings",
      { factors: { loadings: "B" as never } },
      'constraints.factors.loadings is "B", expected an array of 3 rows',
      ValueError,
    ],
    [
      "detached loadings",
      { factors: { loadings: detached(3) } },
      "constraints.factors.loadings is a Float64Array on an ArrayBuffer that is detached",
      ValueError,
    ],
    [
      "too many names",
      { factors: { loadings, names: ["a", "b"] } },
      "constraints.factors.names has 2 names, expected 1.",
      DimensionError,
    ],
    [
      "a name that is taken",
      { factors: { loadings, names: ["budget"] } },
      'the name of a factor constraint is "budget", expected a name no other',
      ValueError,
    ],
    [
      "a name of a group",
      { factors: { loadings, names: ["x"] }, groups: [{ name: "x", members: [0] }] },
      'the name of a factor constraint is "x"',
      ValueError,
    ],
    [
      "too many sides",
      { factors: { loadings, min: [1, 2] } },
      "constraints.factors.min has 2 values, expected 1.",
      DimensionError,
    ],
    [
      "a side of no factor",
      { factors: { loadings, names: ["beta"], max: { bета: 1 } } },
      'a key of constraints.factors.max is "bета", expected a name of a factor: "beta".',
      ValueError,
    ],
    [
      "sides the wrong way round",
      { factors: { loadings, names: ["beta"], min: 1, max: 0 } },
      'constraints.factors.min[0] ("beta") is 1, expected at most constraints.factors.max[0] ("beta") = 0.',
      ValueError,
    ],
    [
      "a benchmark of other assets",
      { factors: { loadings, benchmark: [1] } },
      "constraints.factors.benchmark has 1 value, expected 3.",
      DimensionError,
    ],
    [
      "a misspelt key",
      { factors: { loading: [] } as never },
      'a key of constraints.factors is "loading", expected "loadings"',
      ValueError,
    ],
    [
      "net exposure of one number",
      { netExposure: 0.1 as never },
      "constraints.netExposure is 0.1, expected [min, max].",
      ValueError,
    ],
    [
      "net exposure of three",
      { netExposure: [0, 1, 2] as never },
      "constraints.netExposure is an array of 3, expected [min, max].",
      ValueError,
    ],
    [
      "net exposure the wrong way round",
      { netExposure: [1, 0] },
      "constraints.netExposure[0] is 1, expected at most constraints.netExposure[1] = 0.",
      ValueError,
    ],
  ])("%s", (_, constraints, message, type) => {
    expect(() => optimize({ constraints })).toThrow(message);
    expect(() => optimize({ constraints })).toThrow(type);
  });
});

it("all constraints at once: the weights satisfy each, and certify the optimum", () => {
  const market = randomMarket(core, 60, 8, 5);
  const { next, matrix, expectedReturns } = market;
  const loadings = Array.from({ length: 60 }, () => [0.5 + next(), 2 * next() - 1]);
  const current = new Float64Array(60).fill(1 / 60);
  const volumes = Float64Array.from({ length: 60 }, () => 1e6 * next());
  const { status, weights, multipliers } = core.optimize({
    covariance: market.covariance,
    expectedReturns,
    objective: { kind: "utility", riskAversion: 3 },
    constraints: {
      budget: [0.9, 1],
      netExposure: [0.85, 0.95],
      minWeights: -0.02,
      maxWeights: 0.1,
      groups: [{ name: "first", members: Array.from({ length: 20 }, (_, i) => i), max: 0.3 }],
      factors: { loadings, names: ["beta", "style"], min: { style: -0.05 }, max: { beta: 0.9, style: 0.05 } },
      maxTradeOfVolume: 0.2,
    },
    current,
    volumes,
    capital: 1e6,
  });
  expect(status).toBe("solved");
  expect(dot(weights, new Float64Array(60).fill(1))).toBeLessThanOrEqual(0.95 + 1e-12);
  const style = loadings.map((row) => row[1]);
  expect(Math.abs(dot(style, weights))).toBeLessThanOrEqual(0.05 + 1e-12);
  for (let i = 0; i < 60; i++) {
    const gradient = 3 * dot(matrix.subarray(i * 60, (i + 1) * 60), weights) - expectedReturns[i];
    const rows = multipliers.budget + (multipliers.netExposure ?? NaN) + (i < 20 ? multipliers.groups["first"] : 0);
    const exposures = multipliers.factors["beta"] * loadings[i][0] + multipliers.factors["style"] * loadings[i][1];
    const bounds = multipliers.minWeights[i] + multipliers.maxWeights[i] + (multipliers.maxTradeOfVolume?.[i] ?? NaN);
    expect(Math.abs(gradient + rows + exposures + bounds)).toBeLessThanOrEqual(1e-12);
    const reach = 0.2 * (volumes[i] / 1e6);
    const [least, most] = [current[i] - reach, current[i] + reach];
    expect(weights[i]).toBeGreaterThanOrEqual(Math.max(-0.02, least) - 1e-15);
    expect(weights[i]).toBeLessThanOrEqual(Math.min(0.1, most) + 1e-15);
  }
  market.covariance.dispose();
});
