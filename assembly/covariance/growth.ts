/** Logarithms, and those of growth and back, exact for small returns. The standard library's have tables of their own. */

/** Up to this size the series of expm1 is summed; what is larger is halved, as eˣ − 1 = (e^(x/2) − 1)(e^(x/2) − 1 + 2). */
const SMALL: f64 = 0.125;

/** Terms of the series: 0.125¹⁴ / 14! is below the rounding of its first. */
const TERMS = 13;

/** Below this eˣ is rounding beside 1. */
const LEAST: f64 = -40;

/** Terms of the series of log: 0.172²² / 45 is below the rounding of its first. */
const ODD_TERMS = 11;

/** log x, of x = 2ᵏm with m between √½ and √2: k log 2 + 2 artanh((m − 1)/(m + 1)). */
export function log(x: f64): f64 {
  if (!(x > 0 && x < Infinity)) return x < 0 ? NaN : x == 0 ? -Infinity : x;
  const bits = reinterpret<i64>(x);
  let k = (bits >> 52) - 1023;
  let m = reinterpret<f64>(bits - (k << 52));
  if (m > Math.SQRT2) {
    m *= 0.5;
    k++;
  }
  const s = (m - 1) / (m + 1);
  let sum: f64 = 0;
  for (let odd = 2 * ODD_TERMS + 1; odd > 0; odd -= 2) sum = s * s * sum + 1 / <f64>odd;
  return <f64>k * Math.LN2 + 2 * s * sum;
}

/** log(1 + x): what 1 + x rounds away is made up for by the slope (Kahan; Goldberg 1991, theorem 4). */
export function log1p(x: f64): f64 {
  const u = 1 + x;
  return u == 1 ? x : log(u) * (x / (u - 1));
}

/** eˣ − 1. */
export function expm1(x: f64): f64 {
  if (x < LEAST) return -1;
  let halvings = 0;
  for (; abs(x) > SMALL && halvings < 64; halvings++) x *= 0.5;
  let sum: f64 = 0;
  for (let k = TERMS; k > 0; k--) sum = (x / k) * (1 + sum);
  for (; halvings > 0; halvings--) sum *= sum + 2;
  return sum;
}
