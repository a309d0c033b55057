/** Plain-loop checks of an answer from the data, for the benchmarks: nothing here is the library's. */

/** P x for a P of n × n numbers. */
export function denseProduct(P) {
  return (x) => {
    const n = x.length;
    const out = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      if (x[j] === 0) continue;
      for (let i = 0, at = j * n; i < n; i++) out[i] += P[at + i] * x[j];
    }
    return out;
  };
}

/**
 * Σ x without Σ, from n × T returns: the covariance with divisor T − 1, shrunk by `shrinkage` to the multiple of the identity with
 * the same trace, times `scale`.
 */
export function shrunkProduct({ assets, observations, values, means }, shrinkage, scale) {
  const factor = scale / (observations - 1);
  let trace = 0;
  for (let i = 0, at = 0; i < assets; i++) {
    for (let t = 0; t < observations; t++, at++) trace += (values[at] - means[i]) ** 2;
  }
  return (x) => {
    const along = new Float64Array(observations);
    for (let i = 0; i < assets; i++) {
      if (x[i] === 0) continue;
      for (let t = 0, at = i * observations; t < observations; t++, at++) along[t] += (values[at] - means[i]) * x[i];
    }
    return x.map((one, i) => {
      let sum = 0;
      for (let t = 0, at = i * observations; t < observations; t++, at++) sum += (values[at] - means[i]) * along[t];
      return factor * ((1 - shrinkage) * sum + (shrinkage * trace * one) / assets);
    });
  };
}

/** Primal and dual residual and gap by the definitions of qpbenchmark, and the objective. */
export function residuals({ n, m, q, A, l, u, lb, ub }, multiply, { x, y, z }) {
  const side = (multiplier, lower, upper) => (multiplier === 0 ? 0 : multiplier * (multiplier > 0 ? upper : lower));
  const Px = multiply(x);
  const gradient = Px.map((one, j) => one + q[j] + z[j]);
  let [primal, gap, objective] = [0, 0, 0];
  for (let i = 0; i < m; i++) {
    let activity = 0;
    for (let j = 0; j < n; j++) {
      activity += A[i * n + j] * x[j];
      gradient[j] += A[i * n + j] * y[i];
    }
    primal = Math.max(primal, activity - u[i], l[i] - activity);
    gap += side(y[i], l[i], u[i]);
  }
  for (let j = 0; j < n; j++) {
    primal = Math.max(primal, x[j] - ub[j], lb[j] - x[j]);
    gap += x[j] * (Px[j] + q[j]) + side(z[j], lb[j], ub[j]);
    objective += x[j] * (Px[j] / 2 + q[j]);
  }
  const dual = gradient.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return { primal, dual, gap: Math.abs(gap), objective };
}
