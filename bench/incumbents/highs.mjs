/**
 * npm highs: HiGHS compiled to WebAssembly. The model is passed as arrays, not as text; the Hessian as its lower triangle, scaled to a
 * mean variance of 1, because the solver stalls on the small numbers of raw daily covariances.
 */
import loadHighs from "highs";

const highs = await loadHighs();

/** The lower triangle by columns. */
function triangle(P, n, scale) {
  const starts = Int32Array.from({ length: n + 1 }, (_, j) => j * n - (j * (j - 1)) / 2);
  const indices = new Int32Array(starts[n]);
  const values = new Float64Array(starts[n]);
  for (let j = 0, k = 0; j < n; j++) {
    for (let i = j; i < n; i++, k++) {
      indices[k] = i;
      values[k] = scale * P[j * n + i];
    }
  }
  return { format: "triangular", dimension: n, starts, indices, values };
}

/** The nonzeros of the rows. */
function sparseRows(A, m, n) {
  const [starts, indices, values] = [[0], [], []];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      if (A[i * n + j] === 0) continue;
      indices.push(j);
      values.push(A[i * n + j]);
    }
    starts.push(indices.length);
  }
  return { format: "csr", numRows: m, numCols: n, starts, indices, values };
}

/**
 * Solves `{ n, m, P, q, A, l, u, lb, ub }`. `milliseconds` is the time of the solver alone, `loading` that of passing the model.
 * Ends after `limit` seconds with the status "cut off".
 */
export function solve({ n, m, P, q, A, l, u, lb, ub }, { limit = 20, options = {} } = {}) {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += P[i * n + i];
  const scale = n / trace;
  const data = {
    numCols: n,
    numRows: m,
    colCost: q.map((one) => scale * one),
    colLower: lb,
    colUpper: ub,
    rowLower: l,
    rowUpper: u,
    matrix: sparseRows(A, m, n),
    hessian: triangle(P, n, scale),
  };
  const began = performance.now();
  const model = highs.createModel(data);
  try {
    model.options.set({ output_flag: false, time_limit: limit, ...options });
    const loaded = performance.now();
    model.run();
    const milliseconds = performance.now() - loaded;
    const code = model.getModelStatus();
    const { optimal, timeLimit } = highs.constants.modelStatus;
    const status = code === optimal ? "solved" : code === timeLimit ? "cut off" : "failed";
    return { status, milliseconds, loading: loaded - began, x: Float64Array.from(model.getSolution().colValue) };
  } catch (error) {
    return { status: "failed", reason: error.message, milliseconds: performance.now() - began, loading: 0 };
  } finally {
    model.dispose();
  }
}
