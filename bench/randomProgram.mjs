import { normal, uniform } from "./families.mjs";

/**
 * A seeded dense program with n variables and n/2 rows that is solvable: P = GGᵀ/n + I/100, a row or bound on both sides of a point
 * inside, some of the rows equations. Nothing in it is like a portfolio.
 */
export function randomProgram(n, seed = 1) {
  const m = n >> 1;
  const next = normal(100 * seed + n);
  const pick = uniform(100 * seed + n + 1);
  const G = Float64Array.from({ length: n * n }, next);
  const P = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 0.01 * n : 0;
      for (let k = 0; k < n; k++) sum += G[i * n + k] * G[j * n + k];
      P[i * n + j] = P[j * n + i] = sum / n;
    }
  }
  const A = Float64Array.from({ length: m * n }, next);
  const inside = Float64Array.from({ length: n }, next);
  const [l, u] = [0, 0].map(() => new Float64Array(m));
  for (let i = 0; i < m; i++) {
    let activity = 0;
    for (let j = 0; j < n; j++) activity += A[i * n + j] * inside[j];
    const equation = pick() < 0.2;
    l[i] = activity - (equation ? 0 : pick());
    u[i] = activity + (equation ? 0 : pick());
  }
  return {
    n,
    m,
    P,
    q: Float64Array.from({ length: n }, () => 3 * next()),
    A,
    l,
    u,
    lb: inside.map((one) => one - pick()),
    ub: inside.map((one) => one + pick()),
  };
}
