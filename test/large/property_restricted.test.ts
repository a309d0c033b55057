import type { Core, Covariance, QPProblem, QPSolution } from "quadfolio";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { uniform } from "../support/random.js";
import { normal, randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();
const fuzz = (import.meta as { env?: { MODE?: string } }).env?.MODE === "fuzz";
/** `npm run test:fuzz`: ten times as many. */
const BLOCKS = fuzz ? 80 : 8;
const IN_BLOCK = 25;

function randomCovariance(core: Core, n: number, seed: number): Covariance {
  const next = uniform(seed);
  const observations = 10 + Math.floor(190 * next());
  const kind = Math.floor(4 * next());
  if (kind === 0) {
    const gauss = normal(seed);
    const k = 1 + Math.floor(8 * next());
    return core.factorCovariance({
      loadings: Float64Array.from({ length: n * k }, () => 0.01 * gauss()),
      factorCovariance: Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_, j) => (i === j ? 1 : 0.1))),
      specificVariances: Float64Array.from({ length: n }, () => 1e-4 * (0.5 + next())),
    });
  }
  const returns = core.returns(randomReturns(observations, n, seed), { observations, assets: n });
  const made = core.covariance(returns, { estimator: kind === 1 ? "sample" : "ledoit-wolf" });
  returns.dispose();
  if (kind < 3) return made;
  const dense = core.denseCovariance(made.toMatrix());
  made.dispose();
  return dense;
}

/** Some feasible, some not; bounds, caps, floors, overlapping groups and general rows. */
function randomProblem(core: Core, seed: number): QPProblem & { P: Covariance } {
  const next = uniform(seed + 1e6);
  const gauss = normal(seed + 1e6);
  const n = 20 + Math.floor(400 * next());
  const m = 1 + Math.floor(6 * next());
  const longShort = next() < 0.3;
  const A = new Float64Array(m * n).fill(1, 0, n);
  const [l, u] = [new Float64Array(m), new Float64Array(m)];
  l[0] = u[0] = 1;
  for (let i = 1; i < m; i++) {
    const members = next() < 0.5;
    for (let j = 0; j < n; j++) A[i * n + j] = members ? (next() < 0.2 ? 1 : 0) : 0.5 + next();
    const middle = A.subarray(i * n, (i + 1) * n).reduce((sum, one) => sum + one / n, 0);
    const sides = next();
    l[i] = sides < 0.3 ? -Infinity : middle - 0.2 * next() * Math.abs(middle);
    u[i] = sides > 0.7 ? Infinity : sides > 0.5 && sides < 0.55 ? l[i] : middle + 0.2 * next() * Math.abs(middle);
  }
  const isFlat = next() < 0.3;
  return {
    P: randomCovariance(core, n, seed),
    q: Float64Array.from({ length: n }, () => (isFlat ? 0 : 1e-4 * gauss())),
    A,
    l,
    u,
    lb: longShort ? -0.1 * next() : 0,
    ub: next() < 0.4 ? 1 : Math.max(2 / n, 0.05 * next()),
  };
}

/** The dense solver over all assets. */
function solveInFull(core: Core, problem: QPProblem & { P: Covariance }): QPSolution {
  const solver = core.qpSolver({ variables: problem.P.assets, rows: (problem.l as Float64Array).length });
  try {
    solver.update({ ...problem, P: problem.P.toMatrix() });
    return solver.solve();
  } finally {
    solver.dispose();
  }
}

describe(`${BLOCKS * IN_BLOCK} random problems, restricted and in full: the same status, the same objective to 1e-10`, () => {
  it.each(Array.from({ length: BLOCKS }, (_, i) => i * IN_BLOCK))("seeds from %i", (from) => {
    for (let seed = from; seed < from + IN_BLOCK; seed++) {
      const problem = randomProblem(core, seed);
      const restricted = core.solveQP(problem);
      const full = solveInFull(core, problem);
      expect([seed, restricted.status]).toEqual([seed, full.status]);
      if (full.status === "solved") {
        const difference = Math.abs(restricted.objective - full.objective) / Math.abs(full.objective);
        expect([seed, difference <= 1e-10]).toEqual([seed, true]);
      }
      problem.P.dispose();
    }
  });
});
