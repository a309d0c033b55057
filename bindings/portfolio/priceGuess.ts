import { extent, largest } from "./points.js";

/** What each asset alone would do at a price of moving away from its centre. */
export interface Pulls {
  /** n: how strongly each asset is drawn up from its centre, minus its gradient there. */
  readonly pull: Float64Array;
  /** n: the variances. */
  readonly curvature: Float64Array;
  /** n: how far the bounds let it go up and down. */
  readonly roomAbove: Float64Array;
  readonly roomBelow: Float64Array;
}

/** Halvings of the bracket: a guess needs no more digits. */
const HALVINGS = 20;

/** A guess is this much dearer than what it comes from: where nothing may move, nothing is at the edge of moving. */
const DEARER = 1.05;

/** The share of the spread of the pulls that a guess is at the least. */
const LEAST_SHARE = 0.05;

/** A price as good as any other where the pulls say nothing, as a share of the largest variance; and the share of it that is rounding. */
const TYPICAL = 1e-3;
const ROUNDING = 1e-12;

/**
 * A price at which the assets would move by about `limit` in all, half of it up and half of it down, if they were not correlated:
 * asset j goes up by (pullⱼ − level)/varianceⱼ as far as there is room. The price is half of what is between the level for going up
 * and that for going down.
 */
export function guessPrice({ pull, curvature, roomAbove, roomBelow }: Pulls, limit: number): number {
  const [above, spread] = levelOf(pull, curvature, roomAbove, limit / 2);
  const [below] = levelOf(
    pull.map((one) => -one),
    curvature,
    roomBelow,
    limit / 2,
  );
  const guess = Math.max((DEARER * (above + below)) / 2, LEAST_SHARE * spread);
  const typical = TYPICAL * largest(curvature);
  return guess > ROUNDING * typical ? guess : typical || 1;
}

/** The level above which the pulls move `amount` in all, and the spread of the pulls. */
function levelOf(pull: Float64Array, curvature: Float64Array, room: Float64Array, amount: number): [number, number] {
  let [low, high] = extent(pull);
  const spread = high - low;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const level = low + (high - low) / 2;
    let moved = 0;
    for (let j = 0; j < pull.length; j++) {
      if (pull[j] > level) moved += Math.min(room[j], (pull[j] - level) / curvature[j]);
    }
    if (moved > amount) low = level;
    else high = level;
  }
  return [high, spread];
}
