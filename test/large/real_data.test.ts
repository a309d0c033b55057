import type { Constraints, Covariance, Objective } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { misses, type Judged } from "../support/portfolio_certificate.js";
import { hasPrices, readPrices } from "../support/prices.js";
import { missing } from "../support/shared.js";

const panels = ["us_top1000_2015_2017_returns", "us_clean_2015_2017_returns"];

/** Eleven groups, by position, each between 2 % and 15 %. */
function elevenGroups(n: number): NonNullable<Constraints["groups"]> {
  return Array.from({ length: 11 }, (_, g) => ({
    name: `group${g}`,
    members: Array.from({ length: n }, (_, j) => j).filter((j) => j % 11 === g),
    min: 0.02,
    max: 0.15,
  }));
}

interface Case {
  objective: Objective;
  constraints?: Partial<Judged["constraints"]>;
  costs?: Judged["costs"];
  /** Whether there are weights held today. */
  held?: boolean;
  groups?: boolean;
}

const minVariance = { kind: "min-variance" } as const;
const utility = { kind: "utility", riskAversion: 10 } as const;
const cases: [string, Case][] = [
  ["minimum variance", { objective: minVariance }],
  ["utility, capped", { objective: utility, constraints: { maxWeights: 0.02 } }],
  ["utility, capped, eleven groups", { objective: utility, constraints: { maxWeights: 0.02 }, groups: true }],
  ["utility with costs", { objective: utility, constraints: { maxWeights: 0.02 }, costs: { buy: 5e-4, sell: 1e-3 }, held: true }],
  ["minimum variance, turnover of 30 %", { objective: minVariance, constraints: { maxTurnover: 0.3 }, held: true }],
  [
    "utility with costs, turnover of 40 % and groups",
    {
      objective: utility,
      constraints: { maxWeights: 0.02, maxTurnover: 0.4 },
      costs: { buy: 2e-4, sell: 3e-4 },
      held: true,
      groups: true,
    },
  ],
  ["long and short, gross of 160 %", { objective: utility, constraints: { minWeights: -0.02, maxWeights: 0.02, maxGross: 1.6 } }],
];

const core = await loadTestCore();

describe.skipIf(!panels.every(hasPrices))(`real markets${missing}`, () => {
  let covariance: Covariance | undefined;
  afterAll(() => {
    covariance?.dispose();
    expect(core.memory.used).toBe(0);
  });

  describe.each(panels)("%s", (name) => {
    it("loads", () => {
      covariance?.dispose();
      const { rows, names: symbols } = readPrices(name);
      const returns = core.returns(rows, { observations: rows.length, assets: symbols.length });
      covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
      returns.dispose();
      expect(covariance.assets).toBe(symbols.length);
    });

    it.each(cases)("%s: certified from the data", (_, { objective, constraints, costs, held = false, groups = false }) => {
      const P = covariance as Covariance;
      const n = P.assets;
      const judged: Judged = {
        covariance: P,
        constraints: { minWeights: 0, maxWeights: 1, ...constraints, ...(groups && { groups: elevenGroups(n) }) },
        ...(objective.kind === "utility" && { riskAversion: objective.riskAversion, expectedReturns: P.mean as Float64Array }),
        ...(held && { current: Float64Array.from({ length: n }, (_, j) => (j % 7 === 0 ? 1 / Math.ceil(n / 7) : 0)) }),
        ...(costs && { costs }),
      };
      const { expectedReturns, current } = judged;
      const portfolio = core.optimize({
        covariance: P,
        expectedReturns,
        objective,
        constraints: judged.constraints,
        costs,
        current,
      });
      expect(portfolio.status).toBe("solved");
      const { residuals, weights } = portfolio;
      for (const residual of Object.values(residuals)) expect(residual).toBeLessThanOrEqual(1e-9);
      const { bounds, rows, turnover, gross, dual, slackness } = misses(portfolio, judged);
      expect(bounds).toBe(0);
      expect(rows).toBeLessThanOrEqual(1e-12);
      expect(Math.max(turnover, gross)).toBeLessThanOrEqual(1e-12);
      // The gradient of these problems is of the order 1e-4.
      expect(dual).toBeLessThanOrEqual(1e-13);
      expect(slackness).toBeLessThanOrEqual(1e-13);
      if (costs !== undefined && current !== undefined) {
        const kept = weights.filter((one, j) => one === current[j] && one > 0).length;
        expect(kept).toBeGreaterThan(10);
      }
    });
  });
});
