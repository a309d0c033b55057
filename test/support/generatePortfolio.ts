import type { Constraints, Core, Costs, Covariance, Objective, PortfolioProblem } from "quadfolio";
import { uniform } from "./random.js";

/** A problem in numbers: arrays where vectors may be, members by position. */
export interface RandomPortfolio extends PortfolioProblem {
  readonly covariance: Covariance;
  readonly expectedReturns: Float64Array;
  readonly constraints: Constraints;
  readonly current: Float64Array;
  /** Weights that satisfy every constraint; none where the constraints were thrown together. */
  readonly feasible?: Float64Array;
}

/** A problem, or what it is made of, less some of its parts. */
export function without<T extends object, K extends keyof T>(whole: T, ...keys: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
}

type Next = () => number;

/**
 * A problem of up to `most` assets from a seed: covariances of every kind, singular ones and duplicate assets too, every objective of
 * `kinds` that is a quadratic program, and each kind of constraint, cost and limit with some probability. In four of five the
 * constraints are built around a portfolio that satisfies them. Dispose of the covariance.
 */
export function randomPortfolio(core: Core, seed: number, most = 24): RandomPortfolio {
  const next = uniform(seed);
  const n = 1 + Math.floor(most * next() * next() + 2 * next());
  const chance = (share: number): boolean => next() < share;
  const isFeasible = chance(0.8);
  const shorts = chance(0.4);
  const covariance = randomCovariance(core, n, next);
  const scale = Math.sqrt(covariance.diagonal().reduce((sum, one) => sum + one, 0) / n) || 1;
  const expectedReturns = Float64Array.from({ length: n }, () => scale * (chance(0.2) ? 0.1 : next() - 0.3));
  const weights = randomWeights(n, shorts, next);
  const current = chance(0.5) ? weights.map((one) => (chance(0.5) ? one : 0)) : randomWeights(n, shorts, next);
  const constraints = randomConstraints({ n, next, weights, current, covariance, shorts, isFeasible });
  const objective = randomObjective(n, expectedReturns, weights, isFeasible, next);
  const rate = scale * 0.1 * next();
  return {
    covariance,
    expectedReturns,
    objective,
    constraints,
    current,
    ...(chance(0.35) && { costs: randomCosts(n, rate, next) }),
    ...(chance(0.2) && { ridge: scale * scale * next() }),
    ...(constraints.maxTradeOfVolume !== undefined && { volumes: new Float64Array(n).fill(1e6), capital: 1e6 }),
    ...(objective.kind === "utility" && chance(0.3) && { uncertainty: randomUncertainty(n, scale, next) }),
    ...(isFeasible && { feasible: weights }),
  };
}

function randomCovariance(core: Core, n: number, next: Next): Covariance {
  const kind = Math.floor(4 * next());
  const size = 10 ** (-4 + 4 * next());
  if (kind === 0) {
    const observations = 3 + Math.floor(2 * n * next());
    const values = Float64Array.from({ length: observations * n }, () => Math.sqrt(size) * (next() - 0.5));
    using returns = core.returns(values, { observations, assets: n });
    return core.covariance(returns, { estimator: next() < 0.5 ? "ledoit-wolf" : "sample" });
  }
  const k = 1 + Math.floor(3 * next());
  const loadings = Array.from({ length: n }, () => Array.from({ length: k }, () => 2 * next() - 0.6));
  // Duplicate assets, and assets without risk.
  if (n > 2 && next() < 0.2) loadings[1] = [...loadings[0]];
  if (n > 2 && next() < 0.1) loadings[2].fill(0);
  const factorCovariance = Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_, j) => (i === j ? size : 0)));
  const specificVariances = loadings.map((row, i) =>
    (i < 2 && kind === 1) || row.every((one) => one === 0) ? 0 : size * 0.3 * next(),
  );
  const model = core.factorCovariance({ loadings, factorCovariance, specificVariances });
  if (kind < 3) return model;
  const dense = core.denseCovariance(model.toMatrix());
  model.dispose();
  return dense;
}

/** Weights with sum 1, some of them 0. */
function randomWeights(n: number, shorts: boolean, next: Next): Float64Array {
  const raw = Float64Array.from({ length: n }, () => (next() < 0.3 ? 0 : next() * (shorts && next() < 0.3 ? -0.5 : 1)));
  const sum = raw.reduce((all, one) => all + one, 0);
  if (Math.abs(sum) < 0.2) return raw.map((_, i) => (i === 0 ? 1 : 0));
  return raw.map((one) => one / sum);
}

interface Around {
  n: number;
  next: Next;
  weights: Float64Array;
  current: Float64Array;
  covariance: Covariance;
  shorts: boolean;
  isFeasible: boolean;
}

function randomConstraints({ n, next, weights, current, covariance, shorts, isFeasible }: Around): Constraints {
  const chance = (share: number): boolean => next() < share;
  const total = (one: ArrayLike<number>): number => Array.from(one).reduce((sum, x) => sum + x, 0);
  const dot = (a: ArrayLike<number>, b: Float64Array): number => b.reduce((sum, one, i) => sum + a[i] * one, 0);
  /** A range that holds `value`, or where nothing has to be feasible perhaps not. */
  const around = (value: number, width: number): { min?: number; max?: number } => {
    const off = isFeasible ? 0 : width * (next() - 0.5);
    const tight = chance(0.3) ? 0 : 1;
    const [min, max] = [value + off - tight * width * next(), value + off + tight * width * next()];
    const side = next();
    return side < 0.4 ? { max } : side < 0.8 ? { min } : { min, max };
  };
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  const byAsset = chance(0.4);
  const room = 0.3 * next();
  const minWeights = byAsset ? weights.map((one) => one - (chance(0.3) ? 0 : room)) : shorts ? least - room : Math.min(0, least);
  const maxWeights = byAsset ? weights.map((one) => one + (chance(0.3) ? 0 : room)) : most + (chance(0.3) ? 0 : room);
  const budget = chance(0.2) ? 0 : total(weights);
  const groups = Array.from({ length: chance(0.5) ? 1 + Math.floor(3 * next()) : 0 }, () => {
    const members = Array.from({ length: n }, (_, i) => i).filter(() => chance(0.4));
    return {
      members,
      ...around(
        members.reduce((sum, i) => sum + weights[i], 0),
        0.3,
      ),
    };
  });
  const linear = Array.from({ length: chance(0.3) ? 1 + Math.floor(2 * next()) : 0 }, () => {
    const coefficients = Float64Array.from({ length: n }, () => (chance(0.2) ? 0 : 2 * next() - 1));
    return { coefficients, ...around(dot(coefficients, weights), 0.3) };
  });
  const constraints: Constraints = { minWeights, maxWeights, groups, linear };
  if (isFeasible || budget !== 0)
    constraints.budget = chance(0.2) ? [total(weights) - 0.1 * next(), total(weights)] : total(weights);
  else constraints.budget = 0;
  if (chance(0.2)) {
    const loadings = Array.from({ length: n }, () => [next(), next() - 0.5]);
    const exposure = [0, 1].map((f) => weights.reduce((sum, one, i) => sum + one * loadings[i][f], 0));
    constraints.factors = { loadings, min: [exposure[0] - 0.2 * next(), -Infinity], max: [Infinity, exposure[1] + 0.2 * next()] };
  }
  const distance = (from: Float64Array | number): number =>
    weights.reduce((sum, one, i) => sum + Math.abs(one - (typeof from === "number" ? from : from[i])), 0);
  const slack = (): number => (isFeasible ? 1 + next() : 0.6 + next());
  if (chance(0.25)) constraints.maxTurnover = distance(current) * slack() + 0.01 * next();
  if (shorts && chance(0.25)) constraints.maxGross = distance(0) * slack();
  if (chance(0.1)) {
    const largest = weights.reduce((all, one, i) => Math.max(all, Math.abs(one - current[i])), 0);
    constraints.maxTradeOfVolume = largest * slack() + 0.01;
  }
  if (chance(0.1)) constraints.netExposure = [total(weights) - 0.2, total(weights) + 0.2];
  if (chance(0.12)) {
    const benchmark = weights.map((one) => one * (0.5 + next()));
    const off = Math.sqrt(Math.max(0, covariance.variance(weights.map((one, i) => one - benchmark[i]))));
    if (off > 0) constraints.maxTrackingError = { benchmark, value: off * (isFeasible ? 1.05 + next() : 0.5 + next()) };
  }
  if (chance(0.12)) {
    const effective = 1 / weights.reduce((sum, one) => sum + one * one, 0);
    constraints.minEffectiveHoldings = effective * (isFeasible ? 0.95 - 0.5 * next() : 0.6 + next());
  }
  return constraints;
}

function randomObjective(n: number, mu: Float64Array, weights: Float64Array, isFeasible: boolean, next: Next): Objective {
  const kind = Math.floor(4 * next());
  if (kind === 0) return { kind: "min-variance" };
  if (kind === 1) return { kind: "utility", riskAversion: 10 ** (2 * next() - 0.5) };
  if (kind === 2) return { kind: "tracking-error", benchmark: randomWeights(n, false, next) };
  const value = mu.reduce((sum, one, i) => sum + one * weights[i], 0);
  return { kind: "target-return", value: isFeasible ? value : value * (2 * next()) };
}

function randomCosts(n: number, rate: number, next: Next): Costs {
  const chance = (share: number): boolean => next() < share;
  return {
    ...(chance(0.8) && { buy: chance(0.5) ? rate : Float64Array.from({ length: n }, () => rate * next()) }),
    ...(chance(0.8) && { sell: rate * next() }),
    ...(chance(0.3) && { slices: [{ upTo: 0.05 * (0.1 + next()), rate: rate * next() }, { rate: 2 * rate }] }),
    ...(chance(0.3) && { quadratic: rate * 3 * next() }),
    ...(chance(0.3) && { borrow: rate * next() }),
  };
}

function randomUncertainty(n: number, scale: number, next: Next): NonNullable<PortfolioProblem["uncertainty"]> {
  const box = Float64Array.from({ length: n }, () => 0.05 * scale * next());
  if (next() < 0.5) return { box };
  const ellipsoid = { radius: 0.3 * next(), ...(next() < 0.5 && { variances: box.map((one) => one * one + 1e-6) }) };
  return next() < 0.5 ? { ellipsoid } : { box, ellipsoid };
}
