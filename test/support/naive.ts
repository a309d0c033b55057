/*
 * The estimators as their definitions read: n × n loops over centred returns. Slow, plain, and
 * written apart from the core.
 */

/** The mean of each column of T × n values. */
export function naiveMean(values: ArrayLike<number>, observations: number, assets: number): Float64Array {
  const mean = new Float64Array(assets);
  for (let i = 0; i < assets; i++) {
    let sum = 0;
    for (let t = 0; t < observations; t++) sum += values[t * assets + i];
    const first = sum / observations;
    let rest = 0;
    for (let t = 0; t < observations; t++) rest += values[t * assets + i] - first;
    mean[i] = first + rest / observations;
  }
  return mean;
}

/** Σ_t p_t (x_it − mean_i)(x_jt − mean_j), n × n; p is 1/(T − 1) by default. */
export function naiveCovariance(
  values: ArrayLike<number>,
  observations: number,
  assets: number,
  weight: (t: number) => number = () => 1 / (observations - 1),
  mean: ArrayLike<number> = naiveMean(values, observations, assets),
): Float64Array {
  const matrix = new Float64Array(assets * assets);
  for (let i = 0; i < assets; i++) {
    for (let j = 0; j < assets; j++) {
      let sum = 0;
      for (let t = 0; t < observations; t++) {
        sum += weight(t) * (values[t * assets + i] - mean[i]) * (values[t * assets + j] - mean[j]);
      }
      matrix[i * assets + j] = sum;
    }
  }
  return matrix;
}

/** A x of an n × n matrix. */
export function naiveProduct(matrix: ArrayLike<number>, x: ArrayLike<number>): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j] * x[j];
    return sum;
  });
}

/** The largest |a − b| over the largest |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let error = a.length === b.length ? 0 : Infinity;
  let size = 0;
  for (let k = 0; k < b.length; k++) {
    error = Math.max(error, Math.abs(a[k] - b[k]));
    size = Math.max(size, Math.abs(b[k]));
    if (Number.isNaN(a[k]) || Number.isNaN(b[k])) return NaN;
  }
  return size === 0 ? error : error / size;
}
