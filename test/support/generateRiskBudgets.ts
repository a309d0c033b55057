import type { Core, Covariance } from "quadfolio/full";
import { numbers, type Numbers } from "./generateNumbers.js";

/** A problem of risk budgets, with every number that its definition is about. */
export interface RandomRiskBudgets {
  readonly covariance: Covariance;
  /** Above 0, of any sum; none where they are equal. */
  readonly budgets?: Float64Array;
  readonly budget: number;
  /** −1 where the asset is held short. */
  readonly signs: Int8Array;
  readonly minWeights: Float64Array;
  readonly maxWeights: Float64Array;
  /** Whether bounds were put in the way of the weights that have no bounds but their signs. */
  readonly isBound: boolean;
}

/** Covariances as they come and as they should not: singular, with assets twice, and in units and volatilities of every size. */
function randomRisks(core: Core, n: number, random: Numbers): Covariance {
  const { next, normal, happens, integer, pick } = random;
  const unit = 10 ** pick([0, 0, -4, -12, 12, -20]);
  const spread = pick([0, 0, 1, 3]);
  const sizes = Array.from({ length: n }, () => Math.sqrt(unit) * 10 ** (spread * (next() - 0.5)));
  const kind = pick(["observed", "factors", "dense"] as const);
  const twin = n > 1 && happens(0.2) ? integer(1, n - 1) : 0;
  if (kind === "observed") {
    const observations = Math.max(3, integer(Math.ceil(n / 4), 2 * n));
    const common = Array.from({ length: observations }, normal);
    const betas = sizes.map(() => (happens(0.2) ? -0.3 : 1) * next());
    const values = Float64Array.from({ length: observations * n }, (_, k) => {
      const [t, j] = [Math.floor(k / n), k % n];
      return sizes[j] * (betas[j] * common[t] + 0.7 * normal());
    });
    if (twin > 0) for (let t = 0; t < observations; t++) values[t * n + twin] = values[t * n];
    using returns = core.returns(values, { observations, assets: n });
    return core.covariance(returns, { estimator: happens(0.5) ? "ledoit-wolf" : "sample" });
  }
  const k = integer(1, 4);
  const isLong = happens(0.5);
  const loadings = sizes.map((size) => Array.from({ length: k }, () => size * (isLong ? next() : normal())));
  const specific = happens(0.3) ? 0 : 0.5;
  const specificVariances = sizes.map((size) => (happens(0.2) ? 0 : specific * next() * size * size));
  if (twin > 0) {
    loadings[twin] = [...loadings[0]];
    specificVariances[twin] = specificVariances[0];
  }
  const factorCovariance = Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_, j) => (i === j ? 1 : 0)));
  const model = core.factorCovariance({ loadings, factorCovariance, specificVariances });
  if (kind === "factors") return model;
  const dense = core.denseCovariance(model.toMatrix());
  model.dispose();
  return dense;
}

/**
 * A problem of up to 24 assets from a seed: equal budgets and others, long and short positions, budgets of either sign, no bounds, bounds
 * out of the way, and bounds in the way of some assets. Dispose of the covariance.
 */
export function randomRiskBudgets(core: Core, seed: number): RandomRiskBudgets {
  const random = numbers(seed, "risk budgets");
  const { next, happens, pick } = random;
  const n = 1 + Math.floor(23 * next() * next() + 2 * next());
  const covariance = randomRisks(core, n, random);
  const budgets = happens(0.4) ? undefined : Float64Array.from({ length: n }, () => 10 ** (pick([0.5, 1, 3]) * (next() - 1)));
  const shorts = happens(0.6) ? 0 : happens(0.1) ? 1 : 0.4 * next();
  const signs = Int8Array.from({ length: n }, () => (happens(shorts) ? -1 : 1));
  const open = (): Pick<RandomRiskBudgets, "minWeights" | "maxWeights"> => ({
    minWeights: Float64Array.from(signs, (sign) => (sign < 0 ? -Infinity : happens(0.5) ? 0 : -1)),
    maxWeights: Float64Array.from(signs, (sign) => (sign < 0 ? 0 : Infinity)),
  });
  const problem = { covariance, signs, ...(budgets && { budgets }) };
  const sign = signs.reduce((sum, one) => sum + one, 0) < 0 ? -1 : 1;
  const budget = sign * pick([1, 1, 1, 0.3, 2.5, 1e-6, 1e6]);
  const isBound = happens(0.6);
  if (!isBound) return { ...problem, budget, ...open(), isBound };
  const free = core.optimize({
    covariance,
    objective: { kind: "risk-parity", ...(budgets && { budgets }) },
    constraints: { budget, ...open() },
  });
  const isKnown = free.status === "solved" && free.weights.every((one, i) => one * signs[i] > 0);
  const known = isKnown ? free.weights : Float64Array.from(signs, (one) => (one * Math.abs(budget)) / n);
  const { minWeights, maxWeights } = open();
  const tight = happens(0.2) ? 1e-3 : 0.4;
  for (let i = 0; i < n; i++) {
    const size = Math.abs(known[i]);
    const floor = happens(0.25) ? size * (1 + tight * (next() - 0.3)) : 0;
    const cap = happens(0.3) ? Math.max(floor, size * (1 - tight * (next() - 0.3))) : Infinity;
    if (signs[i] > 0) [minWeights[i], maxWeights[i]] = [floor > 0 ? floor : minWeights[i], cap];
    else [minWeights[i], maxWeights[i]] = [-cap, floor > 0 ? -floor : 0];
  }
  return { ...problem, budget, minWeights, maxWeights, isBound };
}
