import type { Nodes } from "../qp/nodes.js";
import type { CheckedCosts } from "./costs.js";
import type { Limit } from "./limits.js";

/**
 * The nodes of a portfolio's costs and limits, whose slopes depend on what a unit of what the limits count costs
 * beside: zero at first, and the multipliers of the limits at the end.
 */
export interface Kinks extends Nodes {
  /** For each limit ±1 a node: which side of its centre the segment above it lies on. */
  readonly signs: readonly Float64Array[];
}

export interface KinkOptions {
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  readonly current: Float64Array;
  readonly costs?: CheckedCosts | undefined;
  /** n: what a unit of each |w| costs. */
  readonly box?: Float64Array | undefined;
  /** The objective is divided by it, and so are its costs; 1 by default. */
  readonly scale?: number;
  readonly limits: readonly Limit[];
}

/** The bounds, `current`, the ends of the slices around it, zero, and the centres of limits: those that lie between the bounds, in order. */
export function kinksOf({ lb, ub, current, costs, box, scale = 1, limits }: KinkOptions): Kinks {
  const n = lb.length;
  const start = new Int32Array(n + 1);
  const [buySlices, sellSlices] = [costs?.buySlices ?? [], costs?.sellSlices ?? []];
  const most = n * (4 + buySlices.length + sellSlices.length);
  const value = new Float64Array(most);
  let end = 0;
  /** Takes in a place strictly between the bounds of the asset whose nodes are from `first` on, once. */
  const place = (at: number, first: number, upper: number): void => {
    if (!(at > value[first] && at < upper)) return;
    let k = end;
    while (value[k - 1] > at) k--;
    if (value[k - 1] === at) return;
    for (let i = end++; i > k; i--) value[i] = value[i - 1];
    value[k] = at;
  };
  const placeKinks = (j: number, first: number): void => {
    if (costs?.hasRates) place(current[j], first, ub[j]);
    for (const slice of buySlices) place(current[j] + slice.from[j], first, ub[j]);
    for (const slice of sellSlices) place(current[j] - slice.from[j], first, ub[j]);
    if ((costs?.borrow[j] ?? 0) + (box?.[j] ?? 0) > 0) place(0, first, ub[j]);
    for (const { centre } of limits) place(centre[j], first, ub[j]);
  };
  for (let j = 0; j < n; j++) {
    value[end++] = lb[j];
    placeKinks(j, end - 1);
    value[end++] = ub[j];
    start[j + 1] = end;
  }
  const slope = new Float64Array(end);
  const signs = limits.map(() => new Float64Array(end));
  for (let j = 0; j < n; j++) {
    for (let k = start[j]; k < start[j + 1] - 1; k++) {
      const node = value[k];
      const ofBox = sideOf(node, 0) * (box?.[j] ?? 0);
      slope[k] = ((costs === undefined ? 0 : slopeAbove(j, node, current[j], costs)) + ofBox) / scale;
      limits.forEach(({ centre }, i) => (signs[i][k] = sideOf(node, centre[j])));
    }
  }
  return { start, value: value.slice(0, end), slope, signs };
}

/** On which side of a place the segment above a node lies. */
function sideOf(node: number, place: number): 1 | -1 {
  return node >= place ? 1 : -1;
}

/** The slopes where a unit of what each limit counts costs so much more. */
export function slopesAt({ slope, signs }: Kinks, prices: readonly number[]): Float64Array {
  const all = slope.slice();
  signs.forEach((sign, i) => {
    for (let k = 0; k < all.length; k++) all[k] += prices[i] * sign[k];
  });
  return all;
}

/** What one more unit of asset j costs just above `node`. */
function slopeAbove(j: number, node: number, current: number, costs: CheckedCosts): number {
  const side = sideOf(node, current);
  const [rates, slices] = side > 0 ? [costs.buy, costs.buySlices] : [costs.sell, costs.sellSlices];
  let slope = side * rates[j] - (node >= 0 ? 0 : costs.borrow[j]);
  slices.forEach(({ from, rate }, i) => {
    const before = slices[i - 1]?.rate[j] ?? 0;
    if (sideOf(node, current + side * from[j]) === side) slope += side * (rate[j] - before);
  });
  return slope;
}
