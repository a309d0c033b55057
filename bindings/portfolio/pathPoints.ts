import { dot, minus } from "./points.js";
import { isRiskless, NO_VOLATILITY, noVolatility, roundingOf } from "./riskless.js";
import type { RiskPath, Vertex } from "./riskPath.js";

/** What rounding leaves of a difference of these terms. */
const ROUNDING = 1e-12;

/** λ where the volatility is `value`; undefined outside the range of the path, Infinity where return without end comes before it. On a line of weights the variance is a parabola, exactly. */
export function lambdaOfVolatility(path: RiskPath, value: number): number | undefined {
  const { points, portfolio } = path;
  const { covariance } = portfolio;
  const wanted = value * value;
  const allowed = ROUNDING * wanted;
  const isFlat = (): boolean => isRiskless(covariance, path.weightsOf(points[0]));
  if (value <= NO_VOLATILITY && value <= noVolatility(covariance) && isFlat()) return 0;
  const k = indexOrBeyond(path, ({ variance }) => variance >= wanted - allowed);
  if (k < 0) return path.isUnbounded ? Infinity : undefined;
  // A risk that is rounding is as low as any.
  if (k === 0) return points[0].variance <= wanted + allowed || isFlat() ? 0 : undefined;
  const [before, after] = [points[k - 1], points[k]];
  const x = path.weightsOf(before);
  const d = minus(path.weightsOf(after), x);
  const along = covariance.multiply(d);
  // variance(s) = variance + 2s·slope + s²·curve, which rises
  const [slope, curve, rest] = [dot(x, along), dot(d, along), wanted - covariance.variance(x)].map((one) => Math.max(0, one));
  return between(path, k, rest / (slope + Math.sqrt(slope * slope + curve * rest)) || 0);
}

/** λ where the expected return is `value`, the least of them; undefined outside the range of the path. Costs that are saved may let it fall. */
export function lambdaOfReturn(path: RiskPath, value: number): number | undefined {
  const { points } = path;
  const allowed =
    ROUNDING * points.reduce((most, { expectedReturn }) => Math.max(most, Math.abs(expectedReturn)), Math.abs(value));
  const first = points[0].expectedReturn;
  if (Math.abs(first - value) <= allowed) return 0;
  const rises = first < value ? 1 : -1;
  const k = indexOrBeyond(path, ({ expectedReturn }) => rises * (expectedReturn - value) >= -allowed);
  if (k <= 0) return undefined;
  const before = points[k - 1];
  return between(path, k, (value - before.expectedReturn) / (points[k].expectedReturn - before.expectedReturn));
}

/**
 * λ where what is left of the return beside `riskFree` is the most for its volatility. The ratio r/√v rises while v > λr and falls after,
 * and v − λr is linear in λ on each line of weights, as dv = 2λ dr there. undefined where no return is above it; Infinity where the
 * ratio rises without end; where there is return without risk, the λ of that.
 */
export function lambdaOfMostRatio(path: RiskPath, riskFree: number): number | undefined {
  const { points, vertices } = path;
  const k = Math.min(lastRising(points, riskFree), vertices.length - 1);
  const before = points[k];
  const after = points[k + 1];
  const rest = restOf(before, riskFree);
  const x = path.weightsOf(before);
  const excess = before.netReturn - riskFree;
  const isReturn = excess > roundingOf(path.mu, x);
  if (isReturn && isRiskless(path.portfolio.covariance, x)) return before.lambda;
  if (after !== undefined) {
    const falls = rest - restOf(after, riskFree);
    if (falls > ROUNDING * after.variance) return between(path, k + 1, rest / falls);
    // A ratio that stays along a line without end is that of any point of it.
    if (rest === 0) return after.lambda;
  }
  if (path.isUnbounded) return Infinity;
  return isReturn ? before.variance / excess : undefined;
}

/** The last vertex up to which the ratio rises, or stays. */
export function lastRising(points: readonly Vertex[], riskFree: number): number {
  let k = points.length - 1;
  while (k > 0 && restOf(points[k], riskFree) < 0) k--;
  return k;
}

/** v − λr, 0 where that is rounding. */
function restOf({ variance, lambda, netReturn }: Vertex, riskFree: number): number {
  const price = lambda * (netReturn - riskFree);
  const rest = variance - price;
  return Math.abs(rest) > ROUNDING * (variance + Math.abs(price)) ? rest : 0;
}

/** The first point of which something holds, or the one beyond all vertices; −1 where there is none. */
export function indexOrBeyond({ points, beyond }: RiskPath, holds: (point: Vertex) => boolean): number {
  const k = points.findIndex(holds);
  return k < 0 && beyond !== undefined ? points.length - 1 : k;
}

/** λ at a share of the way to point k, which on a line without end may be any. */
function between({ points, beyond }: RiskPath, k: number, share: number): number {
  const [before, after] = [points[k - 1], points[k]];
  return before.lambda + Math.min(Math.max(share, 0), after === beyond ? Infinity : 1) * (after.lambda - before.lambda);
}
