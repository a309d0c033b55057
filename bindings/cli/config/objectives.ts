import type { Objective } from "../../files/index.js";
import type { ProblemFlags } from "../flags.js";

/** A parameter of an objective and the flag it has. */
interface Parameter {
  readonly key: string;
  readonly flag: keyof ProblemFlags;
  readonly option: string;
  /** Where the flag is the path of a file with the columns `symbol` and this one. */
  readonly column?: string;
  /** Where neither file nor flag gives it; none, and it is needed unless it is optional. */
  readonly otherwise?: number;
  readonly optional?: true;
  /** Where the flag means something for other objectives too, and the configuration has it beside the objective. */
  readonly shared?: true;
}

/** Every objective and the flags of its parameters. */
export const OBJECTIVES: { readonly [Kind in Objective["kind"]]: readonly Parameter[] } = {
  "min-variance": [],
  utility: [{ key: "riskAversion", flag: "riskAversion", option: "--risk-aversion", otherwise: 1 }],
  "target-return": [{ key: "value", flag: "targetReturn", option: "--target-return" }],
  "target-volatility": [{ key: "value", flag: "targetVolatility", option: "--target-volatility" }],
  "max-sharpe": [{ key: "riskFree", flag: "riskFree", option: "--risk-free", optional: true, shared: true }],
  "max-diversification": [],
  "tracking-error": [{ key: "benchmark", flag: "benchmark", option: "--benchmark", column: "weight" }],
  "risk-parity": [{ key: "budgets", flag: "riskBudgets", option: "--risk-budgets", column: "budget", optional: true }],
};
