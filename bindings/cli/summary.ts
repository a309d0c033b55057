import type { Outcome } from "./optimizePanel.js";

/** Figures derived from the weights; undefined risk and return stay NaN. */
export interface Summary {
  /** 1/Σw²: how many equal holdings would be as concentrated. */
  effectiveHoldings: number;
  holdings: number;
  /** Of a year: mean × periods, volatility × √periods. */
  annual: { expectedReturn: number; volatility: number };
  /** Milliseconds of all the stages. */
  total: number;
}

export function summarize({ portfolio, options, stages }: Outcome): Summary {
  const { weights, expectedReturn = NaN, volatility } = portfolio;
  const { periodsPerYear } = options;
  return {
    effectiveHoldings: 1 / weights.reduce((sum, weight) => sum + weight * weight, 0),
    holdings: weights.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0),
    annual: { expectedReturn: expectedReturn * periodsPerYear, volatility: volatility * Math.sqrt(periodsPerYear) },
    total: Object.values(stages).reduce((sum, ms) => sum + ms, 0),
  };
}
