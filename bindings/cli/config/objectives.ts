import type { Objective } from "../../index.js";
import type { ProblemFlags } from "../flags.js";

/** A parameter of an objective: the flag it has, and whether the objective needs it. */
interface Parameter {
  readonly key: string;
  readonly flag: keyof ProblemFlags;
  readonly option: string;
  /** Where neither file nor flag gives it; none, and it is needed. */
  readonly otherwise?: number;
}

/** Every objective and the flags of its parameters. */
export const OBJECTIVES: { readonly [Kind in Objective["kind"]]: readonly Parameter[] } = {
  "min-variance": [],
  utility: [{ key: "riskAversion", flag: "riskAversion", option: "--risk-aversion", otherwise: 1 }],
  "target-return": [{ key: "value", flag: "targetReturn", option: "--target-return" }],
  "tracking-error": [{ key: "benchmark", flag: "benchmark", option: "--benchmark" }],
};
