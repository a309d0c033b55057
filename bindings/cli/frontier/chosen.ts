import type { Frontier, Portfolio } from "../../files/index.js";
import { InputError } from "../inputError.js";
import type { Request } from "../request.js";

/** The portfolio of the frontier that the objective asks for, and what it is called. */
export function chosenOn(frontier: Frontier, { objective, riskFree }: Request): { name: string; portfolio: Portfolio } {
  switch (objective.kind) {
    case "min-variance":
      return { name: "Minimum variance", portfolio: frontier.minVariance };
    case "max-sharpe":
      return { name: "Maximum Sharpe ratio", portfolio: frontier.maxSharpe(objective.riskFree ?? riskFree ?? 0) };
    case "target-return":
      return { name: "Target return", portfolio: frontier.at({ expectedReturn: objective.value }) };
    case "target-volatility":
      return { name: "Target volatility", portfolio: frontier.at({ volatility: objective.value }) };
    case "utility":
      return { name: `Utility, γ = ${objective.riskAversion}`, portfolio: frontier.at({ lambda: 1 / objective.riskAversion }) };
    case "tracking-error":
    case "max-diversification":
    case "risk-parity":
      throw new InputError(`--objective is ${objective.kind}, which is no point of the frontier: use quadfolio optimize.`);
  }
}
