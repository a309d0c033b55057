/** A risk budgeting problem as the ABI sees it. */
import { Covariance } from "../covariance/covariance";
import { startRiskBudget, startUncorrelated, stepRiskBudget } from "./newton";
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

/** Addresses of the data and results, in the order of `RISK_BUDGET_FIELDS` in bindings/abi.ts. */
export function riskBudgetField(s: usize, field: i32): usize {
  const problem = riskBudget(s);
  switch (field) {
    case 0:
      return problem.budget;
    case 1:
      return problem.lb;
    case 2:
      return problem.ub;
    case 3:
      return problem.x;
    case 4:
      return problem.marginal;
    case 5:
      return problem.residual;
    default:
      return 0;
  }
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
