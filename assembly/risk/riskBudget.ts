import { Covariance } from "../covariance/covariance";
import { diagonal } from "../covariance/products";
import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";

/**
 * The risk budgeting problem in its convex form, for n assets that keep the sign they start with:
 *
 *     minimise  f(x) = ½xᵀΣx − λ Σ bᵢ log|xᵢ|     subject to  lb ≤ x ≤ ub
 *
 * At its solution the risk contribution xᵢ(Σx)ᵢ of every asset that no bound holds is λbᵢ (Bruder & Roncalli 2012; Maillard,
 * Roncalli & Teïletche 2010 for equal budgets; Richard & Roncalli 2019, arXiv:1902.05710, §3 for the bounds). Without
 * bounds the solution is √λ times that of λ = 1.
 */
@unmanaged
export class RiskBudget {
  /** n. */
  n: i32;
  cov: Covariance;
  /** λ > 0, in the unit of a variance. */
  level: f64;
  /** From here to `residual` what the host reads and writes, in the order of RISK_BUDGET_FIELDS in bindings/abi.ts. n: b > 0, with sum 1. */
  budget: usize;
  /** n: the bounds, ∓Infinity for none. */
  lb: usize;
  ub: usize;
  /** n: the point; no element is 0. */
  x: usize;
  /** n: Σx. */
  marginal: usize;
  /** n: λbᵢ − xᵢ(Σx)ᵢ of the free assets, in the unit of a variance; 0 of those that a bound holds. */
  residual: usize;
  /** The largest |residualᵢ|/(λbᵢ), without unit. */
  deviation: f64;
  /** Whether no residual is more than the rounding of its contribution. */
  isRounded: bool;
  /** n: the diagonal of Σ. */
  variances: usize;
  /** n: 1 where the asset is free, 0 where a bound holds it. */
  free: usize;
  /** n: the Newton step, in shares of x. */
  step: usize;
  /** n each: direction, its product, what is left of the right-hand side, and one vector more, of the conjugate gradients. */
  direction: usize;
  product: usize;
  rest: usize;
  scratch: usize;
  /** Newton steps since the start. */
  steps: i32;
  arena: Arena;
}

/** Null where memory does not hold it. The covariance outlives it. */
export function createRiskBudget(cov: Covariance): RiskBudget | null {
  const n = cov.assets;
  const arena = createArena(vectorBytes(offsetof<RiskBudget>(), 1) + 13 * vectorBytes(n));
  if (!arena) return null;
  const s = changetype<RiskBudget>(takeZeroed(arena, offsetof<RiskBudget>(), 1));
  s.arena = arena;
  s.cov = cov;
  s.n = n;
  s.budget = take(arena, n);
  s.lb = take(arena, n);
  s.ub = take(arena, n);
  s.x = take(arena, n);
  s.marginal = take(arena, n);
  s.residual = take(arena, n);
  s.variances = take(arena, n);
  s.free = take(arena, n);
  s.step = take(arena, n);
  s.direction = take(arena, n);
  s.product = take(arena, n);
  s.rest = take(arena, n);
  s.scratch = take(arena, n);
  diagonal(cov, s.variances);
  return s;
}

export function releaseRiskBudget(s: RiskBudget): void {
  releaseArena(s.arena);
}
