/** The whole ABI: what index.ts has, and what only `quadfolio/full` calls. */
export * from "./index";
export { bayesStein, geometricMeans, jamesStein } from "./covariance/expected";
export { posteriorCovariance, posteriorMean } from "./covariance/blackLitterman";
export {
  riskBudgetCreate,
  riskBudgetDeviation,
  riskBudgetField,
  riskBudgetGrowth,
  riskBudgetRelease,
  riskBudgetStart,
  riskBudgetStep,
  riskBudgetSteps,
} from "./risk/index";
export { lotsSolve } from "./lots/index";
export { setThreads } from "./memory/fork";
export { runPart } from "./threads/runPart";
