import type { Data } from "./estimates.js";
import type { NamedPart } from "./namedPart.js";
import type { Outcome } from "./optimizePanel.js";
import { whyNot } from "./report.js";
import type { Request } from "./request.js";
import { summarize } from "./summary.js";
import type { LeftOut } from "./usedAssets.js";

/** What a program reads: every digit, every name. Figures of one observation, and of a year under `annual`. */
export function jsonReport(outcome: Outcome, version: string): string {
  const { data, request, part, leftOut, portfolio, analysis, discrete, inLots, stages } = outcome;
  const solved = portfolio.status === "solved";
  const { annual, holdings, prices } = summarize(outcome);
  const named = (object: object): object =>
    Object.fromEntries(
      Object.entries(object).map(([key, one]) => [key, one instanceof Float64Array ? byName(data.names, one) : (one as unknown)]),
    );
  const { effectiveHoldings, ...risk } = analysis ?? { effectiveHoldings: undefined };
  const document = {
    version,
    status: portfolio.status,
    ...(solved ? {} : { reason: whyNot(portfolio), conflict: portfolio.conflict }),
    ...inputDocument(data, leftOut),
    settings: settingsDocument(request, part),
    covariance: { estimator: request.covariance.estimator, shrinkage: data.shrinkage },
    ...(solved
      ? {
          expectedReturn: portfolio.expectedReturn,
          volatility: portfolio.volatility,
          objective: portfolio.objective,
          turnover: portfolio.turnover,
          cost: portfolio.cost,
          annual,
          effectiveHoldings,
          holdings,
          weights: byName(data.names, portfolio.weights),
          ...("pruned" in portfolio && {
            pruned: portfolio.pruned.map((j) => data.names[j]),
            untraded: portfolio.untraded.map((j) => data.names[j]),
          }),
          ...(discrete && {
            discrete: named({
              ...discrete,
              names: undefined,
              expectedReturn: inLots!.portfolio.expectedReturn,
              volatility: inLots!.analysis.volatility,
              effectiveHoldings: inLots!.analysis.effectiveHoldings,
            }),
          }),
          risk: named(risk),
          multipliers: named(portfolio.multipliers),
          shadowPrices: prices,
        }
      : {}),
    iterations: portfolio.iterations,
    residuals: portfolio.residuals,
    milliseconds: stages,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What was read and what of it was used. */
export function inputDocument(
  { file, kind, panel, window, names, observations, dropped, extremes }: Data,
  leftOut: readonly LeftOut[],
): object {
  const { dates, emptyDates } = window;
  return {
    input: { file, kind, assets: panel.symbols.length, dates: panel.dates.length, reversed: panel.reversed, emptyDates },
    used: { assets: names.length, observations, first: dates[0], last: dates[dates.length - 1] },
    dropped,
    leftOut,
    extremeReturns: extremes,
  };
}

/** The problem as a configuration file states it. */
export function settingsDocument({ mappedGroups: _, ...config }: Request, part: NamedPart): object {
  return { ...config, ...part };
}

/** Numbers by name. Names may be any text, "__proto__" too: hence the object without a prototype. */
export function byName(names: readonly string[], values: Float64Array): Record<string, number> {
  const object: Record<string, number> = Object.create(null);
  names.forEach((name, j) => (object[name] = values[j]));
  return object;
}
