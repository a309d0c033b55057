import type { Core, Covariance, QPProblem } from "quadfolio";
import { uniform } from "./random.js";
import { normal, randomReturns } from "./randomReturns.js";

/** A quadratic program over a universe; the covariance is the caller's to dispose of. */
export interface LargeProblem extends QPProblem {
  P: Covariance;
  q: Float64Array;
  A: Float64Array;
  l: Float64Array;
  u: Float64Array;
  lb: Float64Array;
  ub: Float64Array;
}

/** Returns of n assets, T × n; where they are degenerate, some are copies of others, and some never move. */
function degenerateReturns(T: number, n: number, seed: number, degenerate: boolean): Float64Array {
  const values = randomReturns(T, n, seed);
  if (!degenerate) return values;
  const next = uniform(seed + 1);
  for (let j = 1; j < n; j++) {
    const what = next();
    const from = Math.floor(j * next());
    if (what > 0.2) continue;
    for (let t = 0; t < T; t++) values[t * n + j] = what < 0.05 ? 0 : values[t * n + from];
  }
  return values;
}

/** Sample, shrunk, of factors, or given as a matrix. */
function largeCovariance(core: Core, n: number, seed: number, degenerate: boolean): Covariance {
  const next = uniform(seed);
  const observations = 10 + Math.floor(190 * next());
  const kind = Math.floor(5 * next());
  if (kind === 0) {
    const gauss = normal(seed);
    const k = 1 + Math.floor(8 * next());
    return core.factorCovariance({
      loadings: Float64Array.from({ length: n * k }, () => 0.01 * gauss()),
      factorCovariance: Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_, j) => (i === j ? 1 : 0.1))),
      specificVariances: Float64Array.from({ length: n }, () => (degenerate && next() < 0.2 ? 0 : 1e-4 * (0.5 + next()))),
    });
  }
  const returns = core.returns(degenerateReturns(observations, n, seed, degenerate), { observations, assets: n });
  const estimators = ["sample", "sample", "ledoit-wolf", "oas"] as const;
  const made = core.covariance(returns, { estimator: estimators[kind - 1] });
  returns.dispose();
  if (next() < 0.6) return made;
  const dense = core.denseCovariance(made.toMatrix());
  made.dispose();
  return dense;
}

/**
 * Twenty to 420 assets, a budget and up to five rows: sector sums that overlap and general rows, some of them equations. Half of the
 * problems are degenerate: equal assets, assets of no variance, tied expected returns, fixed weights. Some are infeasible, some unbounded.
 */
export function largeProblem(core: Core, seed: number): LargeProblem {
  const next = uniform(seed + 1e6);
  const gauss = normal(seed + 1e6);
  const n = 20 + Math.floor(400 * next());
  const m = 1 + Math.floor(6 * next());
  const degenerate = next() < 0.5;
  const [longShort, open] = [next() < 0.3, next() < 0.1];
  const A = new Float64Array(m * n).fill(1, 0, n);
  const [l, u] = [new Float64Array(m), new Float64Array(m)];
  l[0] = u[0] = 1;
  for (let i = 1; i < m; i++) {
    const copy = degenerate && next() < 0.2;
    const members = next() < 0.5;
    for (let j = 0; j < n; j++) A[i * n + j] = copy ? A[j] : members ? (next() < 0.2 ? 1 : 0) : 0.5 + next();
    const middle = copy ? 1 : A.subarray(i * n, (i + 1) * n).reduce((sum, one) => sum + one / n, 0);
    const sides = next();
    l[i] = sides < 0.3 ? -Infinity : middle - 0.2 * next() * Math.abs(middle);
    u[i] = sides > 0.7 ? Infinity : sides > 0.5 && sides < 0.55 ? l[i] : middle + 0.2 * next() * Math.abs(middle);
  }
  const isFlat = next() < 0.3;
  const least = longShort ? -0.1 * next() : 0;
  const most = next() < 0.4 ? 1 : Math.max(2 / n, 0.05 * next());
  const lb = Float64Array.from({ length: n }, () => (open && next() < 0.5 ? -Infinity : least));
  const ub = lb.map((lower) =>
    open && next() < 0.5 ? Infinity : degenerate && lower > -Infinity && next() < 0.1 ? lower : most,
  );
  const mean = (): number => (degenerate ? Math.round(3 * gauss()) / 3 : gauss());
  return {
    P: largeCovariance(core, n, seed, degenerate),
    q: Float64Array.from({ length: n }, () => (isFlat ? 0 : 1e-4 * mean())),
    A,
    l,
    u,
    lb,
    ub,
  };
}
