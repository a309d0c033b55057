/** A seeded minimum-variance problem of 40 assets under a budget, with weights between 0 and 0.1. */
export function problem() {
  const n = 40;
  const k = 60;
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
  const returns = Array.from({ length: k }, () => Float64Array.from({ length: n }, random));
  const P = new Float64Array(n * n);
  for (const row of returns) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) P[i * n + j] += row[i] * row[j];
  return { P, A: new Float64Array(n).fill(1), l: 1, u: 1, lb: 0, ub: 0.1 };
}
