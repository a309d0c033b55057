import type { Constraints, Portfolio } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { attainable, everyName, functionalOf, withOnly, type PlainProblem } from "../support/attainable.js";
import { loadTestCore } from "../support/core.js";
import { randomMarket } from "../support/covariances.js";
import { loadLinearPrograms } from "../support/linear_program.js";
import { uniform } from "../support/random.js";

const core = await loadTestCore();
const solve = await loadLinearPrograms();
const { covariance } = randomMarket(core, 8, 3, 7);
afterAll(() => {
  covariance.dispose();
});

/** Eight assets: three of technology, three banks, two utilities. */
const expectedReturns = [0.08, 0.07, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01];
const [TECH, BANKS, UTILITIES] = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7],
];
const beta = [1.6, 1.4, 1.2, 1.1, 1, 0.9, 0.6, 0.4];
const size = [1, -1, 0, 1, -1, 0, 1, -1];
const loadings = beta.map((one, i) => [one, size[i]]);
const equal = new Array<number>(8).fill(1 / 8);
const open = [-Infinity, -Infinity];
const free = [Infinity, Infinity];

interface Case {
  constraints: PlainProblem["constraints"];
  target?: number;
  current?: number[];
  volumes?: number[];
  names: string[];
}

function problemOf({ constraints, target, current, volumes }: Case): PlainProblem {
  const objective =
    target === undefined ? ({ kind: "min-variance" } as const) : ({ kind: "target-return", value: target } as const);
  return { expectedReturns, objective, constraints, ...(current && { current }), ...(volumes && { volumes, capital: 1000 }) };
}

const optimize = (problem: PlainProblem): Portfolio => core.optimize({ covariance, ...problem });

/** The range that the subject can have while all other constraints hold, by HiGHS, measured as the constraint is. */
function trueRange(problem: PlainProblem, name: string, all: readonly string[]): number[] | undefined {
  const others = withOnly(
    problem,
    all.filter((one) => one !== name),
  );
  const functional = functionalOf(problem, name);
  const range = attainable(solve, others, functional);
  if (range === undefined || typeof functional === "string") return range && [range[0], Infinity];
  const isFactor = problem.constraints.factors?.names?.includes(name) ?? false;
  const benchmark = isFactor ? (problem.constraints.factors?.benchmark as number[] | undefined) : undefined;
  const reference = functional.reduce((sum, one, i) => sum + one * (benchmark?.[i] ?? 0), 0);
  return range.map((one) => one - reference);
}

const factors = (min: number[], max: number[], benchmark?: number[]): Pick<Constraints, "factors"> => ({
  factors: { loadings, names: ["beta", "size"], min, max, ...(benchmark && { benchmark }) },
});
const harmless = [
  { name: "tech cap", members: TECH, max: 0.9 },
  { name: "bank floor", members: BANKS, min: 0.01 },
];

const CASES: [string, Case][] = [
  ["caps below the budget", { constraints: { maxWeights: 0.1 }, names: ["budget", "maxWeights"] }],
  ["floors above the budget", { constraints: { minWeights: 0.2 }, names: ["budget", "minWeights"] }],
  ["caps below zero", { constraints: { minWeights: -1, maxWeights: -0.1, budget: [0, 1] }, names: ["budget", "maxWeights"] }],
  ["a budget of nothing with floors", { constraints: { budget: 0, minWeights: 0.01 }, names: ["budget", "minWeights"] }],
  [
    "net exposure above the caps",
    { constraints: { netExposure: [2, 3], maxWeights: 0.2 }, names: ["netExposure", "maxWeights"] },
  ],
  [
    "net exposure beside a budget",
    { constraints: { netExposure: [-0.1, 0.1], budget: 1, minWeights: -1 }, names: ["budget", "netExposure"] },
  ],
  [
    "two floors above the budget",
    {
      constraints: {
        groups: [...harmless, { name: "tech", members: TECH, min: 0.6 }, { name: "banks", members: BANKS, min: 0.5 }],
      },
      names: ["budget", "tech", "banks", "minWeights"],
    },
  ],
  [
    "caps of all sectors below the budget",
    {
      constraints: {
        groups: [
          ...harmless,
          { name: "tech", members: TECH, max: 0.3 },
          { name: "banks", members: BANKS, max: 0.3 },
          { name: "utilities", members: UTILITIES, max: 0.3 },
        ],
      },
      names: ["budget", "tech", "banks", "utilities"],
    },
  ],
  [
    "a floor that overlaps a cap",
    {
      constraints: {
        groups: [{ name: "risky", members: [0, 1, 2, 3], max: 0.2 }, { name: "tech", members: TECH, min: 0.3 }, ...harmless],
      },
      names: ["risky", "tech", "minWeights"],
    },
  ],
  [
    "a floor beyond the caps of its members",
    {
      constraints: { maxWeights: 0.2, groups: [...harmless, { name: "utilities", members: UTILITIES, min: 0.5 }] },
      names: ["utilities", "maxWeights"],
    },
  ],
  [
    "a cap below the floors of its members",
    {
      constraints: { minWeights: 0.1, groups: [...harmless, { name: "utilities", members: UTILITIES, max: 0.15 }] },
      names: ["utilities", "minWeights"],
    },
  ],
  [
    "a sum that no long-only weights reach",
    { constraints: { linear: [{ name: "beta", coefficients: beta, min: 1.7 }] }, names: ["budget", "beta", "minWeights"] },
  ],
  [
    "a sum against a cap",
    {
      constraints: {
        linear: [{ name: "beta", coefficients: beta, min: 1.3 }],
        groups: [...harmless, { name: "tech", members: TECH, max: 0.2 }],
      },
      names: ["budget", "tech", "beta", "minWeights"],
    },
  ],
  [
    "two sums that contradict each other",
    {
      constraints: {
        minWeights: -1,
        linear: [
          { name: "spread", coefficients: [1, -1, 0, 0, 0, 0, 0, 0], min: 0.2 },
          { name: "twice", coefficients: [2, -2, 0, 0, 0, 0, 0, 0], max: 0.3 },
        ],
      },
      names: ["spread", "twice"],
    },
  ],
  ["beta out of reach", { constraints: { ...factors([1.7, -1], [Infinity, 1]) }, names: ["budget", "beta", "minWeights"] }],
  ["a neutral beta without shorts", { constraints: { ...factors([0, -1], [0, 1]) }, names: ["budget", "beta", "minWeights"] }],
  [
    "two factors that cannot both be low",
    { constraints: { ...factors([-Infinity, 0.9], [0.55, Infinity]) }, names: ["budget", "beta", "size", "minWeights"] },
  ],
  [
    "an active exposure out of reach",
    { constraints: { ...factors([0.9, -1], free, equal), maxWeights: 0.5 }, names: ["budget", "beta", "minWeights"] },
  ],
  [
    "a factor against a sector cap",
    {
      constraints: { ...factors([1.3, -2], free), groups: [{ name: "tech", members: TECH, max: 0.1 }] },
      names: ["budget", "tech", "beta", "minWeights"],
    },
  ],
  ["a return above the best asset", { constraints: {}, target: 0.5, names: ["budget", "targetReturn", "minWeights"] }],
  [
    "a return below the worst asset",
    { constraints: { groups: harmless }, target: 0.005, names: ["budget", "targetReturn", "minWeights"] },
  ],
  [
    "a return above what a sector cap allows",
    {
      constraints: { groups: [...harmless, { name: "tech", members: TECH, max: 0.2 }] },
      target: 0.06,
      names: ["budget", "targetReturn", "tech", "minWeights"],
    },
  ],
  [
    "a return against a factor",
    { constraints: { ...factors(open, [0.5, Infinity]) }, target: 0.06, names: ["targetReturn", "beta", "minWeights"] },
  ],
  [
    "a return that needs more trades",
    {
      constraints: { maxTurnover: 0.2 },
      current: [0, 0, 0, 0, 0, 0, 0.5, 0.5],
      target: 0.03,
      names: ["budget", "targetReturn", "maxTurnover"],
    },
  ],
  [
    "a return that needs more leverage",
    { constraints: { minWeights: -1, maxGross: 1.2 }, target: 0.09, names: ["budget", "targetReturn", "maxGross"] },
  ],
  [
    "turnover that a floor needs",
    {
      constraints: { maxTurnover: 0.5, groups: [...harmless, { name: "tech", members: TECH, min: 0.3 }] },
      current: [0, 0, 0, 0.2, 0.2, 0.2, 0.2, 0.2],
      names: ["maxTurnover", "budget", "tech"],
    },
  ],
  ["gross exposure below the budget", { constraints: { maxGross: 0.9, minWeights: -1 }, names: ["maxGross", "budget"] }],
  [
    "gross exposure and turnover that only together are too little",
    {
      constraints: {
        budget: [0, 2],
        maxGross: 1.1,
        maxTurnover: 0.3,
        minWeights: -1,
        groups: [{ name: "tech", members: TECH, min: 0.9 }],
      },
      current: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, -0.1, -0.1],
      names: ["maxGross", "tech", "maxTurnover"],
    },
  ],
  [
    "volumes too thin for a floor",
    {
      constraints: { maxTradeOfVolume: 0.1, groups: [...harmless, { name: "utilities", members: UTILITIES, min: 0.5 }] },
      current: equal,
      volumes: new Array<number>(8).fill(1000),
      names: ["utilities", "maxTradeOfVolume"],
    },
  ],
  [
    "volumes too thin for the caps",
    {
      constraints: { maxTradeOfVolume: 0.1, maxWeights: 0.3, groups: harmless },
      current: [0.5, 0.5, 0, 0, 0, 0, 0, 0],
      volumes: new Array<number>(8).fill(1000),
      names: ["maxTradeOfVolume", "maxWeights"],
    },
  ],
  [
    "volumes too thin to be invested",
    {
      constraints: { maxTradeOfVolume: 0.1 },
      current: [0.1, 0, 0, 0, 0, 0, 0, 0],
      volumes: new Array<number>(8).fill(1000),
      names: ["budget", "maxTradeOfVolume"],
    },
  ],
];

/** A target that nothing reaches, among constraints of every kind, in the order in which `next` draws them. */
function unattainable(next: () => number): Case {
  const longShort = next() < 0.5;
  const held = equal.map(() => next());
  const total = held.reduce((sum, one) => sum + one, 0);
  return {
    target: (next() < 0.5 ? 1 : -1) * (0.5 + next()),
    current: held.map((one) => one / total),
    volumes: held.map(() => 20000 * next()),
    constraints: {
      minWeights: longShort ? -0.2 : 0,
      maxWeights: 0.3 + 0.5 * next(),
      groups: [
        { name: "tech", members: TECH, max: 0.9 + 0.4 * next() },
        { name: "banks", members: BANKS, min: -0.2 * next() },
      ],
      linear: [{ name: "spread", coefficients: [1, 0, 0, 0, 0, 0, 0, -1], max: 0.3 + next() }],
      ...factors([-1, -1.5], [2, 1.5], next() < 0.5 ? equal : undefined),
      ...(next() < 0.4 && { maxTurnover: 0.1 + next() }),
      ...(next() < 0.4 && { maxGross: 1 + next() }),
      ...(next() < 0.4 && { maxTradeOfVolume: 0.01 + 0.1 * next() }),
    },
    names: [],
  };
}

describe("a target out of reach comes with the range that is within it, as HiGHS finds it", () => {
  const next = uniform(11);
  it.each(Array.from({ length: 20 }, (_, i) => i))("round %i", () => {
    const problem = problemOf(unattainable(next));
    const { status, conflict } = optimize(problem);
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toContain("targetReturn");
    expect(conflict?.attainable?.constraint).toBe("targetReturn");
    const known = trueRange(problem, "targetReturn", everyName(problem)) as number[];
    conflict?.attainable?.range.forEach((side, i) => expect(side).toBeCloseTo(known[i], 10));
    const [least, most] = known;
    expect(optimize({ ...problem, objective: { kind: "target-return", value: most - 1e-6 * (most - least) } }).status).toBe(
      "solved",
    );
  });
});

describe("a conflict holds no constraint that it does without", () => {
  it.each(CASES)("%s", (_, one) => {
    const problem = problemOf(one);
    const { status, conflict } = optimize(problem);
    expect(status).toBe("primal_infeasible");
    const named = conflict?.constraints ?? [];
    expect([...named].sort()).toEqual([...one.names].sort());
    expect(attainable(solve, withOnly(problem, named), expectedReturns)).toBeUndefined();
    expect(optimize(withOnly(problem, named)).status).toBe("primal_infeasible");
    for (const name of named) {
      const rest = withOnly(
        problem,
        named.filter((other) => other !== name),
      );
      expect(optimize(rest).status, `without ${name}`).toBe("solved");
    }
    if (conflict?.attainable === undefined) return;
    const { constraint, range } = conflict.attainable;
    const known = trueRange(problem, constraint, everyName(problem));
    if (known === undefined) expect(range).toEqual([Infinity, -Infinity]);
    else
      range.forEach((side, i) =>
        Number.isFinite(known[i]) ? expect(side).toBeCloseTo(known[i], 9) : expect(side).toBe(known[i]),
      );
  });
});

it("what a linear program left undecided is asked again of the smaller part", () => {
  const uncorrelated = core.denseCovariance(Array.from({ length: 25 }, (_, k) => (k % 6 === 0 ? 0.04 : 0)));
  const problem = {
    covariance: uncorrelated,
    objective: { kind: "utility", riskAversion: 5.27 },
    expectedReturns: [0.0851, 0.035, -0.0026, -0.0093, 0.0314],
    constraints: {
      minWeights: -0.12908856538124386,
      maxWeights: 1,
      netExposure: [0.31706632813438773, 1.0127444197889417],
      groups: [
        { name: "g0", members: [0, 1, 3], min: 0.3104389011859894, max: 0.34255708889104425 },
        { name: "g1", members: [2], max: 0.5028377420501784 },
      ],
      linear: [
        {
          coefficients: [0.7000969769433141, 0.8080795221030712, -0.06831389293074608, -0.36345916567370296, 0.45041311625391245],
          min: -0.21509339085314427,
          max: 0.12576801404356952,
        },
      ],
      maxTurnover: 0.6492962086573243,
      maxGross: 0.7486646061763168,
    },
    current: [0.46378943300805986, -0.07575962808914483, 0.4051682069897652, 0.3949171361979097, 0.32970802499912677],
  } as const;
  const { conflict } = core.optimize(problem);
  expect(conflict?.constraints).toEqual(["maxGross", "maxTurnover"]);
  expect(conflict?.attainable?.range[0]).toBeCloseTo(
    problem.current.reduce((sum, one) => sum + Math.abs(one), 0) - problem.constraints.maxTurnover,
    9,
  );
  uncorrelated.dispose();
});
