import { extent } from "./points.js";
import { ValueError } from "../errors/errors.js";
import { toScalar } from "../errors/scalar.js";
import { elementOf, toNonnegative, toVector } from "../errors/vector.js";
import type { Constraints, PortfolioProblem } from "./problem.js";
import type { Row } from "./rows.js";

/** Bounds of the weights under the name they have in multipliers and conflicts. */
export interface NamedBounds {
  readonly name: "minWeights" | "maxWeights" | "maxTradeOfVolume";
  /** n; the bound of an asset is the tightest of all that name it. */
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
}

/** The bounds of the weights, and where they come from. */
export interface WeightBounds {
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  /** Where two of them are as tight, the first is the one that counts. */
  readonly sources: readonly NamedBounds[];
}

/** What limits on trading are measured by; see PortfolioProblem. */
export type Trading = Pick<PortfolioProblem, "volumes" | "capital"> & { readonly current: Float64Array | undefined };

/**
 * minWeights, maxWeights and maxTradeOfVolume, each checked. Together they leave an asset nothing (lb > ub) where what can be
 * traded does not reach the bounds of its weight.
 */
export function weightBounds(
  constraints: Constraints,
  trading: Trading,
  assets: number,
  names: readonly string[] | undefined,
): WeightBounds {
  const { minWeights = 0, maxWeights = 1 } = constraints;
  const lower = toVector("constraints.minWeights", minWeights, assets, { names, finite: false, missing: 0 });
  const upper = toVector("constraints.maxWeights", maxWeights, assets, { names, finite: false, missing: 1 });
  const label = (side: "minWeights" | "maxWeights", i: number): string => elementOf(`constraints.${side}`, i, names);
  for (let i = 0; i < assets; i++) {
    if (lower[i] === Infinity) throw new ValueError(label("minWeights", i), lower[i], "a number below infinity");
    if (upper[i] === -Infinity) throw new ValueError(label("maxWeights", i), upper[i], "a number above -infinity");
    if (lower[i] > upper[i])
      throw new ValueError(label("minWeights", i), lower[i], `at most ${label("maxWeights", i)} = ${upper[i]}`);
  }
  const ofTrades = tradeBounds(constraints.maxTradeOfVolume, trading, assets, names);
  return boundsOf([{ name: "minWeights", lower }, { name: "maxWeights", upper }, ...ofTrades], assets);
}

/** The bounds of n weights that come from these: the tightest; ±Infinity where there are none. */
export function boundsOf(sources: readonly NamedBounds[], n: number): WeightBounds {
  const lb = new Float64Array(n).fill(-Infinity);
  const ub = new Float64Array(n).fill(Infinity);
  for (const { lower, upper } of sources) {
    for (let i = 0; i < n; i++) {
      if (lower && lower[i] > lb[i]) lb[i] = lower[i];
      if (upper && upper[i] < ub[i]) ub[i] = upper[i];
    }
  }
  return { lb, ub, sources };
}

/** current ± share·volumes / capital: the weights that trades of a share of the volume lead to, where it is limited. */
function tradeBounds(
  share: number | undefined,
  { volumes, capital, current }: Trading,
  assets: number,
  names: readonly string[] | undefined,
): NamedBounds[] {
  const traded = volumes === undefined ? undefined : toNonnegative("volumes", volumes, assets, { names });
  const money = capital === undefined ? undefined : toScalar("capital", capital, { above: 0 });
  if (share === undefined) return [];
  const most = toScalar("constraints.maxTradeOfVolume", share, { least: 0 });
  const reason = "maxTradeOfVolume needs";
  if (traded === undefined) throw new ValueError("volumes", traded, `the value traded of each asset: ${reason} it`);
  if (money === undefined) throw new ValueError("capital", money, `what all weights are fractions of: ${reason} it`);
  if (current === undefined) throw new ValueError("current", current, `the weights held today: ${reason} them`);
  const lower = current.map((one, i) => one - (most * traded[i]) / money);
  const upper = current.map((one, i) => one + (most * traded[i]) / money);
  return [{ name: "maxTradeOfVolume", lower, upper }];
}

/** What can be traded falls short of a bound by no more than this share where it reaches it. */
const ROUNDING = 1e-12;

/**
 * Bounds that leave every asset something: what can be traded reaches the nearest of the weights allowed. Where it does not, the limit on trades
 * of the asset that misses most becomes a row as well: the solver then proves that they conflict as it proves any other conflict.
 */
export function reachableBounds(
  bounds: WeightBounds,
  names: readonly string[] | undefined,
): { readonly bounds: WeightBounds; readonly row?: Row } {
  const { lb, ub, sources } = bounds;
  const short = lb.map((one, i) => one - ub[i]);
  const [, most] = extent(short);
  if (!(most > 0)) return { bounds };
  const [floors, caps, trades] = sources as readonly Required<NamedBounds>[];
  const reached = {
    ...trades,
    lower: trades.lower.map((one, i) => Math.min(one, caps.upper[i])),
    upper: trades.upper.map((one, i) => Math.max(one, floors.lower[i])),
  };
  const within = boundsOf([floors, caps, reached], lb.length);
  const worst = short.indexOf(most);
  if (most <= ROUNDING * Math.max(1, Math.abs(lb[worst]))) return { bounds: within };
  const coefficients = new Float64Array(lb.length);
  coefficients[worst] = 1;
  const label = `the weight of ${names?.[worst] ?? `asset ${worst}`} under maxTradeOfVolume`;
  const [min, max] = [trades.lower[worst], trades.upper[worst]];
  return { bounds: within, row: { kind: "trade", name: trades.name, coefficients, min, max, label } };
}

/** The name whose bound of asset i is the one that counts, lower or upper. */
export function sourceOf({ lb, ub, sources }: WeightBounds, i: number, side: "lower" | "upper"): NamedBounds["name"] | undefined {
  const bound = side === "lower" ? lb[i] : ub[i];
  return sources.find((source) => source[side]?.[i] === bound)?.name;
}
