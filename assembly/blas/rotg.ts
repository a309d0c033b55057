/** The cosine of the last rotation `rotg` made. */
export let rotC: f64 = 1;
/** The sine of the last rotation `rotg` made. */
export let rotS: f64 = 0;

/**
 * The plane rotation with c a + s b = r and c b − s a = 0. Returns r; c and s are left in `rotC`
 * and `rotS` (a second result, which WebAssembly cannot return without memory).
 */
export function rotg(a: f64, b: f64): f64 {
  if (b == 0) {
    rotC = 1;
    rotS = 0;
    return a;
  }
  const scale = max(abs(a), abs(b));
  const r = scale * sqrt((a / scale) * (a / scale) + (b / scale) * (b / scale));
  rotC = a / r;
  rotS = b / r;
  return r;
}
