import type { Constraints, Costs, Covariance, Portfolio } from "quadfolio";
import { exactDot } from "./certificate.js";

/** What `certifyPortfolio` judges: constraints and costs in numbers, groups by positions. */
export interface Judged {
  covariance: Covariance;
  /** riskAversion of a utility; 1 for the others. */
  riskAversion?: number;
  expectedReturns?: Float64Array;
  benchmark?: Float64Array;
  current?: Float64Array;
  costs?: Costs & { buy: number; sell: number };
  constraints: Constraints & { minWeights: number; maxWeights: number; budget?: number };
}

/** How far a portfolio is from satisfying its constraints and its optimality conditions, each from the definitions. */
export interface Misses {
  /** Bounds broken: 0, or the portfolio is wrong. */
  bounds: number;
  rows: number;
  turnover: number;
  gross: number;
  /** The largest distance of −(gradient + multipliers) from the slopes of the costs. */
  dual: number;
  /** Multipliers of rows that are not active, times how far they are from it. */
  slackness: number;
}

export function misses(portfolio: Portfolio, judged: Judged): Misses {
  const { covariance, riskAversion = 1, expectedReturns, benchmark, current, costs, constraints } = judged;
  const { weights, multipliers } = portfolio;
  const n = weights.length;
  const { budget = 1, minWeights, maxWeights, groups = [], linear = [], maxTurnover, maxGross } = constraints;
  const active = benchmark === undefined ? weights : weights.map((one, j) => one - benchmark[j]);
  const pull = covariance.multiply(active).map((one, j) => riskAversion * one - (expectedReturns?.[j] ?? 0));
  const result: Misses = { bounds: 0, rows: 0, turnover: 0, gross: 0, dual: 0, slackness: 0 };
  const row = (coefficients: Float64Array, least: number, most: number, multiplier: number): void => {
    const value = exactDot(coefficients, weights);
    result.rows = Math.max(result.rows, least - value, value - most);
    const slack = multiplier === 0 ? 0 : multiplier > 0 ? most - value : value - least;
    result.slackness = Math.max(result.slackness, Math.abs(multiplier * slack));
    for (let j = 0; j < n; j++) pull[j] += multiplier * coefficients[j];
  };
  row(new Float64Array(n).fill(1), budget, budget, multipliers.budget);
  groups.forEach(({ name, members, min = -Infinity, max = Infinity }, i) => {
    const coefficients = new Float64Array(n);
    for (const j of members) coefficients[j as number] = 1;
    row(coefficients, min, max, multipliers.groups[name ?? `groups[${i}]`]);
  });
  linear.forEach(({ name, coefficients, min = -Infinity, max = Infinity }, i) => {
    row(coefficients as Float64Array, min, max, multipliers.linear[name ?? `linear[${i}]`]);
  });
  const [turnoverPrice, grossPrice] = [multipliers.maxTurnover ?? 0, multipliers.maxGross ?? 0];
  for (let j = 0; j < n; j++) {
    const w = weights[j];
    result.bounds = Math.max(result.bounds, minWeights - w, w - maxWeights);
    if (multipliers.minWeights[j] !== 0 && w !== minWeights) result.slackness = Infinity;
    if (multipliers.maxWeights[j] !== 0 && w !== maxWeights) result.slackness = Infinity;
    // The slopes of the costs and limits just below and just above w.
    let [below, above] = [0, 0];
    const side = (at: number, down: number, up: number): void => {
      below += w > at ? up : down;
      above += w >= at ? up : down;
    };
    if (current !== undefined) side(current[j], -(costs?.sell ?? 0) - turnoverPrice, (costs?.buy ?? 0) + turnoverPrice);
    side(0, -grossPrice, grossPrice);
    const rest = -(pull[j] + multipliers.minWeights[j] + multipliers.maxWeights[j]);
    // At a bound the segment beyond it is not there: the multiplier has taken its part.
    const atBound = w === minWeights || w === maxWeights;
    const [low, high] = atBound ? [Math.min(below, above), Math.max(below, above)] : [below, above];
    result.dual = Math.max(result.dual, low - rest, rest - high);
  }
  const distance = (from: Float64Array | undefined): number =>
    weights.reduce((sum, one, j) => sum + Math.abs(one - (from?.[j] ?? 0)), 0);
  result.turnover = Math.max(0, distance(current) - (maxTurnover ?? Infinity));
  result.gross = Math.max(0, distance(undefined) - (maxGross ?? Infinity));
  return result;
}
