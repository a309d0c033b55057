import { afterAll, describe, expect, it } from "vitest";
import { shadowPrices, type Constraints, type Objective, type PortfolioProblem } from "quadfolio/full";
import { loadFullTestCore } from "../support/core.js";
import { randomMarket, threeAssets } from "../support/covariances.js";

const core = await loadFullTestCore();
const { covariance, expectedReturns, names } = randomMarket(core, 30, 4, 5);
afterAll(() => covariance.dispose());

const FIRST = names.slice(0, 10);
const LAST = names.slice(20);
const current = new Float64Array(30).fill(1 / 30);
const benchmark = current.map((one, i) => one * (i < 15 ? 1.5 : 0.5));

/** The problem with its constraints as they are, or with one side moved by so much. */
type Moved = (by: number) => Constraints;

/** What the measure is, of the objective as `optimize` reports it. */
const MEASURED: Record<string, (objective: number) => number> = {
  variance: (one) => one,
  utility: (one) => -one,
  "active variance": (one) => one * one,
  return: (one) => -one,
  "Sharpe ratio": (one) => -one,
  "diversification ratio": (one) => -one,
};

function solved(objective: Objective, constraints: Constraints): { problem: PortfolioProblem; value: number } {
  const problem = { covariance, expectedReturns, current, objective, constraints };
  const portfolio = core.optimize(problem);
  expect(portfolio.status).toBe("solved");
  return { problem, value: portfolio.objective };
}

describe("shadow prices are what a side that moves outward gains", () => {
  const constraints: [string, Objective, "min" | "max", Moved][] = [
    ["first", { kind: "min-variance" }, "max", (by) => ({ groups: [{ name: "first", members: FIRST, max: 0.1 + by }] })],
    ["last", { kind: "min-variance" }, "min", (by) => ({ groups: [{ name: "last", members: LAST, min: 0.8 - by }] })],
    [
      "tilt",
      { kind: "utility", riskAversion: 4 },
      "max",
      (by) => ({ linear: [{ name: "tilt", coefficients: expectedReturns, max: 0.02 + by }] }),
    ],
    [
      "first",
      { kind: "target-volatility", value: 0.15 },
      "max",
      (by) => ({ maxWeights: 0.2, groups: [{ name: "first", members: FIRST, max: 0.1 + by }] }),
    ],
    [
      "last",
      { kind: "max-sharpe", riskFree: 0.01 },
      "min",
      (by) => ({ maxWeights: 0.2, groups: [{ name: "last", members: LAST, min: 0.75 - by }] }),
    ],
    [
      "last",
      { kind: "max-diversification" },
      "min",
      (by) => ({ maxWeights: 0.2, groups: [{ name: "last", members: LAST, min: 0.8 - by }] }),
    ],
    ["maxTurnover", { kind: "utility", riskAversion: 2 }, "max", (by) => ({ maxTurnover: 0.3 + by })],
    ["maxGross", { kind: "utility", riskAversion: 2 }, "max", (by) => ({ minWeights: -1, maxGross: 1.2 + by })],
    ["minEffectiveHoldings", { kind: "utility", riskAversion: 2 }, "min", (by) => ({ minEffectiveHoldings: 20 - by })],
    [
      "maxTrackingError",
      { kind: "utility", riskAversion: 1 },
      "max",
      (by) => ({ maxTrackingError: { benchmark, value: 0.05 + by } }),
    ],
    [
      "value",
      { kind: "tracking-error", benchmark },
      "min",
      (by) => ({ factors: { loadings: Array.from(expectedReturns, (one) => [one]), names: ["value"], min: 0.08 - by } }),
    ],
  ];
  it.each(constraints)("%s under %o", (constraint, objective, side, moved) => {
    const { problem, value } = solved(objective, moved(0));
    const price = shadowPrices(core.optimize(problem), problem).find((one) => one.constraint === constraint)!;
    expect(price.side).toBe(side);
    expect(price.cost).toBeGreaterThan(0);
    const measured = MEASURED[price.of];
    const step = 1e-3 * price.unit;
    const gain = (measured(solved(objective, moved(-step)).value) - measured(solved(objective, moved(step)).value)) / 2e-3;
    expect(Math.abs(gain / price.cost - 1), `${value}`).toBeLessThan(2e-3);
  });

  it("the target return and the budget", () => {
    const of = (value: number, budget: number) => solved({ kind: "target-return", value }, { budget, maxWeights: 0.2 });
    const { problem } = of(0.11, 1);
    const prices = shadowPrices(core.optimize(problem), problem);
    const find = (name: string) => prices.find(({ constraint }) => constraint === name)!;
    const targetGain = (of(0.11 + 1e-7, 1).value - of(0.11 - 1e-7, 1).value) / 2e-3;
    expect(Math.abs(Math.abs(targetGain) / find("targetReturn").cost - 1)).toBeLessThan(1e-3);
    expect(find("targetReturn").side).toBe(targetGain > 0 ? "min" : "max");
    const budgetGain = (of(0.11, 1 + 1e-5).value - of(0.11, 1 - 1e-5).value) / 2e-3;
    expect(Math.abs(Math.abs(budgetGain) / find("budget").cost - 1)).toBeLessThan(1e-3);
    expect(find("budget").side).toBe(budgetGain > 0 ? "min" : "max");
  });

  it("the bounds of single assets, and figures of a year", () => {
    const objective = { kind: "min-variance" } as const;
    const { problem } = solved(objective, { maxWeights: 0.034 });
    const portfolio = core.optimize(problem);
    const prices = shadowPrices(portfolio, problem);
    const dearest = prices.find(({ constraint }) => constraint === "maxWeights")!;
    const j = names.indexOf(dearest.asset as string);
    expect(dearest.cost).toBe(0.02 * Math.max(...portfolio.multipliers.maxWeights));
    const at = (by: number) => solved(objective, { maxWeights: current.map((_, i) => (i === j ? 0.034 + by : 0.034)) }).value;
    expect((at(-1e-5) - at(1e-5)) / 2e-3 / dearest.cost).toBeCloseTo(1, 3);
    const annual = shadowPrices(portfolio, { objective, periodsPerYear: 252 });
    expect(annual.map(({ cost }) => cost)).toEqual(prices.map(({ cost }) => expect.closeTo(252 * cost, 12)));
  });

  it.each<[Objective, number]>([
    [{ kind: "target-volatility", value: 0.03 }, 252],
    [{ kind: "max-sharpe" }, Math.sqrt(252)],
    [{ kind: "max-diversification" }, 1],
  ])("of a year, %o", (objective, times) => {
    const { problem } = solved(objective, { maxWeights: 0.04 });
    const portfolio = core.optimize(problem);
    const prices = shadowPrices(portfolio, problem);
    expect(prices.length).toBeGreaterThan(3);
    const annual = shadowPrices(portfolio, { objective, periodsPerYear: 252 });
    expect(annual.map(({ cost }) => cost)).toEqual(prices.map(({ cost }) => expect.closeTo(times * cost, 12)));
  });
});

it("comes dearest first, in sentences, without constraints that are not at work", () => {
  const three = threeAssets(core);
  const problem = {
    covariance: three,
    objective: { kind: "min-variance" },
    constraints: { maxWeights: { BOND: 0.9 }, groups: [{ name: "Energy", members: ["GOLD"], min: 0.3, max: 0.4 }] },
  } as const;
  const prices = shadowPrices(core.optimize(problem), problem);
  expect(prices.map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(/^The floor of the group "Energy" costs [\d.]+ bp of variance per point\.$/),
    expect.stringMatching(/^The budget costs [\d.]+ bp of variance per point\.$/),
  ]);
  expect(prices[0].cost).toBeGreaterThanOrEqual(prices[1].cost);
  expect(Object.isFrozen(prices) && Object.isFrozen(prices[0])).toBe(true);
  const parity = { covariance: three, objective: { kind: "risk-parity" } } as const;
  expect(shadowPrices(core.optimize(parity), parity)).toEqual([]);
  three.dispose();
});

describe("what is no price", () => {
  const covariance = core.denseCovariance([0.04, 0.01, 0.01, 0.09]);

  it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "a group may be named %s, and costs by the point",
    (name) => {
      const constraints = { groups: [{ name, members: [0], max: 0.6 }] };
      const problem = { covariance, objective: { kind: "min-variance" }, constraints } as const;
      const price = shadowPrices(core.optimize(problem), problem).find(({ constraint }) => constraint === name)!;
      expect(price.unit).toBe(0.01);
      expect(price.sentence).toBe(`The cap of the group ${JSON.stringify(name)} costs 2.8 bp of variance per point.`);
    },
  );

  it("the names of other constraints are taken", () => {
    for (const name of ["targetVolatility", "riskFree", "expectedReturn", "volatility"]) {
      const constraints = { groups: [{ name, members: [0], max: 0.6 }] };
      expect(() => core.optimize({ covariance, objective: { kind: "min-variance" }, constraints })).toThrow(
        `is "${name}", expected a name`,
      );
    }
  });

  it("of a portfolio that there is not, nothing; of options that are none, an error", () => {
    const objective = { kind: "min-variance" } as const;
    const none = core.optimize({ covariance, objective, constraints: { maxWeights: 0.3 } });
    expect(none.status).toBe("primal_infeasible");
    expect(shadowPrices(none, { objective })).toEqual([]);
    expect(() => shadowPrices(none, undefined as never)).toThrow(/^objective.kind is undefined, expected one of/);
    expect(() => shadowPrices(none, { objective: { kind: "min-var" as never } })).toThrow(/^objective.kind is "min-var"/);
    expect(() => shadowPrices(none, { objective, periodsPerYear: -252 })).toThrow("periodsPerYear is -252, expected");
  });
});

it("leaves the names of assets as they are", () => {
  using covariance = core.denseCovariance(
    [
      [0.04, 0.01],
      [0.01, 0.09],
    ],
    { names: ["5% BOND", "STOCK"] },
  );
  const problem = { covariance, objective: { kind: "min-variance" }, constraints: { maxWeights: { "5% BOND": 0.5 } } } as const;
  const sentences = shadowPrices(core.optimize(problem), problem).map(({ sentence }) => sentence);
  expect(sentences).toContain("The maximum weight of 5% BOND costs 5 bp of variance per point.");
});
