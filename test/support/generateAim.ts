import type { Core, Objective, Portfolio } from "quadfolio";
import { randomPortfolio, without, type RandomPortfolio } from "./generatePortfolio.js";
import { uniform } from "./random.js";

/** A problem, and what is known of it. */
export interface RandomAim {
  readonly problem: RandomPortfolio;
  /** The least volatility within the constraints; none where nothing is within them. */
  readonly least?: number;
  /** The return, less costs, that one of those that have it has at the least. */
  readonly leastReturn?: number;
  /** The return, less costs, of one that returns next to the most there is. */
  readonly most?: number;
}

/** A risk aversion at which next to nothing but the return counts, beside that of the problem's own units. */
const NO_AVERSION = 1e-7;

/**
 * One of `randomPortfolio` with an objective on the way from the least variance to the most return in place of its own, or the
 * utility of the worst of uncertain returns. Three of four target volatilities are known to be attained, some are the least
 * or that of a corner, the others are out of the range. Dispose of the covariance.
 */
export function randomAim(core: Core, seed: number): RandomAim {
  const given = randomPortfolio(core, seed);
  const next = uniform(seed ^ 0x5bd1e995);
  const plain = without(given, "ridge", "uncertainty");
  const { covariance, expectedReturns: mu, constraints, current } = plain;
  const scale = Math.sqrt(covariance.diagonal().reduce((sum, one) => sum + one, 0) / mu.length) || 1;
  const bare = without(plain, "feasible");
  const free = without(bare, "costs");
  const { status, volatility: least } = core.optimize({ ...free, objective: { kind: "min-variance" } });
  const utility = (riskAversion: number) => core.optimize({ ...bare, objective: { kind: "utility", riskAversion } });
  const [timid, greedy] = [1 / NO_AVERSION, NO_AVERSION].map((one) => utility(one / scale));
  const net = (one: Portfolio): number => one.expectedReturn! - (one.cost ?? 0);
  const known = {
    ...(status === "solved" && { least }),
    ...(timid.status === "solved" && { leastReturn: net(timid) - 1e-4 * scale }),
    ...(greedy.status === "solved" && { most: net(greedy) }),
  };
  const kind = Math.floor(4 * next());
  if (kind === 3) {
    const n = mu.length;
    const box = Float64Array.from({ length: n }, () => (next() < 0.2 ? 0 : 0.2 * scale * next()));
    const variances = box.map((one) => one * one);
    const ellipsoid = { radius: 2 * next() ** 2, ...(next() < 0.5 && { variances }) };
    const form = Math.floor(3 * next());
    const uncertainty = { ...(form !== 0 && { box }), ...(form !== 1 && { ellipsoid }) };
    const objective = { kind: "utility", riskAversion: 10 ** (2 * next() - 0.5) } as const;
    return { problem: { ...plain, objective, uncertainty }, ...known };
  }
  const objective = ((): Objective => {
    if (kind === 1) return { kind: "max-sharpe", riskFree: next() < 0.3 ? 0 : scale * (next() - 0.5) };
    if (kind === 2) return { kind: "max-diversification" };
    const efficient = utility(10 ** (4 * next() - 2) / scale).volatility;
    const share = next() < 0.1 ? 0 : next() < 0.1 ? 1 : next();
    const within = least + share * Math.max(0, efficient - least);
    const value = next() < 0.8 ? within : next() < 0.5 ? least * next() : (efficient + scale) * (1 + next());
    return { kind: "target-volatility", value };
  })();
  return { problem: { ...plain, objective, constraints, current }, ...known };
}
