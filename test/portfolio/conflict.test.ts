import type { Constraints } from "quadfolio";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { randomMarket, threeAssets } from "../support/covariances.js";

const core = await loadTestCore();
const covariance = threeAssets(core);
const expectedReturns = { BOND: 0.02, STOCK: 0.08, GOLD: 0.04 };

interface Case {
  constraints?: Constraints;
  target?: number;
  names: string[];
  message: string;
  range: [number, number];
}

describe("an infeasible portfolio names the constraints that conflict, and what is attainable", () => {
  it.each<[string, Case]>([
    [
      "caps below the budget",
      {
        constraints: { maxWeights: 0.3 },
        names: ["budget", "maxWeights"],
        message: "maxWeights sum to 0.9, less than the budget 1.",
        range: [0, 0.9],
      },
    ],
    [
      "floors above the budget",
      {
        constraints: { minWeights: 0.4 },
        names: ["budget", "minWeights"],
        message: "minWeights sum to 1.2, more than the budget 1.",
        range: [1.2, 3],
      },
    ],
    [
      "a budget range below the floors",
      {
        constraints: { minWeights: 0.4, budget: [0.5, 1.1] },
        names: ["budget", "minWeights"],
        message: "minWeights sum to 1.2, more than the budget 1.1.",
        range: [1.2, 3],
      },
    ],
    [
      "a return above the best asset's",
      {
        target: 0.1,
        names: ["budget", "targetReturn", "minWeights"],
        message: "targetReturn must be 0.1, but budget and minWeights allow at most 0.08.",
        range: [0.02, 0.08],
      },
    ],
    [
      "a return below the worst asset's",
      {
        target: 0.01,
        names: ["budget", "targetReturn", "minWeights"],
        message: "targetReturn must be 0.01, but budget and minWeights allow at least 0.02.",
        range: [0.02, 0.08],
      },
    ],
    [
      "a return above what the caps allow",
      {
        constraints: { maxWeights: { STOCK: 0.5 } },
        target: 0.07,
        names: ["budget", "targetReturn", "minWeights", "maxWeights"],
        message: "targetReturn must be 0.07, but budget, minWeights and maxWeights allow at most 0.06.",
        range: [0.02, 0.06],
      },
    ],
    [
      "group caps below the budget",
      {
        constraints: {
          groups: [
            { name: "risky", members: ["STOCK", "GOLD"], max: 0.5 },
            { name: "safe", members: ["BOND"], max: 0.25 },
            { name: "all", members: ["BOND", "STOCK", "GOLD"], max: 2 },
          ],
        },
        names: ["budget", "risky", "safe"],
        message: "budget must be 1, but risky and safe allow at most 0.75.",
        range: [0, 0.75],
      },
    ],
    [
      "a group floor that its members cannot reach",
      {
        constraints: { maxWeights: { GOLD: 0.2 }, groups: [{ members: ["GOLD"], min: 0.3 }] },
        names: ["groups[0]", "maxWeights"],
        message: "groups[0] must be at least 0.3, but maxWeights allow at most 0.2.",
        range: [0, 0.2],
      },
    ],
    [
      "an empty group",
      {
        constraints: { groups: [{ name: "nothing", members: [], min: 0.1 }] },
        names: ["nothing"],
        message: "nothing must be at least 0.1, but is 0 whatever the weights.",
        range: [0, 0],
      },
    ],
    [
      "a linear row",
      {
        constraints: { linear: [{ name: "beta", coefficients: [0.2, 1, 0.1], min: 1.2 }] },
        names: ["budget", "beta", "minWeights"],
        message: "budget must be 1, but beta and minWeights allow at least 1.2.",
        range: [2, 3],
      },
    ],
  ])("%s", (_, { constraints, target, names, message, range }) => {
    const objective =
      target === undefined ? ({ kind: "min-variance" } as const) : ({ kind: "target-return", value: target } as const);
    const portfolio = core.optimize({ covariance, expectedReturns, objective, constraints });
    expect(portfolio.status).toBe("primal_infeasible");
    expect(portfolio.conflict?.constraints).toEqual(names);
    expect(portfolio.conflict?.message).toBe(message);
    portfolio.conflict?.attainable?.range.forEach((one, i) => expect(one).toBeCloseTo(range[i], 12));
    expect(portfolio.weights).toBeInstanceOf(Float64Array);
    expect(portfolio.weights.length).toBe(3);
  });

  it("the residuals say by how much the last weights miss", () => {
    const { weights, residuals } = core.optimize({
      covariance,
      objective: { kind: "min-variance" },
      constraints: { maxWeights: 0.3 },
    });
    const missing = Math.max(1 - weights.reduce((sum, one) => sum + one, 0), ...weights.map((one) => Math.max(one - 0.3, -one)));
    expect(missing).toBeGreaterThan(0);
    expect(residuals.primal).toBeCloseTo(missing, 12);
  });

  it("no range is said of a limit where nothing is within the others", () => {
    const { status, conflict } = core.optimize({
      covariance,
      expectedReturns,
      objective: { kind: "min-variance" },
      constraints: { budget: 1, maxTurnover: 0.1, maxGross: 0.5 },
      current: { BOND: 0.1 },
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toContain("budget");
    expect(conflict?.attainable).toBeUndefined();
  });

  it("a solved portfolio has no conflict", () => {
    expect("conflict" in core.optimize({ covariance, objective: { kind: "min-variance" } })).toBe(false);
  });
});

describe("a conflict planted among constraints that hold", () => {
  const market = randomMarket(core, 40, 10, 23);
  const { names, next } = market;
  const some = (count: number): string[] => [...names].sort(() => next() - 0.5).slice(0, count);
  const harmless = () => [
    ...Array.from({ length: 4 }, (_, i) => ({ name: `cap${i}`, members: some(12), max: 0.95 + next() })),
    ...Array.from({ length: 3 }, (_, i) => ({ name: `floor${i}`, members: some(12), min: -next() })),
  ];

  it.each(Array.from({ length: 10 }, (_, i) => i))("two floors above the budget, round %i", () => {
    const floor = 0.51 + 0.4 * next();
    const left = { name: "left", members: names.slice(0, 15), min: floor };
    const right = { name: "right", members: names.slice(20, 30), min: floor };
    const constraints = { groups: [...harmless(), left, right] };
    const { status, conflict } = core.optimize({
      covariance: market.covariance,
      objective: { kind: "min-variance" },
      constraints,
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["budget", "left", "right", "minWeights"]);
    expect(conflict?.message).toMatch(/^budget must be 1, but left, right and minWeights allow at least 1\.\d+\.$/);
    expect(conflict?.attainable?.range[0]).toBeCloseTo(2 * floor, 8);
  });

  it.each(Array.from({ length: 10 }, (_, i) => i))("two caps below the budget, round %i", () => {
    const cap = 0.1 + 0.35 * next();
    const left = { name: "left", members: names.slice(0, 22), max: cap };
    const right = { name: "right", members: names.slice(22), max: cap };
    const constraints = { groups: [left, ...harmless(), right], minWeights: -0.1 };
    const { status, conflict } = core.optimize({
      covariance: market.covariance,
      objective: { kind: "min-variance" },
      constraints,
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["budget", "left", "right"]);
    expect(conflict?.attainable?.range[1]).toBeCloseTo(2 * cap, 8);
  });

  it.each(Array.from({ length: 10 }, (_, i) => i))("a floor in a capped group, round %i", () => {
    const floor = 0.3 + 0.3 * next();
    const inner = { name: "inner", members: names.slice(3, 9), min: floor };
    const outer = { name: "outer", members: names.slice(0, 12), max: floor - 0.1 };
    const constraints = { groups: [inner, ...harmless(), outer] };
    const { status, conflict } = core.optimize({
      covariance: market.covariance,
      objective: { kind: "min-variance" },
      constraints,
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["inner", "outer", "minWeights"]);
    expect(conflict?.attainable?.constraint).toBe("inner");
    expect(conflict?.attainable?.range[1]).toBeCloseTo(floor - 0.1, 8);
  });
});
