/**
 * Solves that are aborted at the end of their first round: one of a quarter of a second, one of some seconds.
 *
 * @satisfies {Record<string, Partial<import("quadfolio").PortfolioProblem>>}
 */
export const ABORTED = {
  short: { objective: { kind: /** @type {const} */ ("max-sharpe") }, constraints: { maxWeights: 0.02 } },
  long: { objective: { kind: /** @type {const} */ ("min-variance") }, constraints: { minWeights: -0.01, maxWeights: 0.02 } },
};

/**
 * From returns to weights through a core in a worker, in any host: minimum variance of shrunk returns, no weight above 2 %. Then a solve
 * that is aborted.
 *
 * @param core a core of quadfolio/worker
 * @param values T × n returns, marked by `transfer` where they shall be moved
 * @param shape observations and assets
 * @param solve which of the solves above is aborted, "short" or "long"
 * @returns the milliseconds to the weights and what the solver says of them; the milliseconds from the abort to the rejection, whether it
 * was by the reason of the abort, and how many rounds the solve has told of by then
 */
export async function passage(core, values, shape, solve) {
  const start = performance.now();
  const returns = await core.returns(values, shape);
  const covariance = await core.covariance(returns, { estimator: "ledoit-wolf" });
  const objective = { kind: "min-variance" };
  const { status, residuals, weights } = await core.optimize({ covariance, objective, constraints: { maxWeights: 0.02 } });
  const milliseconds = performance.now() - start;

  const expectedReturns = await core.expectedReturns(returns, { estimator: "mean" });
  const stop = new AbortController();
  const reason = new Error("enough");
  let [asked, rounds] = [NaN, 0];
  const onProgress = () => {
    if (++rounds > 1) return;
    asked = performance.now();
    stop.abort(reason);
  };
  const settings = { onProgress, signal: stop.signal };
  const problem = { covariance, expectedReturns, ...ABORTED[solve], settings };
  const thrown = await core.optimize(problem).catch((error) => error);
  const abort = { milliseconds: performance.now() - asked, byReason: thrown === reason, rounds };
  return { simd: core.simd, milliseconds, status, residuals, weights: Array.from(weights), abort };
}
