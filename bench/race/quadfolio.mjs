/** quadfolio as its README says. With `passed`, the covariance is handed over before the solve, as for several solves with it. */
import { loadCore } from "quadfolio";
import { inTurn } from "./inTurn.mjs";
import { countedCore } from "../counts/countedCore.mjs";

const solved = ({ status, x, y, z, iterations, activeSet }) => ({
  status,
  x,
  y,
  z,
  iterations,
  free: activeSet.bounds.reduce((count, side) => count + (side === 0 ? 1 : 0), 0),
});

function contender(core, { P, q, A, l, u, lb, ub }, passed) {
  const rest = { q, lb, ub, ...(A.length > 0 && { A, l, u }) };
  if (!passed) return { solve: () => solved(core.solveQP({ P, ...rest })) };
  return {
    pass: () => core.denseCovariance(P),
    solve: (covariance) => solved(core.solveQP({ P: covariance, ...rest })),
    close: (covariance) => covariance.dispose(),
  };
}

const simd = process.env.QUADFOLIO_SIMD ?? "auto";

export async function open(problem, { passed = false } = {}) {
  if (problem.kind === "cholesky") return cholesky(problem);
  const core = await loadCore({ simd });
  if (problem.kind === "covariance") return covariance(core, problem);
  if (problem.kind === "frontier") return frontier(core, problem);
  if (problem.changes !== undefined) return sequence(core, problem);
  return contender(core, problem, passed);
}

/** One reusable solver; only q changes. */
function sequence(core, { n, m, P, q, A, l, u, lb, ub, changes }) {
  return {
    pass: () => {
      const solver = core.qpSolver({ variables: n, rows: m });
      solver.update({ P, q, A, l, u, lb, ub });
      solver.solve();
      return solver;
    },
    solve: (solver) =>
      inTurn(changes, n, (linear) => {
        solver.update({ q: linear });
        return solver.solve();
      }),
    close: (solver) => solver.dispose(),
  };
}

/** One more solve, by the baseline build that counts its work. */
export async function counts(problem, { passed = false } = {}) {
  const { core, count } = await countedCore();
  const { pass, solve, close } = contender(core, problem, passed);
  const model = pass?.();
  const { passes, flops, bytes } = count(() => solve(model));
  close?.(model);
  return { passes, flops, bytes };
}

/** From returns to the sample covariance, n × n. */
function covariance(core, { n, observations, values }) {
  return {
    solve: () => {
      const returns = core.returns(values, { observations, assets: n, layout: "assets" });
      const estimate = core.covariance(returns, { estimator: "sample" });
      const x = estimate.toMatrix();
      estimate.dispose();
      returns.dispose();
      return { status: "solved", x };
    },
  };
}

/** The corners, and portfolios between them: their weights are linear in λ. */
function frontier(core, { n, P, q, lb, ub, lambdas }) {
  const expectedReturns = q.map((one) => -one);
  const constraints = { minWeights: lb, maxWeights: ub };
  const solve = () => {
    const covariance = core.denseCovariance(P);
    const { status, corners } = core.efficientFrontier({ covariance, expectedReturns, constraints });
    covariance.dispose();
    const x = new Float64Array(lambdas.length * n);
    let at = corners.length - 1;
    lambdas.forEach((lambda, k) => {
      while (at > 1 && corners[at - 1].lambda < lambda) at--;
      const [above, below] = [corners[Math.max(at - 1, 0)], corners[at]];
      const share = above.lambda > below.lambda ? (lambda - below.lambda) / (above.lambda - below.lambda) : 0;
      const [high, low] = [above.weights, below.weights];
      for (let j = 0; j < n; j++) x[k * n + j] = low[j] + share * (high[j] - low[j]);
    });
    return { status, x };
  };
  return { solve };
}

/** The kernel itself, which is not part of the API: L in the lower triangle of n × n numbers. */
function cholesky({ n, P, module }) {
  const { memory, allocate, scratchBytes, potrf } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
  const matrix = allocate(BigInt(8 * n * n)) >>> 0;
  const scratch = allocate(scratchBytes(n, 1)) >>> 0;
  return {
    solve: () => {
      const view = new Float64Array(memory.buffer, matrix, n * n);
      view.set(P);
      potrf(n, matrix, 8 * n, scratch);
      return { status: "solved", x: new Float64Array(memory.buffer, matrix, n * n).slice() };
    },
  };
}
