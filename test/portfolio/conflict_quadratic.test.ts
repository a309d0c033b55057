import type { Constraints, Portfolio, PortfolioProblem } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { uncorrelated } from "../support/uncorrelated.js";

const core = await loadTestCore();
const covariance = uncorrelated(core);
afterAll(() => {
  covariance.dispose();
});

const expectedReturns = [0.02, 0.04, 0.06, 0.08];
/** The benchmark is the first asset. */
const benchmark = [1, 0, 0, 0];
const within = (value: number): Pick<Constraints, "maxTrackingError"> => ({ maxTrackingError: { benchmark, value } });

interface Case extends Omit<Partial<PortfolioProblem>, "covariance"> {
  constraints: Constraints;
  names: string[];
  attainable: [string, number, number];
  /** The end of the message. */
  says?: string;
}

const group = (name: string, members: number[], sides: { min?: number; max?: number }) => ({ name, members, ...sides });
/** The least tracking error of Σw = 1 with w₁ = 1 − s: s spread over the others by 1/variance, or over some of them. */
const spread = (s: number, variances: number[], first = 0.01): number =>
  s * Math.sqrt(first + 1 / variances.reduce((sum, one) => sum + 1 / one, 0));

const CASES: [string, Case][] = [
  [
    "a cap of the benchmark's asset",
    {
      constraints: { ...within(0.05), minWeights: -1, maxWeights: [0.4, 5, 5, 5] },
      // Without the budget the other assets stay at 0, and 0.6 of the first asset's volatility is 0.06.
      names: ["maxTrackingError", "maxWeights"],
      attainable: ["maxTrackingError", spread(0.6, [0.04, 0.09, 0.16]), Infinity],
      says: "maxTrackingError must be at most 0.05, but maxWeights allow at least 0.06.",
    },
  ],
  [
    "a cap of the benchmark's asset, and the budget",
    {
      constraints: { ...within(0.08), minWeights: -1, maxWeights: [0.4, 5, 5, 5] },
      names: ["maxTrackingError", "budget", "maxWeights"],
      attainable: ["maxTrackingError", spread(0.6, [0.04, 0.09, 0.16]), Infinity],
    },
  ],
  [
    "a floor of a group",
    {
      constraints: {
        ...within(0.05),
        minWeights: -1,
        groups: [group("others", [1], { min: 0.5 }), group("harmless", [2, 3], { max: 2 })],
      },
      names: ["maxTrackingError", "others"],
      attainable: ["maxTrackingError", spread(0.5, [0.01, 0.09, 0.16], 0.04), Infinity],
      says: "maxTrackingError must be at most 0.05, but others allows at least 0.1.",
    },
  ],
  [
    "a budget far from the benchmark's",
    {
      constraints: { ...within(0.05), budget: 2, minWeights: -1, maxWeights: 3, groups: [group("harmless", [0], { max: 3 })] },
      names: ["maxTrackingError", "budget"],
      attainable: ["maxTrackingError", Math.sqrt(1 / (100 + 25 + 100 / 9 + 6.25)), Infinity],
    },
  ],
  [
    "a linear row",
    {
      constraints: {
        ...within(0.05),
        minWeights: -1,
        linear: [{ name: "tilt", coefficients: [0, 1, 1, 0], min: 0.5 }],
      },
      names: ["maxTrackingError", "tilt"],
      attainable: ["maxTrackingError", spread(0.5, [0.01, 0.16], 1 / (25 + 100 / 9)), Infinity],
    },
  ],
  [
    "the turnover that is allowed",
    {
      constraints: { ...within(0.1), maxTurnover: 0.2 },
      current: [0, 1, 0, 0],
      // w = (0.1, 0.9, 0, 0).
      names: ["maxTrackingError", "maxTurnover"],
      attainable: ["maxTrackingError", Math.sqrt(0.81 * 0.01 + 0.81 * 0.04), Infinity],
    },
  ],
  [
    "gross exposure",
    {
      constraints: { ...within(0.02), budget: [0, 1], maxGross: 0.5, minWeights: -1 },
      names: ["maxTrackingError", "maxGross"],
      attainable: ["maxTrackingError", 0.05, Infinity],
    },
  ],
  [
    "more holdings than there are, and no more budget than 1",
    {
      constraints: { minEffectiveHoldings: 5, groups: [group("harmless", [0, 1], { max: 0.9 })] },
      names: ["minEffectiveHoldings", "budget"],
      attainable: ["minEffectiveHoldings", 0, 4],
      says: "minEffectiveHoldings must be at least 5, but budget allows at most 4.",
    },
  ],
  [
    "holdings and a cap of a group",
    {
      constraints: {
        minEffectiveHoldings: 3.5,
        groups: [group("two", [0, 1], { max: 0.2 }), group("harmless", [2], { max: 0.9 })],
      },
      // 0.1, 0.1, 0.4, 0.4.
      names: ["minEffectiveHoldings", "budget", "two"],
      attainable: ["minEffectiveHoldings", 0, 1 / 0.34],
    },
  ],
  [
    "holdings and a floor of weights",
    {
      constraints: { minEffectiveHoldings: 3, budget: [0, 1], minWeights: [0.7, 0, 0, 0] },
      names: ["minEffectiveHoldings", "minWeights"],
      attainable: ["minEffectiveHoldings", 0, 1 / 0.49],
    },
  ],
  [
    "holdings and turnover",
    {
      constraints: { minEffectiveHoldings: 4, maxTurnover: 0.4, budget: [0, 1] },
      current: [1, 0, 0, 0],
      // Selling 0.4 of the first and buying nothing is best.
      names: ["minEffectiveHoldings", "maxTurnover"],
      attainable: ["minEffectiveHoldings", 0, 1 / 0.36],
    },
  ],
  [
    "each other: near the benchmark, or in many assets",
    {
      constraints: { ...within(0.05), minEffectiveHoldings: 3.9, groups: [group("harmless", [0], { max: 0.99 })] },
      names: ["maxTrackingError", "minEffectiveHoldings", "budget"],
      attainable: ["maxTrackingError", NaN, Infinity],
    },
  ],
  [
    "holdings out of reach beside a tracking error that allows fewer still",
    {
      constraints: { ...within(0.05), minEffectiveHoldings: 5 },
      names: ["minEffectiveHoldings", "budget"],
      attainable: ["minEffectiveHoldings", 0, NaN],
      says: "minEffectiveHoldings must be at least 5, but budget allows at most 4.",
    },
  ],
  [
    "a target return",
    {
      constraints: { ...within(0.1), minWeights: -1, maxWeights: 2 },
      expectedReturns,
      objective: { kind: "target-return", value: 0.08 },
      // A return of 0.06 more takes 0.06/√Σ(μ/σ)² without a budget.
      names: ["maxTrackingError", "targetReturn"],
      attainable: ["maxTrackingError", NaN, Infinity],
      says: "maxTrackingError must be at most 0.1, but targetReturn allows at least 0.15.",
    },
  ],
  [
    "a target volatility below what the tracking error allows",
    {
      constraints: { maxTrackingError: { benchmark: [0, 0, 0, 1], value: 0.1 } },
      expectedReturns,
      objective: { kind: "target-volatility", value: 0.12 },
      names: ["targetVolatility", "maxTrackingError"],
      attainable: ["targetVolatility", NaN, 0.4],
      // 0.4 of the fourth asset, less 0.1.
      says: "targetVolatility must be at most 0.12, but maxTrackingError allows at least 0.3.",
    },
  ],
];

const optimize = (problem: Omit<Case, "names" | "attainable">): Portfolio =>
  core.optimize({ covariance, objective: { kind: "min-variance" }, ...problem });

/** The problem with none of its constraints but those named. */
function withOnly(
  { constraints, objective, current, expectedReturns: mu }: Case,
  names: readonly string[],
): Omit<Case, "names" | "attainable"> {
  const has = (name: string): boolean => names.includes(name);
  const keep = <T extends { name?: string | undefined }>(one: T): T =>
    has(one.name as string) ? one : { ...one, min: -Infinity, max: Infinity };
  const { budget, minWeights, maxWeights, groups = [], linear = [], ...limits } = constraints;
  const isTarget = objective?.kind === "target-return" ? has("targetReturn") : has("targetVolatility");
  return {
    ...(current && { current }),
    ...(mu && { expectedReturns: mu }),
    objective: objective !== undefined && isTarget ? objective : { kind: "min-variance" },
    constraints: {
      ...Object.fromEntries(Object.entries(limits).filter(([name]) => has(name))),
      budget: has("budget") ? (budget ?? 1) : [-Infinity, Infinity],
      minWeights: has("minWeights") ? (minWeights ?? 0) : -Infinity,
      maxWeights: has("maxWeights") ? (maxWeights ?? 1) : Infinity,
      groups: groups.map(keep),
      linear: linear.map(keep),
    },
  };
}

/** The problem with another value of its limit. */
function asking(problem: Omit<Case, "names" | "attainable">, name: string, value: number): Omit<Case, "names" | "attainable"> {
  const { constraints } = problem;
  if (name === "targetVolatility") return { ...problem, objective: { kind: "target-volatility", value } };
  if (name === "minEffectiveHoldings") return { ...problem, constraints: { ...constraints, minEffectiveHoldings: value } };
  const maxTrackingError = { benchmark, ...constraints.maxTrackingError, value };
  return { ...problem, constraints: { ...constraints, maxTrackingError } };
}

describe("a conflict of a quadratic limit names a least set, and what is attainable beside all other constraints", () => {
  it.each(CASES)("%s", (_, one) => {
    const { names, attainable, says, ...problem } = one;
    const { status, conflict } = optimize(problem);
    expect(status).toBe("primal_infeasible");
    expect([...(conflict?.constraints ?? [])].sort()).toEqual([...names].sort());
    if (says !== undefined) expect(conflict?.message).toBe(says);
    expect(optimize(withOnly(one, names)).status).toBe("primal_infeasible");
    for (const name of names) {
      const rest = withOnly(
        one,
        names.filter((other) => other !== name),
      );
      expect([name, optimize(rest).status]).toEqual([name, "solved"]);
    }
    const [constraint, ...sides] = attainable;
    expect(conflict?.attainable?.constraint).toBe(constraint);
    const range = conflict?.attainable?.range as readonly [number, number];
    sides.forEach((side, i) => {
      if (Number.isFinite(side)) expect(range[i]).toBeCloseTo(side, 10);
      else if (!Number.isNaN(side)) expect(range[i]).toBe(side);
    });
    // At the end of the range it can be met beside all other constraints, and beyond it cannot.
    const isLeast = constraint !== "minEffectiveHoldings";
    const end = range[isLeast ? 0 : 1];
    const inside = (share: number): number => end * (isLeast ? 1 + share : 1 - share);
    expect(optimize(asking(problem, constraint, inside(1e-7))).status).toBe("solved");
    expect(optimize(asking(problem, constraint, inside(-1e-7))).status).toBe("primal_infeasible");
  });
});
