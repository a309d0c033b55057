import type { Outcome } from "./optimizePanel.js";

/** Figures derived from the weights; undefined risk and return stay NaN. */
export interface Summary {
  /** 1/Σw²: how many equal holdings would be as concentrated. */
  effectiveHoldings: number;
  holdings: number;
  /** Of a year: means × periods, volatility, Sharpe ratio and tracking error × √periods. */
  annual: {
    expectedReturn: number;
    volatility: number;
    /** Where there is a risk-free return. */
    sharpeRatio?: number;
    /** Where the tracking error is the objective. */
    trackingError?: number;
  };
  /** Milliseconds of all the stages. */
  total: number;
}

export function summarize({ portfolio, request, part, stages }: Outcome): Summary {
  const { weights, expectedReturn = NaN, volatility, objective } = portfolio;
  const { periodsPerYear, riskFree } = request;
  const root = Math.sqrt(periodsPerYear);
  return {
    effectiveHoldings: 1 / weights.reduce((sum, weight) => sum + weight * weight, 0),
    holdings: weights.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0),
    annual: {
      expectedReturn: expectedReturn * periodsPerYear,
      volatility: volatility * root,
      ...(riskFree !== undefined && { sharpeRatio: ((expectedReturn - riskFree) / volatility) * root }),
      ...(part.objective.kind === "tracking-error" && { trackingError: objective * root }),
    },
    total: Object.values(stages).reduce((sum, ms) => sum + ms, 0),
  };
}
