import type { Portfolio } from "../../files/index.js";
import { byName, inputDocument, settingsDocument } from "../jsonReport.js";
import { whyNot } from "../report.js";
import type { FrontierOutcome } from "./frontierPanel.js";

/** What a program reads: every corner with every digit; weights by name, those that are 0 left out. Figures of one period. */
export function frontierJson(outcome: FrontierOutcome, version: string): string {
  const { data, request, part, leftOut, status, corners, minVariance, maxSharpe, chosen, stages } = outcome;
  const held = (weights: Float64Array): Record<string, number> => {
    const positions = Array.from(weights.keys()).filter((j) => weights[j] !== 0);
    return byName(
      positions.map((j) => data.names[j]),
      Float64Array.from(positions, (j) => weights[j]),
    );
  };
  const described = (portfolio: Portfolio): object => ({
    status: portfolio.status,
    ...(portfolio.status === "solved"
      ? {
          expectedReturn: portfolio.expectedReturn,
          volatility: portfolio.volatility,
          cost: portfolio.cost,
          weights: held(portfolio.weights),
          residuals: portfolio.residuals,
        }
      : { reason: whyNot(portfolio), conflict: portfolio.conflict }),
  });
  const document = {
    version,
    status,
    ...(corners.length === 0 ? { reason: whyNot(minVariance), conflict: minVariance.conflict } : {}),
    ...inputDocument(data, leftOut),
    settings: settingsDocument(request, part),
    covariance: { estimator: request.covariance.estimator, shrinkage: data.shrinkage },
    ...(corners.length > 0 && {
      corners: corners.map((corner) => ({ ...corner, weights: held(corner.weights) })),
      minVariance: described(minVariance),
      maxSharpe: described(maxSharpe),
      chosen: { name: chosen.name, ...described(chosen.portfolio) },
    }),
    milliseconds: stages,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
