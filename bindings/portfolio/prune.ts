import { checkCovariance } from "../covariance/covariance.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { ValueError } from "../errors/errors.js";
import { toVector } from "../errors/vector.js";
import { optimize } from "./optimize.js";
import type { Portfolio } from "./portfolio.js";
import type { PortfolioProblem } from "./problem.js";

export interface PruneOptions {
  /** Weights between −minWeight and minWeight become 0; 0 by default. */
  minWeight?: number | undefined;
  /** Trades of less than this do not take place: the weight stays at `current`; 0 by default. */
  minTrade?: number | undefined;
}

/** The outcome of `prune`. */
export interface PrunedPortfolio extends Portfolio {
  /** Positions of the assets that were set to 0, ascending. */
  readonly pruned: readonly number[];
  /** Positions of the assets that were left at `current`. */
  readonly untraded: readonly number[];
}

/** See `Core.prune`. */
export function prune(problem: PortfolioProblem, options: PruneOptions): PrunedPortfolio {
  const given = toOptions("options", options, ["minWeight", "minTrade"]);
  const minWeight = toScalar("options.minWeight", given.minWeight ?? 0, { least: 0 });
  const minTrade = toScalar("options.minTrade", given.minTrade ?? 0, { least: 0 });
  if (problem?.objective?.kind === "risk-parity") {
    throw new ValueError("objective.kind", "risk-parity", "an objective that may leave assets out");
  }
  let portfolio = optimize(problem);
  let { iterations } = portfolio;
  const { covariance, constraints } = problem;
  checkCovariance(covariance);
  const { assets, names } = covariance;
  const vector = (argument: string, value: unknown, missing: number): Float64Array =>
    toVector(argument, value, assets, { names, missing, finite: false }).slice();
  const lower = vector("constraints.minWeights", constraints?.minWeights ?? 0, 0);
  const upper = vector("constraints.maxWeights", constraints?.maxWeights ?? 1, 1);
  if (minTrade > 0 && problem.current === undefined) {
    throw new ValueError("current", undefined, "the weights held today: minTrade counts from them");
  }
  const current = vector("current", problem.current ?? 0, 0);
  const [least, most] = [lower.slice(), upper.slice()];
  const fixed = new Map<number, number>();
  /** Where the asset has to be that is now at w; undefined where it may be anywhere. */
  const place = (i: number, w: number): number | undefined => {
    const isDust = (one: number): boolean => one !== 0 && Math.abs(one) < minWeight;
    if (fixed.get(i) === 0) return undefined;
    const places = isDust(w) ? [0] : [];
    if (Math.abs(w - current[i]) < minTrade) places.push(isDust(current[i]) ? 0 : current[i]);
    return places.find((to) => to !== w && to >= least[i] && to <= most[i]);
  };
  // Each round fixes an asset more, or moves one from current to 0: it ends. The smaller half goes first, as the rest may grow.
  while (portfolio.status === "solved") {
    const changes = Array.from(portfolio.weights, (w, i) => ({ i, w, to: place(i, w) })).filter(({ to }) => to !== undefined);
    if (changes.length === 0) break;
    const size = ({ w, to }: (typeof changes)[number]): number => Math.abs(w - (to as number));
    changes.sort((a, b) => size(a) - size(b) || a.i - b.i);
    for (const { i, to } of changes.slice(0, Math.ceil(changes.length / 2))) {
      lower[i] = upper[i] = to as number;
      fixed.set(i, to as number);
    }
    const { warmStart } = portfolio;
    portfolio = optimize({ ...problem, constraints: { ...constraints, minWeights: lower, maxWeights: upper }, warmStart });
    iterations += portfolio.iterations;
  }
  const at = (isPruned: boolean): readonly number[] =>
    Object.freeze([...fixed].flatMap(([i, value]) => ((value === 0) === isPruned ? [i] : [])).sort((a, b) => a - b));
  return Object.freeze({ ...portfolio, iterations, pruned: at(true), untraded: at(false) });
}
