import { fma } from "../blas/fma";

/** Rows of Q that are rotated together: four pairs, which stay in registers from one rotation to the next. */
export const STRIP: i32 = 8;

/**
 * Q ← Q G(last−1)···G(first), one sweep of plane rotations, on one strip.
 *
 * strip: column i of eight rows of Q at [8i]. Rotation i, cosine c[i − first] and sine s[i − first],
 * takes columns i and i+1 to c·q_i − s·q_{i+1} and s·q_i + c·q_{i+1}. The column that two rotations
 * share never leaves the registers (Van Zee, van de Geijn & Quintana-Ortí 2014, Restructuring the
 * tridiagonal and bidiagonal QR algorithms for performance).
 */
export function rotateStrip(first: i32, last: i32, c: usize, s: usize, strip: usize): void {
  let at = strip + ((<usize>last) << 6);
  let f0 = v128.load(at);
  let f1 = v128.load(at, 16);
  let f2 = v128.load(at, 32);
  let f3 = v128.load(at, 48);
  for (let i = last - 1; i >= first; i--) {
    const from = (<usize>(i - first)) << 3;
    const ci = v128.load64_splat(c + from);
    const si = v128.load64_splat(s + from);
    const below = at - 64;
    const q0 = v128.load(below);
    const q1 = v128.load(below, 16);
    const q2 = v128.load(below, 32);
    const q3 = v128.load(below, 48);
    v128.store(at, fma(si, q0, f64x2.mul(ci, f0)));
    v128.store(at, fma(si, q1, f64x2.mul(ci, f1)), 16);
    v128.store(at, fma(si, q2, f64x2.mul(ci, f2)), 32);
    v128.store(at, fma(si, q3, f64x2.mul(ci, f3)), 48);
    f0 = f64x2.sub(f64x2.mul(ci, q0), f64x2.mul(si, f0));
    f1 = f64x2.sub(f64x2.mul(ci, q1), f64x2.mul(si, f1));
    f2 = f64x2.sub(f64x2.mul(ci, q2), f64x2.mul(si, f2));
    f3 = f64x2.sub(f64x2.mul(ci, q3), f64x2.mul(si, f3));
    at = below;
  }
  v128.store(at, f0);
  v128.store(at, f1, 16);
  v128.store(at, f2, 32);
  v128.store(at, f3, 48);
}

/** Rows 8·strip … of the n × n matrix q to the strip form, zeros where there are fewer than eight. */
export function loadStrip(n: i32, q: usize, strip: i32, out: usize): void {
  for (let r = 0; r < STRIP; r++) {
    const row = strip * STRIP + r;
    for (let i = 0; i < n; i++) {
      const value = row < n ? load<f64>(q + ((<usize>row * n + i) << 3)) : 0;
      store<f64>(out + ((<usize>i) << 6) + ((<usize>r) << 3), value);
    }
  }
}
