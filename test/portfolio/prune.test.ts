import { afterAll, describe, expect, it } from "vitest";
import { ValueError, type PortfolioProblem } from "quadfolio/full";
import { loadFullTestCore } from "../support/core.js";
import { randomMarket } from "../support/covariances.js";

const core = await loadFullTestCore();
const { covariance, expectedReturns } = randomMarket(core, 120, 6, 21);
afterAll(() => covariance.dispose());

const constraints = { maxWeights: 0.08, groups: [{ name: "half", members: Array.from({ length: 60 }, (_, i) => i), max: 0.5 }] };
const minimum: PortfolioProblem = { covariance, objective: { kind: "min-variance" }, constraints };
const equal = new Float64Array(120).fill(1 / 120);

describe("a portfolio without dust", () => {
  it("holds nothing, or at least so much, and is optimal among what is left", () => {
    const full = core.optimize(minimum);
    const dust = full.weights.filter((one) => one > 0 && one < 0.02).length;
    expect(dust).toBeGreaterThan(3);
    const clean = core.prune(minimum, { minWeight: 0.02 });
    expect(clean.status).toBe("solved");
    expect(clean.weights.every((one) => one === 0 || one >= 0.02)).toBe(true);
    expect(clean.pruned.length).toBeGreaterThan(3);
    clean.pruned.forEach((i) => expect(clean.weights[i]).toBe(0));
    expect(clean.objective).toBeGreaterThanOrEqual(full.objective);
    expect(clean.iterations).toBeGreaterThanOrEqual(full.iterations);

    const maxWeights = new Float64Array(120).fill(0.08);
    clean.pruned.forEach((i) => (maxWeights[i] = 0));
    const again = core.optimize({ ...minimum, constraints: { ...constraints, maxWeights } });
    clean.weights.forEach((one, i) => expect(one).toBeCloseTo(again.weights[i], 10));
    expect(clean.residuals.dual).toBeLessThan(1e-10);
    expect(clean.untraded).toEqual([]);
  });

  it("prunes short positions too", () => {
    const problem = { ...minimum, constraints: { minWeights: -0.1, maxWeights: 0.1 } };
    const { status, weights } = core.prune(problem, { minWeight: 0.015 });
    expect(status).toBe("solved");
    expect(weights.every((one) => one === 0 || Math.abs(one) >= 0.015)).toBe(true);
    expect(weights.some((one) => one < 0)).toBe(true);
  });

  it("leaves small trades undone, and dust that is held sold", () => {
    const current = equal.map((one, i) => (i < 20 ? 0.001 : i < 25 ? one * 1.2 : one));
    const problem: PortfolioProblem = {
      covariance,
      expectedReturns,
      objective: { kind: "utility", riskAversion: 100 },
      constraints: { maxWeights: 0.08, maxTurnover: 0.8 },
      costs: { buy: 0.001, sell: 0.001 },
      current,
    };
    const { status, weights, untraded, pruned, turnover } = core.prune(problem, { minWeight: 0.003, minTrade: 0.002 });
    expect(status).toBe("solved");
    expect(turnover).toBeLessThanOrEqual(0.8 + 1e-9);
    expect(untraded.length).toBeGreaterThan(0);
    untraded.forEach((i) => expect(weights[i]).toBe(current[i]));
    pruned.forEach((i) => expect(weights[i]).toBe(0));
    weights.forEach((one, i) => {
      expect(one === 0 || Math.abs(one) >= 0.003).toBe(true);
      expect(one === 0 || one === current[i] || Math.abs(one - current[i]) >= 0.002).toBe(true);
    });
  });

  it("is the portfolio itself where there is no dust", () => {
    const { pruned, untraded, ...rest } = core.prune(minimum, {});
    expect([pruned, untraded]).toEqual([[], []]);
    expect(rest).toEqual(core.optimize(minimum));
  });

  it("says so where the constraints cannot hold without the dust", () => {
    const problem: PortfolioProblem = { ...minimum, constraints: { maxWeights: 0.01 } };
    const { status, pruned, conflict } = core.prune(problem, { minWeight: 0.02 });
    expect(status).toBe("primal_infeasible");
    expect(pruned.length).toBeGreaterThan(20);
    expect(conflict!.message).toMatch(/^maxWeights sum to 0\.\d+, less than the budget 1\.$/);
  });

  it("keeps an asset that must be held", () => {
    const minWeights = equal.map((_, i) => (i === 5 ? 0.001 : 0));
    const { weights, pruned } = core.prune({ ...minimum, constraints: { ...constraints, minWeights } }, { minWeight: 0.02 });
    expect(weights[5]).toBeGreaterThanOrEqual(0.001);
    expect(pruned).not.toContain(5);
  });

  it("leaves a small trade undone too where what would be held may not be 0", () => {
    const market: PortfolioProblem = { ...minimum, expectedReturns, objective: { kind: "utility", riskAversion: 5 } };
    const unwanted = core.optimize(market).weights.indexOf(0);
    const minWeights = equal.map((_, i) => (i === unwanted ? 0.001 : 0));
    const current = equal.map((one, i) => (i === unwanted ? 0.0012 : one));
    const problem: PortfolioProblem = { ...market, constraints: { ...constraints, minWeights }, current };
    expect(core.optimize(problem).weights[unwanted]).toBe(0.001);
    const { weights, untraded } = core.prune(problem, { minWeight: 0.0011, minTrade: 0.0005 });
    expect(weights[unwanted]).toBe(0.0012);
    expect(untraded).toContain(unwanted);
  });
});

it("weights that are fixed where trades have kinks are no obstacle (they were taken for assets that want to leave)", () => {
  const current = equal.map((one, i) => (i < 20 ? 0.001 : i < 25 ? one * 1.2 : one));
  for (const fixed of [3, 9, 14, 15, 61, 99, 30]) {
    const { status, weights, turnover } = core.optimize({
      covariance,
      expectedReturns,
      objective: { kind: "utility", riskAversion: 8 },
      constraints: { maxWeights: equal.map((_, i) => (i === fixed ? 0 : 0.08)), maxTurnover: 1.2 },
      costs: { buy: 0.001, sell: 0.001 },
      current,
    });
    expect(status).toBe("solved");
    expect(weights[fixed]).toBe(0);
    expect(turnover).toBeCloseTo(1.2, 12);
  }
});

it("refuses what it cannot prune, by name", () => {
  expect(() => core.prune(minimum, { minWeight: -1 })).toThrow(ValueError);
  expect(() => core.prune(minimum, { minWeights: 0.1 } as never)).toThrow('expected "minWeight", or another key of it');
  expect(() => core.prune(minimum, { minTrade: 0.1 })).toThrow("current is undefined, expected the weights held today");
  expect(() => core.prune({ covariance, objective: { kind: "risk-parity" } }, { minWeight: 0.1 })).toThrow(
    'objective.kind is "risk-parity", expected an objective that may leave assets out',
  );
});

it("leaves what a limit of trades keeps from zero as it is", () => {
  const three = core.denseCovariance([0.04, 0.01, 0, 0.01, 0.09, 0.02, 0, 0.02, 0.16]);
  const trading = {
    current: [0.3, 0.3, 0.4],
    volumes: [1000, 1000, 100],
    capital: 1000,
    constraints: { maxTradeOfVolume: 0.32 },
  };
  const { status, weights, pruned } = core.prune(
    { covariance: three, objective: { kind: "min-variance" }, ...trading },
    { minWeight: 0.5 },
  );
  expect([status, pruned]).toEqual(["solved", [1]]);
  expect(weights[1]).toBe(0);
  expect(weights[2]).toBeGreaterThanOrEqual(0.4 - 0.032 - 1e-15);
  expect(weights[0] + weights[2]).toBeCloseTo(1, 14);
  three.dispose();
});
