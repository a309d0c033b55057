import type { Nodes } from "../qp/nodes.js";
import type { CheckedCosts } from "./costs.js";

/**
 * The nodes of a portfolio's costs and limits, whose slopes depend on what a unit of turnover and a unit of
 * gross exposure cost beside: zero at first, and the multipliers of the limits at the end.
 */
export interface Kinks extends Nodes {
  /** ±1 a node: which side of `current`, and of zero, the segment above it lies on; 0 where there is no limit. */
  readonly turnoverSign: Float64Array;
  readonly grossSign: Float64Array;
}

export interface KinkOptions {
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  readonly current: Float64Array;
  readonly costs: CheckedCosts | undefined;
  /** n: what a unit of each |w| costs. */
  readonly box: Float64Array | undefined;
  /** The objective is divided by it, and so are its costs. */
  readonly scale: number;
  readonly turnover: boolean;
  readonly gross: boolean;
}

/** The bounds, `current`, the ends of the slices around it, and zero: those that lie between the bounds, in order. */
export function kinksOf(options: KinkOptions): Kinks {
  const { lb, ub, current, costs, box, scale, turnover, gross } = options;
  const n = lb.length;
  const start = new Int32Array(n + 1);
  const value: number[] = [];
  const slope: number[] = [];
  const turnoverSign: number[] = [];
  const grossSign: number[] = [];
  for (let j = 0; j < n; j++) {
    const nodes = [lb[j], ...placesOf(j, options), ub[j]];
    nodes.forEach((node, k) => {
      const last = k === nodes.length - 1;
      value.push(node);
      const ofCosts = costs === undefined ? 0 : slopeAbove(j, node, current[j], costs);
      const ofBox = box === undefined ? 0 : node >= 0 ? box[j] : -box[j];
      slope.push(last ? 0 : (ofCosts + ofBox) / scale);
      turnoverSign.push(last || !turnover ? 0 : node >= current[j] ? 1 : -1);
      grossSign.push(last || !gross ? 0 : node >= 0 ? 1 : -1);
    });
    start[j + 1] = value.length;
  }
  const doubles = (values: number[]): Float64Array => Float64Array.from(values);
  return {
    start,
    value: doubles(value),
    slope: doubles(slope),
    turnoverSign: doubles(turnoverSign),
    grossSign: doubles(grossSign),
  };
}

/** The slopes where a unit of turnover and of gross exposure cost so much more. */
export function slopesAt({ slope, turnoverSign, grossSign }: Kinks, turnover: number, gross: number): Float64Array {
  return slope.map((one, k) => one + turnover * turnoverSign[k] + gross * grossSign[k]);
}

/** Where asset j has kinks strictly between its bounds, ascending, each once. */
function placesOf(j: number, { lb, ub, current, costs, box, turnover, gross }: KinkOptions): number[] {
  const places: number[] = [];
  if (turnover || (costs?.hasRates ?? false)) places.push(current[j]);
  for (const slice of costs?.buySlices ?? []) places.push(current[j] + slice.from[j]);
  for (const slice of costs?.sellSlices ?? []) places.push(current[j] - slice.from[j]);
  if (gross || (costs !== undefined && costs.borrow[j] > 0) || (box !== undefined && box[j] > 0)) places.push(0);
  const inside = places.filter((place) => place > lb[j] && place < ub[j]).sort((a, b) => a - b);
  return inside.filter((place, k) => k === 0 || place !== inside[k - 1]);
}

/** What one more unit of asset j costs just above `node`. */
function slopeAbove(j: number, node: number, current: number, costs: CheckedCosts): number {
  let slope = node >= 0 ? 0 : -costs.borrow[j];
  if (node >= current) {
    slope += costs.buy[j];
    for (const [i, slice] of costs.buySlices.entries()) {
      if (node >= current + slice.from[j]) slope += slice.rate[j] - (costs.buySlices[i - 1]?.rate[j] ?? 0);
    }
  } else {
    slope -= costs.sell[j];
    for (const [i, slice] of costs.sellSlices.entries()) {
      if (node < current - slice.from[j]) slope -= slice.rate[j] - (costs.sellSlices[i - 1]?.rate[j] ?? 0);
    }
  }
  return slope;
}
