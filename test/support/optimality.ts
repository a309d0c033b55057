import type { CostSlice, Portfolio, VectorInput } from "quadfolio";
import { exactDot } from "./certificate.js";
import type { RandomPortfolio } from "./generatePortfolio.js";
import { isAtKink, slopeMiss } from "./rootKink.js";

/** How far a portfolio is from what it claims, from the definitions of its problem; each relative to the terms it is made of but for `bounds`. */
export interface Claims {
  /** Bounds broken: 0, or the portfolio is wrong. */
  bounds: number;
  /** Of the budget, absolute. */
  budget: number;
  /** Groups, linear rows, factors and net exposure, and the limits. */
  rows: number;
  limits: number;
  /** The largest distance of −(gradient + multipliers) from the slopes of what is not smooth. */
  dual: number;
  /** Multipliers of sides that are not active, times how far they are from it. */
  slackness: number;
}

/** A vector as numbers. */
export function vectorOf(value: VectorInput | undefined, n: number, otherwise: number): Float64Array {
  if (value === undefined || typeof value === "number") return new Float64Array(n).fill(value ?? otherwise);
  return Float64Array.from(value as ArrayLike<number>);
}

/** The slopes of what a trade of `size` costs in slices, just below and just above it. */
function sliceSlopes(slices: readonly CostSlice[], size: number, tiny: number): [number, number] {
  let [below, above] = [0, 0];
  let from = 0;
  for (const { upTo = Infinity, rate } of slices) {
    if (size > from + tiny) below = rate as number;
    if (size >= from - tiny) above = rate as number;
    from = upTo as number;
  }
  return [below, above];
}

/** What an objective's gradient is at a portfolio: riskAversion·Σw − share·(μ − the slopes of costs), the benchmark's pull aside. */
interface Gradient {
  riskAversion: number;
  /** What a unit of return or cost counts. */
  share: number;
  mu?: Float64Array;
}

/** The gradient of what is minimised, from the definition of the objective. */
function gradientOf(problem: RandomPortfolio, portfolio: Portfolio): Gradient {
  const { objective, expectedReturns, covariance } = problem;
  const { weights, multipliers, cost = 0 } = portfolio;
  const variance = covariance.variance(weights);
  /** −return/σ has the gradient return/σ³·Σw − μ/σ. */
  const ofRatio = (mu: Float64Array): Gradient => {
    const excess = exactDot(mu, weights) - cost;
    return { riskAversion: excess / variance ** 1.5, share: 1 / Math.sqrt(variance), mu };
  };
  switch (objective.kind) {
    case "utility":
      return { riskAversion: objective.riskAversion, share: 1, mu: expectedReturns };
    case "target-volatility":
      // −return, with price·σ beside: the gradient of σ is Σw/σ.
      return { riskAversion: multipliers.targetVolatility! / Math.sqrt(variance) || 0, share: 1, mu: expectedReturns };
    case "max-sharpe":
      return ofRatio(expectedReturns.map((one) => one - (objective.riskFree ?? 0)));
    case "max-diversification":
      return ofRatio(covariance.diagonal().map(Math.sqrt));
    default:
      return { riskAversion: 1, share: 1 };
  }
}

/** Judges a portfolio of any objective but risk-parity under everything that may stand beside. */
export function claimsOf(problem: RandomPortfolio, portfolio: Portfolio): Claims {
  const { covariance, expectedReturns: mu, objective, constraints, costs, current, ridge = 0, uncertainty } = problem;
  const { weights: w, multipliers } = portfolio;
  const n = w.length;
  const zeros = new Float64Array(n);
  const claims: Claims = { bounds: 0, budget: 0, rows: 0, limits: 0, dual: 0, slackness: 0 };

  // The gradient of what is smooth, and the size of its terms.
  const pull = new Float64Array(n);
  // Those of Σw may cancel: they are judged beside what they are made of.
  const { riskAversion: scale, share: returnShare, mu: returns } = gradientOf(problem, portfolio);
  const sizes = [w, vectorOf(constraints.minWeights, n, 0), vectorOf(constraints.maxWeights, n, 1)];
  const largest = sizes.reduce((all, one) => one.reduce((most, x) => Math.max(most, Math.abs(x)), all), 0);
  let terms = 1e-5 * scale * largest * covariance.diagonal().reduce((all, one) => Math.max(all, one), 0);
  const slacks: number[] = [];
  const add = (by: Float64Array, times = 1): void => {
    for (let j = 0; j < n; j++) {
      pull[j] += times * by[j];
      terms = Math.max(terms, Math.abs(times * by[j]));
    }
  };
  const product = (x: Float64Array): Float64Array => covariance.multiply(x);
  const less = (b: Float64Array): Float64Array => w.map((one, j) => one - b[j]);
  if (objective.kind === "tracking-error") {
    add(product(w));
    add(product(vectorOf(objective.benchmark, n, 0)), -1);
  } else add(product(w), scale);
  if (returns !== undefined) add(returns, -returnShare);
  add(w, ridge);
  add(less(current), returnShare * vectorOf(costs?.quadratic, n, 0)[0]);
  const { ellipsoid, box } = uncertainty ?? {};
  const kink = ellipsoid !== undefined && ellipsoid.radius > 0 && isAtKink(ellipsoid, covariance, w) ? ellipsoid : undefined;
  if (ellipsoid !== undefined && ellipsoid.radius > 0 && kink === undefined) {
    const omega =
      ellipsoid.variances === undefined ? product(w) : w.map((one, j) => one * vectorOf(ellipsoid.variances, n, 0)[j]);
    const size = Math.sqrt(Math.max(0, exactDot(omega, w)));
    if (size > 0) add(omega, ellipsoid.radius / size);
  }

  const judge = (value: number, min: number, max: number, multiplier: number, size: number): number => {
    const slack = multiplier === 0 ? 0 : multiplier > 0 ? max - value : value - min;
    slacks.push(Math.abs(multiplier * slack) / size);
    return Math.max(0, min - value, value - max);
  };
  const row = (coefficients: Float64Array, min: number, max: number, multiplier: number): number => {
    add(coefficients, multiplier);
    const size = coefficients.reduce((all, one, j) => Math.max(all, Math.abs(one * w[j])), 1);
    return judge(exactDot(coefficients, w), min, max, multiplier, size);
  };
  const ones = zeros.map(() => 1);
  const { budget = 1, netExposure, groups = [], linear = [], factors } = constraints;
  const [least, most] = typeof budget === "number" ? [budget, budget] : budget;
  claims.budget = row(ones, least, most, multipliers.budget);
  const inRows = (miss: number): void => void (claims.rows = Math.max(claims.rows, miss));
  if (netExposure !== undefined) inRows(row(ones, netExposure[0], netExposure[1], multipliers.netExposure!));
  if (objective.kind === "target-return") inRows(row(mu, objective.value, objective.value, multipliers.targetReturn!));
  groups.forEach(({ members, min = -Infinity, max = Infinity }, i) => {
    const coefficients = zeros.slice();
    for (const j of members) coefficients[j as number] = 1;
    inRows(row(coefficients, min, max, multipliers.groups[`groups[${i}]`]));
  });
  linear.forEach(({ coefficients, min = -Infinity, max = Infinity }, i) => {
    inRows(row(coefficients as Float64Array, min, max, multipliers.linear[`linear[${i}]`]));
  });
  if (factors !== undefined) {
    const loadings = factors.loadings as number[][];
    for (let f = 0; f < loadings[0].length; f++) {
      const [low, high] = [(factors.min as number[])[f], (factors.max as number[])[f]];
      inRows(
        row(
          Float64Array.from(loadings, (one) => one[f]),
          low,
          high,
          multipliers.factors[`factors[${f}]`],
        ),
      );
    }
  }

  const inLimits = (value: number, limit: number, multiplier: number): void => {
    claims.limits = Math.max(claims.limits, judge(value, -Infinity, limit, multiplier, Math.max(1, limit)) / Math.max(1, limit));
  };
  const inQuadratic = (share: number, slope: Float64Array, price: number): void => {
    claims.limits = Math.max(claims.limits, share - 1);
    add(slope, price);
    slacks.push(Math.abs(share - 1) * slope.reduce((all, one) => Math.max(all, Math.abs(price * one)), 0));
  };
  const { maxTurnover, maxGross, maxTrackingError, minEffectiveHoldings, maxTradeOfVolume } = constraints;
  const distance = (from: Float64Array): number => w.reduce((sum, one, j) => sum + Math.abs(one - from[j]), 0);
  const [turnoverPrice, grossPrice] = [multipliers.maxTurnover ?? 0, multipliers.maxGross ?? 0];
  if (maxTurnover !== undefined) inLimits(distance(current), maxTurnover, turnoverPrice);
  if (maxGross !== undefined) inLimits(distance(zeros), maxGross, grossPrice);
  if (maxTrackingError !== undefined) {
    const off = less(vectorOf(maxTrackingError.benchmark, n, 0));
    const price = multipliers.maxTrackingError! / maxTrackingError.value;
    inQuadratic(Math.sqrt(Math.max(0, covariance.variance(off))) / maxTrackingError.value, product(off), price);
  }
  if (minEffectiveHoldings !== undefined) {
    const price = -2 * minEffectiveHoldings ** 2 * multipliers.minEffectiveHoldings!;
    inQuadratic(minEffectiveHoldings * exactDot(w, w), w, price);
  }

  const counted = (rates: Float64Array): Float64Array => rates.map((one) => returnShare * one);
  const share = maxTradeOfVolume === undefined ? Infinity : (maxTradeOfVolume * 1e6) / 1e6;
  const [lower, upper] = [vectorOf(constraints.minWeights, n, 0), vectorOf(constraints.maxWeights, n, 1)];
  const [buy, sell] = [counted(vectorOf(costs?.buy, n, 0)), counted(vectorOf(costs?.sell, n, 0))];
  const [borrow, around] = [counted(vectorOf(costs?.borrow, n, 0)), vectorOf(box, n, 0)];
  const slices = (costs?.slices ?? []) as readonly CostSlice[];
  // What the slope of a root at its kink has to be between.
  const [low, high] = [zeros.slice(), zeros.slice()];
  for (let j = 0; j < n; j++) {
    const lb = Math.max(lower[j], current[j] - share);
    const ub = Math.min(upper[j], current[j] + share);
    claims.bounds = Math.max(claims.bounds, lb - w[j], w[j] - ub);
    const z = multipliers.minWeights[j] + multipliers.maxWeights[j] + (multipliers.maxTradeOfVolume?.[j] ?? 0);
    if (lb < ub && ((z < 0 && w[j] !== lb) || (z > 0 && w[j] !== ub))) claims.slackness = Infinity;
    // A kink that is met but for the rounding of its place.
    const tiny = 1e-14 * Math.max(Math.abs(w[j]), Math.abs(current[j]));
    let [below, above] = [0, 0];
    const side = (at: number, down: number, up: number): void => {
      below += w[j] > at + tiny ? up : down;
      above += w[j] >= at - tiny ? up : down;
    };
    side(current[j], -sell[j] - turnoverPrice, buy[j] + turnoverPrice);
    side(0, -grossPrice - borrow[j] - around[j], grossPrice + around[j]);
    const trade = w[j] - current[j];
    const [inner, outer] = sliceSlopes(slices, Math.abs(trade), tiny).map((one) => returnShare * one);
    if (Math.abs(trade) <= tiny) [below, above] = [below - outer, above + outer];
    else if (trade > 0) [below, above] = [below + inner, above + outer];
    else [below, above] = [below - outer, above - inner];
    const rest = -(pull[j] + z);
    if (kink === undefined) claims.dual = Math.max(claims.dual, below - rest, rest - above);
    else [low[j], high[j]] = [rest - above, rest - below];
    terms = Math.max(terms, Math.abs(z), Math.abs(below), Math.abs(above));
  }
  claims.dual /= terms || 1;
  if (kink !== undefined) {
    const allowed = 5e-10 * terms;
    claims.dual = slopeMiss(
      kink,
      covariance,
      low.map((one) => one - allowed),
      high.map((one) => one + allowed),
    );
  }
  claims.slackness = Math.max(claims.slackness, ...slacks.map((one) => one / (terms || 1)));
  return claims;
}
