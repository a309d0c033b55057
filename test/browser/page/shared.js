const [observations, assets] = [120, 401];

/** What a core answers to work that threads share: how many threads there are, the bits of a matrix, and weights. */
export async function shared(loadCore, options) {
  const core = await loadCore(options);
  const { threads } = core;
  let state = 5;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
  const returns = await core.returns(Float64Array.from({ length: observations * assets }, random), { observations, assets });
  const covariance = await core.covariance(returns, { estimator: "ledoit-wolf", target: "constant-correlation" });
  const matrix = await covariance.toMatrix();
  const { status, weights } = await core.optimize({ covariance, objective: { kind: "min-variance" } });
  await covariance.dispose();
  await returns.dispose();
  core.dispose();
  return { threads, status, bits: bitsOf(matrix), weights: Array.from(weights) };
}

/** Changes with every bit of the numbers. */
function bitsOf(numbers) {
  const words = new Uint32Array(numbers.buffer);
  let sum = 0;
  for (const word of words) sum = (Math.imul(sum, 31) + word) >>> 0;
  return sum;
}
