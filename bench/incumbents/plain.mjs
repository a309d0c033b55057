/** What a careful programmer writes with typed arrays and no WebAssembly: four sums at a time, rows along memory. */

export function open({ kind, n, observations, values, P }) {
  if (kind === "cholesky") return { solve: () => ({ status: "solved", x: cholesky(P, n) }) };
  return { solve: () => ({ status: "solved", x: covariance(values, n, observations) }) };
}

function sum4(x, from, y, at, length) {
  let [a, b, c, d] = [0, 0, 0, 0];
  let t = 0;
  for (; t + 3 < length; t += 4) {
    a += x[from + t] * y[at + t];
    b += x[from + t + 1] * y[at + t + 1];
    c += x[from + t + 2] * y[at + t + 2];
    d += x[from + t + 3] * y[at + t + 3];
  }
  for (; t < length; t++) a += x[from + t] * y[at + t];
  return a + b + c + d;
}

function covariance(values, n, T) {
  const centred = new Float64Array(n * T);
  for (let i = 0; i < n; i++) {
    let mean = 0;
    for (let t = 0; t < T; t++) mean += values[i * T + t];
    mean /= T;
    for (let t = 0; t < T; t++) centred[i * T + t] = values[i * T + t] - mean;
  }
  const C = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) C[i * n + j] = C[j * n + i] = sum4(centred, i * T, centred, j * T, T) / (T - 1);
  }
  return C;
}

/** L of P = LLᵀ, by rows. */
function cholesky(P, n) {
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = P[i * n + j] - sum4(L, i * n, L, j * n, j);
      L[i * n + j] = i === j ? Math.sqrt(rest) : rest / L[j * n + j];
    }
  }
  return L;
}
