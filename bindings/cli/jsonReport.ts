import type { Outcome } from "./optimizePanel.js";
import { whyNot } from "./report.js";
import { summarize } from "./summary.js";

/** What a program reads: every digit, every name. Figures of one observation, and of a year under `annual`. */
export function jsonReport(outcome: Outcome, version: string): string {
  const { file, kind, options, panel, window, names, dropped, extremes, observations, shrinkage, portfolio, stages } = outcome;
  const solved = portfolio.status === "solved";
  const { annual, effectiveHoldings, holdings } = summarize(outcome);
  const { dates, emptyDates } = window;
  const document = {
    version,
    status: portfolio.status,
    ...(solved ? {} : { reason: whyNot(portfolio), conflict: portfolio.conflict }),
    input: {
      file,
      kind,
      assets: panel.symbols.length,
      dates: panel.dates.length,
      reversed: panel.reversed,
      emptyDates,
    },
    used: { assets: names.length, observations, first: dates[0], last: dates[dates.length - 1] },
    dropped,
    extremeReturns: extremes,
    settings: {
      objective: options.objective,
      riskAversion: options.objective === "utility" ? (options.riskAversion ?? 1) : undefined,
      targetReturn: options.targetReturn,
      minWeight: options.minWeight,
      maxWeight: options.maxWeight,
      lookback: options.lookback,
      periodsPerYear: options.periodsPerYear,
    },
    covariance: { estimator: options.estimator, shrinkage },
    ...(solved
      ? {
          expectedReturn: portfolio.expectedReturn,
          volatility: portfolio.volatility,
          annual,
          effectiveHoldings,
          holdings,
          weights: byName(names, portfolio.weights),
        }
      : {}),
    iterations: portfolio.iterations,
    residuals: portfolio.residuals,
    milliseconds: stages,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Names may be any text, "__proto__" too: hence the object without a prototype. */
function byName(names: readonly string[], weights: Float64Array): Record<string, number> {
  const object: Record<string, number> = Object.create(null);
  names.forEach((name, j) => (object[name] = weights[j]));
  return object;
}
