import type { Corner } from "../../files/index.js";

/** A point of the frontier, of one period. */
export interface CurvePoint {
  readonly volatility: number;
  readonly expectedReturn: number;
}

/**
 * Points along the frontier, `each` between two corners. Between them the weights are linear, and with them the return; the variance
 * is a parabola in the return after costs whose slope at a corner is 2λ, so that two corners say all of it.
 */
export function frontierCurve(corners: readonly Corner[], each: number): CurvePoint[] {
  return corners.flatMap((to, k) => {
    const from = corners[k - 1];
    if (from === undefined) return [{ volatility: to.volatility, expectedReturn: to.expectedReturn }];
    const net = (corner: Corner): number => corner.expectedReturn - (corner.cost ?? 0);
    const width = net(from) - net(to);
    const least = to.volatility ** 2;
    const slope = 2 * to.lambda * width;
    const bend = from.volatility ** 2 - least - slope;
    return Array.from({ length: each }, (_, i) => {
      const t = 1 - (i + 1) / each;
      return {
        volatility: Math.sqrt(Math.max(0, least + t * (slope + t * bend))),
        expectedReturn: to.expectedReturn + t * (from.expectedReturn - to.expectedReturn),
      };
    });
  });
}
