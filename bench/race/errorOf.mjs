import { accuracy, denseProduct, residuals } from "../certificate.mjs";

/**
 * The largest error of answers to a problem with each of several q, one after the other in `changes` and `x`: by quadfolio's
 * cold solves of the same problems, each certified to 1e-9.
 */
export function errorOf(core, problem, changes, x) {
  const { n, P } = problem;
  const multiply = denseProduct(P);
  let most = 0;
  for (let from = 0; from < changes.length; from += n) {
    const changed = { ...problem, q: changes.subarray(from, from + n) };
    const { q, A, l, u, lb, ub } = changed;
    const cold = core.solveQP({ P, q, A, l, u, lb, ub });
    const certified = residuals(changed, multiply, cold);
    if (cold.status !== "solved" || !(Math.max(certified.primal, certified.dual, certified.gap) <= 1e-9)) {
      throw new Error(`A cold solve is ${cold.status}, with a residual of ${certified.dual}.`);
    }
    const { violation, excess } = accuracy(changed, multiply, x.subarray(from, from + n), certified);
    most = Math.max(most, violation, Math.abs(excess));
  }
  return most;
}
