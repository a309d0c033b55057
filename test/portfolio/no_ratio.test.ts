import { afterAll, describe, expect, it } from "vitest";
import type { Constraints } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";

const core = await loadTestCore();
const covariance = threeAssets(core);
afterAll(() => covariance.dispose());

const problem = { covariance, expectedReturns: { BOND: 0.02, STOCK: 0.08, GOLD: 0.04 } };
const costs = { buy: 0.001, quadratic: 0.01 };

/** Twice: a ratio of `optimize`, and that of a frontier. */
function ratios(constraints: Constraints, riskFree: number) {
  return [
    core.optimize({ ...problem, constraints, objective: { kind: "max-sharpe", riskFree } }),
    core.efficientFrontier({ ...problem, constraints }).maxSharpe(riskFree),
  ];
}

describe.each<[string, Constraints, most: number]>([
  ["all is invested", {}, 0.08],
  ["there is a cap", { maxWeights: 0.5 }, 0.06],
  ["twice the capital is", { budget: 2, maxWeights: 1.5 }, 0.07],
  ["half of it is", { budget: 0.5, maxWeights: 0.25 }, 0.06],
])("the risk-free rates that are attainable where %s", (_, constraints, most) => {
  const found = ratios(constraints, 0.1);

  it("are said with the rate that was asked for", () => {
    for (const { status, conflict } of found) {
      expect([status, conflict?.constraints]).toEqual(["primal_infeasible", ["riskFree"]]);
      expect(conflict?.message).toMatch(/^No portfolio within the constraints returns more than the risk-free 0\.1: /);
      expect(conflict?.attainable?.constraint).toBe("riskFree");
      expect(conflict?.attainable?.range[0]).toBe(-Infinity);
      expect(conflict?.attainable?.range[1]).toBeCloseTo(most, 14);
    }
  });

  it("have a ratio up to there and none above", () => {
    expect(ratios(constraints, most - 1e-6).map(({ status }) => status)).toEqual(["solved", "solved"]);
    expect(ratios(constraints, most + 1e-6).map(({ status }) => status)).toEqual(["primal_infeasible", "primal_infeasible"]);
  });
});

it("a rate under costs that bend the path", () => {
  const at = (riskFree: number) =>
    core.optimize({ ...problem, current: { BOND: 1 }, costs, objective: { kind: "max-sharpe", riskFree } });
  const { status, conflict } = at(0.1);
  expect([status, conflict?.constraints]).toEqual(["primal_infeasible", ["riskFree"]]);
  const most = conflict?.attainable?.range[1] as number;
  expect([at(most - 1e-6).status, at(most + 1e-6).status]).toEqual(["solved", "primal_infeasible"]);
});

it("where the capital is a range, it falls short by that of the portfolio that falls short least, and no rate is said", () => {
  for (const { status, conflict } of ratios({ budget: [0.5, 1] }, 0.1)) {
    expect(status).toBe("primal_infeasible");
    expect(conflict?.message).toBe(
      "No portfolio within the constraints returns more than the risk-free 0.1: the best falls short by 0.01.",
    );
    expect(conflict?.attainable).toBeUndefined();
  }
});

describe("where nothing can be held", () => {
  const constraints: Constraints = { budget: 0, minWeights: 0 };

  it("there is no ratio of a return", () => {
    for (const { status, weights } of ratios(constraints, 0)) {
      expect(status).toBe("primal_infeasible");
      for (const one of weights) expect(Math.abs(one)).toBeLessThanOrEqual(1e-15);
    }
  });

  it.each<[string, Constraints]>([
    ["followed", constraints],
    ["searched for", { ...constraints, minEffectiveHoldings: 2.5 }],
  ])("nor of volatilities, %s", (_, given) => {
    const { status, conflict } = core.optimize({ covariance, constraints: given, objective: { kind: "max-diversification" } });
    expect([status, conflict?.constraints]).toEqual(["primal_infeasible", ["objective"]]);
    expect(conflict?.message).toBe(
      "No portfolio within the constraints holds volatilities that sum to more than 0: the best falls short by 0.",
    );
    expect(conflict?.attainable).toBeUndefined();
  });
});
