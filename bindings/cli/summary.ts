import { shadowPrices, type Portfolio, type ShadowPrice } from "../files/index.js";
import type { Outcome } from "./optimizePanel.js";

/** Figures derived from the weights; undefined risk and return stay NaN. */
export interface Summary {
  holdings: number;
  /** Of a year: means × periods, volatility, Sharpe ratio and tracking error × √periods. */
  annual: {
    expectedReturn: number;
    volatility: number;
    /** Where there is a risk-free return, or the ratio is what is sought; none without risk. */
    sharpeRatio?: number;
    /** Beside the benchmark, where there is one. */
    trackingError?: number;
  };
  /** What the constraints at work cost, of a year. */
  prices: readonly ShadowPrice[];
  /** Milliseconds of all the stages. */
  total: number;
}

/** Of one period, and of all the capital: what is not invested earns the risk-free return. The ratio that was sought is after costs. */
export function sharpeRatio(
  { weights, expectedReturn = NaN, cost = 0, volatility }: Portfolio,
  riskFree: number,
  objective: string,
): number {
  const excess = expectedReturn - riskFree * weights.reduce((sum, one) => sum + one, 0);
  return (objective === "max-sharpe" ? excess - cost : excess) / volatility;
}

export function summarize({ portfolio, analysis, request, part, stages }: Outcome): Summary {
  const { weights, expectedReturn = NaN, volatility } = portfolio;
  const { objective } = part;
  const { periodsPerYear, riskFree = objective.kind === "max-sharpe" ? 0 : undefined } = request;
  const ratio = riskFree === undefined ? undefined : sharpeRatio(portfolio, riskFree, objective.kind);
  const root = Math.sqrt(periodsPerYear);
  return {
    holdings: weights.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0),
    annual: {
      expectedReturn: expectedReturn * periodsPerYear,
      volatility: volatility * root,
      ...(Number.isFinite(ratio) && { sharpeRatio: ratio! * root }),
      ...(analysis?.activeRisk !== undefined && { trackingError: analysis.activeRisk * root }),
    },
    prices: shadowPrices(portfolio, { objective, periodsPerYear }),
    total: Object.values(stages).reduce((sum, ms) => sum + ms, 0),
  };
}
