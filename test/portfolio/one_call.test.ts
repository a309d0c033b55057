import type { PortfolioProblem, PortfolioSettings } from "quadfolio/full";
import { afterAll, describe, expect, it } from "vitest";
import { withTickingClock } from "../support/clock.js";
import { loadFullTestCore } from "../support/core.js";
import { randomMarket } from "../support/covariances.js";

const core = await loadFullTestCore();
const n = 300;
const { covariance, expectedReturns } = randomMarket(core, n, 8, 31);
afterAll(() => covariance.dispose());

const current = new Float64Array(n).fill(1 / n);
const benchmark = current;
const least = core.optimize({ covariance, objective: { kind: "min-variance" } }).weights;
const { activeRisk } = core.analyze({ covariance, weights: least, benchmark });
const variance = { kind: "min-variance" } as const;
const utility = { kind: "utility", riskAversion: 5 } as const;

/** Each is solved by more than one program. */
const problems: Record<string, PortfolioProblem> = {
  turnover: { covariance, objective: variance, current, constraints: { maxTurnover: 0.3 } },
  "a tracking error": {
    covariance,
    objective: variance,
    constraints: { maxTrackingError: { benchmark, value: activeRisk! / 2 } },
  },
  "effective holdings": { covariance, objective: variance, constraints: { minEffectiveHoldings: n / 2 } },
  "an ellipsoid": { covariance, expectedReturns, objective: utility, uncertainty: { ellipsoid: { radius: 0.5 } } },
  "a ratio with quadratic costs": {
    covariance,
    expectedReturns,
    objective: { kind: "max-sharpe" },
    current,
    costs: { quadratic: 0.1 },
  },
};

describe.each(Object.entries(problems))("the limits of a call hold for all that it solves: %s", (_, problem) => {
  const withSettings = (settings: PortfolioSettings) => core.optimize({ ...problem, settings });

  it("progress counts on from program to program", () => {
    const seen: { round: number; seconds: number }[] = [];
    expect(withSettings({ onProgress: (progress) => void seen.push(progress) }).status).toBe("solved");
    expect(seen.length).toBeGreaterThan(2);
    for (const [k, { round, seconds }] of seen.slice(1).entries()) {
      expect(round).toBeGreaterThanOrEqual(seen[k]!.round);
      expect(seconds).toBeGreaterThanOrEqual(seen[k]!.seconds);
    }
    expect(seen[seen.length - 1]!.round).toBeGreaterThan(2);
  });

  it("a listener that says no is asked no more", () => {
    let calls = 0;
    withSettings({ onProgress: () => void calls++ });
    for (let last = 1; last < calls; last += Math.ceil(calls / 5)) {
      let asked = 0;
      const { status } = withSettings({ onProgress: () => ++asked < last });
      expect([status, asked]).toEqual(["time_limit", last]);
    }
  });

  it("no time is enough for nothing", () => {
    expect(withTickingClock(() => withSettings({ timeLimit: 1e-9 })).status).toBe("time_limit");
  });
});

it("pruning ends where its call does", () => {
  const clean = core.prune({ covariance, objective: variance }, { minWeight: 0.05 });
  expect([clean.status, clean.pruned.length > 0]).toEqual(["solved", true]);
  let asked = 0;
  core.prune({ covariance, objective: variance, settings: { onProgress: () => void asked++ } }, { minWeight: 0.05 });
  let seen = 0;
  const settings = { onProgress: () => ++seen < asked - 1 };
  expect(core.prune({ covariance, objective: variance, settings }, { minWeight: 0.05 }).status).toBe("time_limit");
  expect(seen).toBe(asked - 1);
});

it("pruning checks what it is given before it solves", () => {
  const settings = { onProgress: () => expect.unreachable() };
  expect(() => core.prune({ covariance, objective: variance, settings }, { minTrade: 0.1 })).toThrow(
    "current is undefined, expected the weights held today: minTrade counts from them.",
  );
});

it("an infeasible problem whose call ends while its conflict is looked for names what stands against it so far", () => {
  const groups = Array.from({ length: 6 }, (_, k) => ({
    name: `g${k}`,
    members: [...least.keys()].filter((i) => i % 6 === k),
    min: k < 4 ? 0.3 : 0,
  }));
  const problem: PortfolioProblem = { covariance, objective: variance, constraints: { groups } };
  let calls = 0;
  const whole = core.optimize({ ...problem, settings: { onProgress: () => void calls++ } });
  expect(whole.conflict!.constraints).toEqual(["budget", "g0", "g1", "g2", "g3", "minWeights"]);
  let asked = 0;
  const cut = core.optimize({ ...problem, settings: { onProgress: () => ++asked < calls - 2 } });
  expect(asked).toBe(calls - 2);
  expect(cut.status).toBe("primal_infeasible");
  expect(cut.conflict!.constraints).toEqual(expect.arrayContaining(["budget", "g0", "g1", "g2", "g3"]));
});

it("a limit on a quadratic function is refused only by a solve that ended", () => {
  const problem = {
    ...problems["a tracking error"]!,
    current,
    constraints: { ...problems["a tracking error"]!.constraints, maxTurnover: 0.9 },
  };
  expect(core.optimize(problem).status).toBe("solved");
  for (let maxIterations = 1; maxIterations < 200; maxIterations++) {
    const { status } = core.optimize({ ...problem, settings: { maxIterations } });
    expect(["solved", "max_iterations"]).toContain(status);
  }
});

describe("a frontier", () => {
  it("keeps arrays of its own: what it is given and what it gives may be written to", () => {
    const mu = expectedReturns.slice();
    const minWeights = new Float64Array(n);
    const frontier = core.efficientFrontier({ covariance, expectedReturns: mu, constraints: { minWeights, maxWeights: 0.1 } });
    const [before, first] = [frontier.at({ lambda: 0 }), frontier.at({ expectedReturn: 0.05 })];
    const written = [before, frontier.minVariance, first];
    const kept = written.map(({ weights }) => [...weights]);
    mu.fill(0);
    minWeights.fill(0.001);
    for (const { weights, warmStart, multipliers } of written) {
      for (const array of [weights, warmStart.x, warmStart.y, multipliers.maxWeights]) array.fill(9);
    }
    expect([...frontier.at({ lambda: 0 }).weights]).toEqual(kept[0]);
    expect([...frontier.at({ expectedReturn: 0.05 }).weights]).toEqual(kept[2]);
    expect(kept[1]).toEqual(kept[0]);
  });

  it("begins every point with the whole of its limits", () => {
    let isOver = false;
    const settings = { onProgress: () => !isOver };
    const frontier = core.efficientFrontier({ covariance, expectedReturns, constraints: { budget: [0.5, 1] }, settings });
    expect(frontier.status).toBe("solved");
    isOver = true;
    expect(frontier.maxSharpe(0.01).status).toBe("time_limit");
    isOver = false;
    expect(frontier.maxSharpe(0.01).status).toBe("solved");
  });
});
