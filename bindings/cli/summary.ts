import { shadowPrices, type ShadowPrice } from "../index.js";
import type { Outcome } from "./optimizePanel.js";

/** Figures derived from the weights; undefined risk and return stay NaN. */
export interface Summary {
  holdings: number;
  /** Of a year: means × periods, volatility, Sharpe ratio and tracking error × √periods. */
  annual: {
    expectedReturn: number;
    volatility: number;
    /** Where there is a risk-free return, or the ratio is what is sought. */
    sharpeRatio?: number;
    /** Beside the benchmark, where there is one. */
    trackingError?: number;
  };
  /** What the constraints at work cost, of a year. */
  prices: readonly ShadowPrice[];
  /** Milliseconds of all the stages. */
  total: number;
}

export function summarize({ portfolio, analysis, request, part, stages }: Outcome): Summary {
  const { weights, expectedReturn = NaN, volatility } = portfolio;
  const { objective } = part;
  const { periodsPerYear, riskFree } = request;
  const beside = riskFree === undefined ? undefined : (expectedReturn - riskFree) / volatility;
  // The ratio that was sought is after costs, and of all the capital.
  const ratio = objective.kind === "max-sharpe" ? portfolio.objective : beside;
  const root = Math.sqrt(periodsPerYear);
  return {
    holdings: weights.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0),
    annual: {
      expectedReturn: expectedReturn * periodsPerYear,
      volatility: volatility * root,
      ...(ratio !== undefined && { sharpeRatio: ratio * root }),
      ...(analysis?.activeRisk !== undefined && { trackingError: analysis.activeRisk * root }),
    },
    prices: shadowPrices(portfolio, { objective, periodsPerYear }),
    total: Object.values(stages).reduce((sum, ms) => sum + ms, 0),
  };
}
