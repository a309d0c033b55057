/** T × n returns of a market and noise, row-major, the same at every call. */
export function seededReturns(T, n) {
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296 - 0.5;
  const values = new Float64Array(T * n);
  for (let t = 0; t < T; t++) {
    const market = 0.03 * next();
    for (let i = 0; i < n; i++) values[t * n + i] = market * (0.5 + ((i * 7) % 11) / 10) + 0.05 * next();
  }
  return values;
}
