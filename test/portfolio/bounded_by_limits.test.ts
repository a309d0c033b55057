import type { Constraints, Objective, PortfolioProblem } from "quadfolio";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { numbers } from "../support/generateNumbers.js";
import { uniform } from "../support/random.js";

const core = await loadTestCore();

/** A market of more assets than days: some portfolios of no risk return something. */
function singularMarket(seed: number) {
  const { normal } = numbers(seed, "bounded by limits");
  const [assets, observations] = [12, 6];
  const values = Float64Array.from({ length: observations * assets }, () => 0.01 * normal() + 0.001);
  using returns = core.returns(values, { observations, assets });
  const covariance = core.covariance(returns, { estimator: "sample" });
  return { covariance, expectedReturns: covariance.mean!, current: new Float64Array(assets).fill(1 / assets) };
}

const objectives: readonly Objective[] = [
  { kind: "utility", riskAversion: 5 },
  { kind: "target-volatility", value: 0.004 },
  { kind: "target-return", value: 0.004 },
  { kind: "min-variance" },
];

describe.each<[string, Constraints]>([
  ["gross exposure", { maxGross: 1.6 }],
  ["turnover", { maxTurnover: 1 }],
  ["effective holdings", { minEffectiveHoldings: 4 }],
  ["gross exposure and effective holdings", { maxGross: 1.6, minEffectiveHoldings: 4 }],
  ["both limits", { maxGross: 1.6, maxTurnover: 1.2 }],
  ["gross exposure and tracking error", { maxGross: 1.6, maxTrackingError: { benchmark: 1 / 12, value: 0.01 } }],
])("weights that nothing bounds but %s, over a singular covariance", (_, limits) => {
  it.each(objectives)("$kind: as between bounds that are far away", (objective) => {
    for (let seed = 0; seed < 6; seed++) {
      const { covariance: singular, ...data } = singularMarket(seed);
      using covariance = singular;
      const within = (most: number) =>
        core.optimize({ covariance, ...data, objective, constraints: { ...limits, minWeights: -most, maxWeights: most } });
      const [open, far] = [within(Infinity), within(10)];
      expect([seed, open.status]).toEqual([seed, far.status]);
      expect(Math.abs(open.objective - far.objective)).toBeLessThanOrEqual(1e-9 * Math.abs(far.objective) + 1e-16);
      expect([...open.multipliers.minWeights, ...open.multipliers.maxWeights].every((one) => one === 0)).toBe(true);
    }
  });
});

it("a limit of nothing leaves nothing", () => {
  const { covariance: singular, expectedReturns } = singularMarket(1);
  using covariance = singular;
  const constraints: Constraints = { budget: [-1, 1], minWeights: -Infinity, maxWeights: Infinity, maxGross: 0 };
  const { status, weights } = core.optimize({
    covariance,
    expectedReturns,
    objective: { kind: "utility", riskAversion: 1 },
    constraints,
  });
  expect(status).toBe("solved");
  expect(weights.every((one) => one === 0)).toBe(true);
});

describe("what no weights without bounds can do within limits", () => {
  const { covariance, expectedReturns } = singularMarket(2);
  const solve = (constraints: Constraints) =>
    core.optimize({
      ...{ covariance, expectedReturns, objective: { kind: "utility", riskAversion: 1 } },
      constraints: { minWeights: -Infinity, maxWeights: Infinity, ...constraints },
    } as PortfolioProblem);

  it("is out of the range that a limit leaves, which ends on both sides", () => {
    const { status, conflict } = solve({ budget: 16, maxGross: 0.2 });
    expect(status).toBe("primal_infeasible");
    expect(conflict!.constraints).toEqual(expect.arrayContaining(["budget", "maxGross"]));
    const { range } = solve({ budget: 16, maxGross: 0.2, maxWeights: 1 }).conflict!.attainable!;
    expect(range[0]).toBeCloseTo(-0.2, 12);
    expect(range[1]).toBeCloseTo(0.2, 12);
  });

  it("is against the effective holdings where nothing else stands", () => {
    const { status, conflict } = solve({ budget: 16, minEffectiveHoldings: 4 });
    expect(status).toBe("primal_infeasible");
    expect(conflict!.constraints).toEqual(expect.arrayContaining(["minEffectiveHoldings", "budget"]));
  });
});

describe("portfolios of perfectly correlated assets, long and short", () => {
  it.each(["max-diversification", "max-sharpe"] as const)("%s: the ratio is that of all, and no other is claimed", (kind) => {
    const tally: Record<string, number> = {};
    for (let seed = 0; seed < 150; seed++) {
      const next = uniform(seed);
      const sigma = Array.from({ length: 30 }, () => [0.1, 0.2, 0.3, 0.05][Math.floor(4 * next())]);
      const minWeights = sigma.map(() => -Math.round(100 * next()) / 100);
      using covariance = core.denseCovariance(sigma.map((a) => sigma.map((b) => a * b)));
      const expectedReturns = sigma.map((one) => 0.3 * one);
      const { status, objective, residuals } = core.optimize({
        covariance,
        expectedReturns,
        objective: { kind },
        constraints: { minWeights },
      });
      tally[status] = (tally[status] ?? 0) + 1;
      if (status !== "solved") continue;
      expect(Object.values(residuals).every(Number.isFinite)).toBe(true);
      expect(objective).toBeCloseTo(kind === "max-sharpe" ? 0.3 : 1, 6);
    }
    expect(tally["solved"]).toBe(150);
  });

  it("return without end and without risk is no volatility", () => {
    const sigma = [0.002, 0.001, 0.006, 0.002, 0.004];
    using covariance = core.denseCovariance(sigma.map((a) => sigma.map((b) => a * b)));
    const { status, weights } = core.optimize({
      covariance,
      expectedReturns: [0.05, 0.07, 0.54, -0.29, 0.45],
      objective: { kind: "target-volatility", value: 0.0056 },
      constraints: { minWeights: -Infinity, maxWeights: Infinity },
    });
    expect(status).toBe("dual_infeasible");
    expect(weights.every(Number.isFinite)).toBe(true);
  });
});

it.each<Constraints>([{}, { maxTrackingError: { benchmark: 0.5, value: 1 } }, { minEffectiveHoldings: 1 }])(
  "where no asset has any risk, the volatility of 0 with the most return: %j",
  (constraints) => {
    using covariance = core.denseCovariance([
      [0, 0],
      [0, 0],
    ]);
    const { status, weights } = core.optimize({
      covariance,
      expectedReturns: [0.01, 0.02],
      objective: { kind: "target-volatility", value: 0 },
      constraints,
    });
    expect(status).toBe("solved");
    expect(weights[1]).toBeCloseTo(1, 12);
  },
);

it("weights that run away prove nothing of the most ratio", () => {
  // Of rank 2: portfolios of no risk return without end.
  const loadings = [
    [0.1, 0.12],
    [0.3, 0.08],
    [0.12, 0.04],
    [0.16, -0.01],
  ];
  using covariance = core.denseCovariance(loadings.map((a) => loadings.map((b) => a[0]! * b[0]! + a[1]! * b[1]!)));
  const solve = (most: number) =>
    core.optimize({
      covariance,
      expectedReturns: [0.054, -0.02, 0.22, 0.136],
      objective: { kind: "max-sharpe" },
      constraints: { minWeights: -most, maxWeights: most, groups: [{ members: [2, 3], max: 0.65 }] },
    });
  expect(["solved", "dual_infeasible"]).toContain(solve(5).status);
  expect(solve(Infinity).status).not.toBe("primal_infeasible");
});
