import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { ValueError } from "../errors/errors.js";
import { boundsOf } from "./bounds.js";
import { checkPortfolio, sidesOf } from "./checkPortfolio.js";
import { optimizeChecked } from "./optimize.js";
import type { Portfolio } from "./portfolio.js";
import type { Objective, PortfolioProblem, RiskParity } from "./problem.js";

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

/** See `FullCore.prune`. */
export function prune(problem: PortfolioProblem<Objective | RiskParity>, options: PruneOptions): PrunedPortfolio {
  const given = toOptions("options", options, ["minWeight", "minTrade"]);
  const minWeight = toScalar("options.minWeight", given.minWeight ?? 0, { least: 0 });
  const minTrade = toScalar("options.minTrade", given.minTrade ?? 0, { least: 0 });
  if (problem?.objective?.kind === "risk-parity") {
    throw new ValueError("objective.kind", "risk-parity", "an objective that may leave assets out");
  }
  const checked = checkPortfolio(problem as PortfolioProblem);
  if (minTrade > 0 && problem.current === undefined) {
    throw new ValueError("current", undefined, "the weights held today: minTrade counts from them");
  }
  const { sides, bounds, rows, settings, current = new Float64Array(sides.n) } = checked;
  const [lower, upper] = [bounds.sources[0].lower!.slice(), bounds.sources[1].upper!.slice()];
  // Trade limits are bounds too.
  const sources = [{ name: "minWeights", lower }, { name: "maxWeights", upper }, ...bounds.sources.slice(2)] as const;
  const { lb: least, ub: most } = sides;
  let portfolio = optimizeChecked(checked);
  let { iterations } = portfolio;
  const fixed = new Map<number, number>();
  /** Where the asset has to be that is now at w; NaN where it may be anywhere. */
  const place = (w: number, i: number): number => {
    const isDust = (one: number): boolean => one !== 0 && Math.abs(one) < minWeight;
    const places = isDust(w) ? [0] : [];
    if (Math.abs(w - current[i]) < minTrade) places.push(isDust(current[i]) ? 0 : current[i]);
    const to = places.find((one) => one !== w && one >= least[i] && one <= most[i]);
    return fixed.get(i) === 0 ? NaN : (to ?? NaN);
  };
  // Each round fixes an asset more, or moves one from current to 0: it ends. The smaller half goes first, as the rest may grow.
  while (portfolio.status === "solved") {
    const { weights, warmStart } = portfolio;
    const places = weights.map(place);
    const size = (i: number): number => Math.abs(weights[i] - places[i]);
    const moved = [...places.keys()].filter((i) => !Number.isNaN(places[i])).sort((a, b) => size(a) - size(b) || a - b);
    if (moved.length === 0) break;
    for (const i of moved.slice(0, Math.ceil(moved.length / 2))) {
      lower[i] = upper[i] = places[i];
      fixed.set(i, places[i]);
    }
    const within = boundsOf(sources, sides.n);
    portfolio = optimizeChecked({
      ...checked,
      bounds: within,
      sides: sidesOf(rows, within),
      settings: { ...settings, warmStart },
    });
    iterations += portfolio.iterations;
  }
  const at = (isPruned: boolean): readonly number[] =>
    Object.freeze([...fixed].flatMap(([i, value]) => ((value === 0) === isPruned ? [i] : [])).sort((a, b) => a - b));
  return Object.freeze({ ...portfolio, iterations, pruned: at(true), untraded: at(false) });
}
