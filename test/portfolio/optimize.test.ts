import type { Constraints, Objective, Portfolio } from "quadfolio";
import { describe, expect, it } from "vitest";
import { claExample } from "../support/cla.js";
import { loadTestCore } from "../support/core.js";
import { randomMarket, threeAssets } from "../support/covariances.js";
import { hasShared, missing } from "../support/shared.js";

const core = await loadTestCore();
const sum = (values: Iterable<number>): number => [...values].reduce((total, one) => total + one, 0);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => sum(Array.from(a, (one, i) => one * b[i]));

describe.skipIf(!hasShared)(`the 10-asset example of Bailey & López de Prado${missing}`, () => {
  it("minimum variance to 1e-10", () => {
    const { names, expectedReturns, matrix } = claExample();
    const covariance = core.denseCovariance(matrix, { names });
    const portfolio = core.optimize({ covariance, expectedReturns, objective: { kind: "min-variance" } });
    const expected = [
      0.036968581479, 0.026900837801, 0.094942430565, 0.125775952195, 0.076746081033, 0.219355671316, 0.029987096882,
      0.035963284621, 0.06134983773, 0.292010226378,
    ];
    expect(portfolio.status).toBe("solved");
    expected.forEach((one, i) => expect(Math.abs(portfolio.weights[i] - one)).toBeLessThanOrEqual(1e-10));
    expect(portfolio.expectedReturn).toBeCloseTo(0.803215, 6);
    expect(portfolio.volatility).toBeCloseTo(0.205238, 6);
    expect(portfolio.names).toEqual(names);
    covariance.dispose();
  });

  it.each([
    [1.160056, 0.417256, 1.945566],
    [1.111262, 0.26672, 0.164581],
    [1.022484, 0.22968, 0.056172],
    [0.97272, 0.219555, 0.036522],
  ])("the corner of return %f: its volatility, and its lambda from the multiplier", (value, volatility, lambda) => {
    const { expectedReturns, matrix } = claExample();
    const covariance = core.denseCovariance(matrix);
    const portfolio = core.optimize({ covariance, expectedReturns, objective: { kind: "target-return", value } });
    expect(portfolio.status).toBe("solved");
    expect(portfolio.expectedReturn).toBeCloseTo(value, 12);
    expect(portfolio.volatility).toBeCloseTo(volatility, 5);
    const utility = core.optimize({ covariance, expectedReturns, objective: { kind: "utility", riskAversion: 1 / lambda } });
    expect(utility.expectedReturn).toBeCloseTo(value, 4);
    expect(utility.volatility).toBeCloseTo(volatility, 4);
    covariance.dispose();
  });
});

/** Fails unless the portfolio satisfies every constraint and the optimality conditions of the objective, from the definitions. */
function certify(
  { matrix, expectedReturns }: { matrix: Float64Array; expectedReturns: Float64Array },
  objective: Objective,
  constraints: Constraints & { minWeights: number; maxWeights: number },
  portfolio: Portfolio,
): void {
  const n = expectedReturns.length;
  const { weights, multipliers } = portfolio;
  const { budget = 1, minWeights, maxWeights, groups = [], linear = [] } = constraints;
  const [least, most] = typeof budget === "number" ? [budget, budget] : budget;
  expect(portfolio.status).toBe("solved");
  expect(weights.every((one) => one >= minWeights && one <= maxWeights)).toBe(true);
  expect(sum(weights)).toBeGreaterThanOrEqual(least - 1e-12);
  expect(sum(weights)).toBeLessThanOrEqual(most + 1e-12);
  const rows: { coefficients: ArrayLike<number>; min: number; max: number; multiplier: number }[] = [
    { coefficients: new Float64Array(n).fill(1), min: least, max: most, multiplier: multipliers.budget },
  ];
  groups.forEach(({ name, members, min = -Infinity, max = Infinity }, i) => {
    const coefficients = Float64Array.from({ length: n }, (_, j) => (members.includes(`A${j}`) ? 1 : 0));
    rows.push({ coefficients, min, max, multiplier: multipliers.groups[name ?? `groups[${i}]`] });
  });
  linear.forEach(({ name, coefficients, min = -Infinity, max = Infinity }, i) => {
    rows.push({ coefficients: coefficients as Float64Array, min, max, multiplier: multipliers.linear[name ?? `linear[${i}]`] });
  });
  if (objective.kind === "target-return") {
    rows.push({
      coefficients: expectedReturns,
      min: objective.value,
      max: objective.value,
      multiplier: multipliers.targetReturn as number,
    });
  }
  for (const { coefficients, min, max, multiplier } of rows) {
    const value = dot(coefficients, weights);
    expect(value).toBeGreaterThanOrEqual(min - 1e-12);
    expect(value).toBeLessThanOrEqual(max + 1e-12);
    if (multiplier > 1e-10) expect(value).toBeCloseTo(max, 11);
    if (multiplier < -1e-10) expect(value).toBeCloseTo(min, 11);
  }
  const riskAversion = objective.kind === "utility" ? objective.riskAversion : 1;
  const benchmark = objective.kind === "tracking-error" ? (objective.benchmark as Float64Array) : new Float64Array(n);
  const active = weights.map((one, i) => one - benchmark[i]);
  let worst = 0;
  for (let j = 0; j < n; j++) {
    let gradient = riskAversion * dot(matrix.subarray(j * n, (j + 1) * n), active);
    if (objective.kind === "utility") gradient -= expectedReturns[j];
    for (const { coefficients, multiplier } of rows) gradient += multiplier * coefficients[j];
    worst = Math.max(worst, Math.abs(gradient + multipliers.minWeights[j] + multipliers.maxWeights[j]));
    if (multipliers.minWeights[j] !== 0) expect([weights[j], Math.sign(multipliers.minWeights[j])]).toEqual([minWeights, -1]);
    if (multipliers.maxWeights[j] !== 0) expect([weights[j], Math.sign(multipliers.maxWeights[j])]).toEqual([maxWeights, 1]);
  }
  expect(worst).toBeLessThanOrEqual(1e-12 * riskAversion);
}

describe("every objective under every constraint satisfies its optimality conditions", () => {
  const market = randomMarket(core, 40, 12, 11);
  const { names, expectedReturns, next, covariance } = market;
  const benchmark = Float64Array.from({ length: 40 }, () => next());
  benchmark.forEach((one, i) => (benchmark[i] = one / sum(benchmark)));
  const objectives: Objective[] = [
    { kind: "min-variance" },
    { kind: "utility", riskAversion: 0.5 },
    { kind: "utility", riskAversion: 50 },
    { kind: "target-return", value: 0.06 },
    { kind: "tracking-error", benchmark },
  ];
  const sets: [string, Constraints & { minWeights: number; maxWeights: number }][] = [
    ["long only", { minWeights: 0, maxWeights: 1 }],
    ["capped", { minWeights: 0, maxWeights: 0.08 }],
    ["with a floor", { minWeights: 0.01, maxWeights: 0.1 }],
    ["long and short", { minWeights: -0.1, maxWeights: 0.2 }],
    ["a budget range", { minWeights: 0, maxWeights: 0.2, budget: [0.8, 1.1] }],
    [
      "groups and rows",
      {
        minWeights: 0,
        maxWeights: 0.15,
        groups: [
          { name: "first", members: names.slice(0, 10), max: 0.2 },
          { members: names.slice(5, 20), min: 0.3, max: 0.5 },
        ],
        linear: [
          { name: "beta", coefficients: Float64Array.from({ length: 40 }, () => 0.5 + next()), min: 0.9, max: 1 },
          { coefficients: Float64Array.from({ length: 40 }, () => next() - 0.5), max: 0.05 },
        ],
      },
    ],
  ];
  for (const objective of objectives) {
    it.each(sets)(`${objective.kind} ${"riskAversion" in objective ? objective.riskAversion : ""} %s`, (_, constraints) => {
      const portfolio = core.optimize({ covariance, expectedReturns, objective, constraints });
      certify(market, objective, constraints, portfolio);
      expect(portfolio.residuals.primal).toBeLessThanOrEqual(1e-12);
      expect(portfolio.expectedReturn).toBeCloseTo(dot(expectedReturns, portfolio.weights), 12);
    });
  }
});

describe("what optimize returns", () => {
  const covariance = threeAssets(core);
  const expectedReturns = { BOND: 0.02, STOCK: 0.08, GOLD: 0.04 };

  it("takes vectors by name, and fills in those left out", () => {
    const constraints = { minWeights: { GOLD: 0.25 }, maxWeights: { BOND: 0.3 } };
    const portfolio = core.optimize({ covariance, expectedReturns, objective: { kind: "min-variance" }, constraints });
    expect(portfolio.weights[0]).toBe(0.3);
    expect(portfolio.weights[2]).toBeGreaterThanOrEqual(0.25);
    expect(portfolio.multipliers.maxWeights[0]).toBeGreaterThan(0);
    expect([...portfolio.multipliers.minWeights.slice(0, 2)]).toEqual([0, 0]);
  });

  it("the objective is the variance, the utility or the tracking error", () => {
    const variance = core.optimize({ covariance, objective: { kind: "min-variance" } });
    expect(variance.objective).toBeCloseTo(variance.volatility ** 2, 15);
    expect("expectedReturn" in variance).toBe(false);
    const utility = core.optimize({ covariance, expectedReturns, objective: { kind: "utility", riskAversion: 3 } });
    expect(utility.objective).toBeCloseTo((utility.expectedReturn as number) - 1.5 * utility.volatility ** 2, 15);
    const benchmark = { STOCK: 0.6, GOLD: 0.4 };
    const tracking = core.optimize({
      covariance,
      objective: { kind: "tracking-error", benchmark },
      constraints: { maxWeights: { STOCK: 0.5 } },
    });
    const active = tracking.weights.map((one, i) => one - [0, 0.6, 0.4][i]);
    expect(tracking.objective).toBeCloseTo(Math.sqrt(covariance.variance(active)), 14);
    expect(tracking.objective).toBeGreaterThan(0.01);
  });

  it("a benchmark that is allowed is tracked without error", () => {
    const { weights, objective } = core.optimize({
      covariance,
      objective: { kind: "tracking-error", benchmark: [0.2, 0.5, 0.3] },
    });
    [0.2, 0.5, 0.3].forEach((one, i) => expect(weights[i]).toBeCloseTo(one, 14));
    expect(objective).toBeLessThan(1e-8);
  });

  it("the turnover where the weights of today are given", () => {
    const { weights, turnover } = core.optimize({ covariance, objective: { kind: "min-variance" }, current: { BOND: 1 } });
    expect(turnover).toBeCloseTo(1 - weights[0] + weights[1] + weights[2], 14);
  });

  it("is frozen, and the weights are the caller's own", () => {
    const portfolio = core.optimize({ covariance, objective: { kind: "min-variance" } });
    expect(Object.isFrozen(portfolio)).toBe(true);
    portfolio.weights.fill(0);
    expect(sum(core.optimize({ covariance, objective: { kind: "min-variance" } }).weights)).toBeCloseTo(1, 14);
  });

  it("starts warm", () => {
    const market = randomMarket(core, 60, 60, 5);
    const objective = { kind: "utility", riskAversion: 5 } as const;
    const first = core.optimize({ covariance: market.covariance, expectedReturns: market.expectedReturns, objective });
    const expectedReturns = market.expectedReturns.map((one) => one * 1.01);
    const cold = core.optimize({ covariance: market.covariance, expectedReturns, objective });
    const warm = core.optimize({ covariance: market.covariance, expectedReturns, objective, warmStart: first.warmStart });
    expect(warm.iterations).toBeLessThan(cold.iterations);
    warm.weights.forEach((one, i) => expect(one).toBeCloseTo(cold.weights[i], 12));
    market.covariance.dispose();
  });

  it("one asset", () => {
    const one = core.denseCovariance([[0.04]]);
    const { status, weights, volatility } = core.optimize({ covariance: one, objective: { kind: "min-variance" } });
    expect([status, weights[0]]).toEqual(["solved", 1]);
    expect(volatility).toBeCloseTo(0.2, 15);
    one.dispose();
  });

  it("a dollar-neutral portfolio", () => {
    const { status, weights } = core.optimize({
      covariance,
      expectedReturns,
      objective: { kind: "utility", riskAversion: 2 },
      constraints: { budget: 0, minWeights: -0.5, maxWeights: 0.5 },
    });
    expect(status).toBe("solved");
    expect(Math.abs(sum(weights))).toBeLessThanOrEqual(1e-15);
    expect(weights.some((one) => one < 0)).toBe(true);
  });

  it("leaves the memory as it was over 1,000 rounds", () => {
    const used = core.memory.used;
    for (let round = 0; round < 1000; round++) {
      const own = threeAssets(core);
      core.optimize({
        covariance: own,
        objective: { kind: "min-variance" },
        constraints: { maxWeights: round % 2 === 0 ? 0.5 : 0.1 },
      });
      own.dispose();
      expect(core.memory.used).toBe(used);
    }
  });
});
