/** A risk budgeting problem as the ABI sees it. */
import { Covariance } from "../covariance/covariance";
import { growth, startRiskBudget, startUncorrelated, stepRiskBudget } from "./newton";
import { createRiskBudget, releaseRiskBudget, RiskBudget } from "./riskBudget";

// @ts-ignore: decorator
@inline
function riskBudget(pointer: usize): RiskBudget {
  return changetype<RiskBudget>(pointer);
}

export function riskBudgetCreate(cov: usize): usize {
  return changetype<usize>(createRiskBudget(changetype<Covariance>(cov)));
}

export function riskBudgetRelease(s: usize): void {
  releaseRiskBudget(riskBudget(s));
}

/** Addresses of the data and results, in the order of `RISK_BUDGET_FIELDS` in bindings/abi.ts and of the class. */
export function riskBudgetField(s: usize, field: i32): usize {
  return load<usize>(s + ((<usize>field) << 2), offsetof<RiskBudget>("budget"));
}

export function riskBudgetStart(s: usize, level: f64, warm: i32): void {
  const problem = riskBudget(s);
  problem.level = level;
  if (warm == 0) startUncorrelated(problem);
  startRiskBudget(problem);
}

export function riskBudgetStep(s: usize): i32 {
  return stepRiskBudget(riskBudget(s));
}

export function riskBudgetDeviation(s: usize): f64 {
  return riskBudget(s).deviation;
}

export function riskBudgetSteps(s: usize): i32 {
  return riskBudget(s).steps;
}

export function riskBudgetGrowth(s: usize): f64 {
  return growth(riskBudget(s));
}
