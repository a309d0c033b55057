import { quotedCell } from "../weightsCsv.js";
import type { FrontierOutcome } from "./frontierPanel.js";

/**
 * The corners as CSV, a line each, from the greatest return to the least variance: λ, return and volatility of one period, the cost
 * where there is one, then the weights of every asset that any corner holds.
 */
export function cornersCsv({ corners, data: { names } }: FrontierOutcome): string {
  const held = names.flatMap((_, j) => (corners.some(({ weights }) => weights[j] !== 0) ? [j] : []));
  const hasCosts = corners.some(({ cost }) => cost !== undefined);
  const head = [
    "lambda",
    "expected_return",
    "volatility",
    ...(hasCosts ? ["cost"] : []),
    ...held.map((j) => quotedCell(names[j])),
  ];
  const lines = corners.map(({ lambda, expectedReturn, volatility, cost = 0, weights }) =>
    [lambda, expectedReturn, volatility, ...(hasCosts ? [cost] : []), ...held.map((j) => weights[j])].join(","),
  );
  return `${[head.join(","), ...lines].join("\n")}\n`;
}
