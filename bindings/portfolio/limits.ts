import type { Sides } from "../qp/problem.js";
import { distance, gross } from "./points.js";

/** A limit of Σ|x − current| or of Σ|x|. */
export type LimitName = "maxTurnover" | "maxGross";

/** At most `max` of Σ|x − centre|. */
export interface Limit {
  readonly name: LimitName;
  readonly centre: Float64Array;
  readonly max: number;
  /** What amounts are sums of: a share of it is rounding. */
  readonly size: number;
}

/** What a problem says of its limits: Infinity for none. */
export interface Limited {
  readonly sides: { readonly n: number };
  readonly current: Float64Array | undefined;
  readonly maxTurnover: number;
  readonly maxGross: number;
}

/**
 * The sides with bounds where there are none, at twice the distance from each centre that the limits allow one weight: what limits alone keep from
 * running away has an end at a price of nothing too, and no bound is met where they hold.
 */
export function withinReach(sides: Sides, limits: readonly Pick<Limit, "centre" | "max">[]): Sides {
  const [lb, ub] = [sides.lb.slice(), sides.ub.slice()];
  for (const { centre, max } of limits) {
    const reach = 2 * max || 1;
    for (let j = 0; j < sides.n; j++) {
      if (lb[j] === -Infinity) lb[j] = Math.min(centre[j] - reach, ub[j]);
      if (ub[j] === Infinity) ub[j] = Math.max(centre[j] + reach, lb[j]);
    }
  }
  return { ...sides, lb, ub };
}

/** Whether a limit holds, and x is at it where it has a price, to a share of it. */
export function isHeld({ max, centre, size }: Limit, x: Float64Array, price: number, share: number): boolean {
  const beyond = distance(x, centre) - max;
  return (price > 0 ? Math.abs(beyond) : beyond) <= share * size;
}

/** The limits there are. */
export function limitsOf({ sides: { n }, current, maxTurnover, maxGross }: Limited): readonly Limit[] {
  const nothing = new Float64Array(n);
  const limit = (name: LimitName, centre: Float64Array, max: number): Limit[] =>
    max < Infinity ? [{ name, centre, max, size: Math.max(1, max, gross(centre)) }] : [];
  return [...limit("maxGross", nothing, maxGross), ...limit("maxTurnover", current ?? nothing, maxTurnover)];
}
