import { fma } from "../../assembly/blas/fma";

/**
 * The yardstick: `rounds` × 12 multiply–adds of two doubles that touch registers alone, 48 floating-point
 * operations a round. What comes out is returned, so that nothing is dropped.
 */
export function peak(rounds: i32, x: f64, y: f64): f64 {
  const s = f64x2.splat(x);
  const t = f64x2.splat(y);
  let a = f64x2.splat(1);
  let b = f64x2.splat(2);
  let c = f64x2.splat(3);
  let d = f64x2.splat(4);
  let e = f64x2.splat(5);
  let f = f64x2.splat(6);
  let g = f64x2.splat(7);
  let h = f64x2.splat(8);
  let i = f64x2.splat(9);
  let j = f64x2.splat(10);
  let k = f64x2.splat(11);
  let l = f64x2.splat(12);
  while (rounds-- > 0) {
    a = fma(a, s, t);
    b = fma(b, s, t);
    c = fma(c, s, t);
    d = fma(d, s, t);
    e = fma(e, s, t);
    f = fma(f, s, t);
    g = fma(g, s, t);
    h = fma(h, s, t);
    i = fma(i, s, t);
    j = fma(j, s, t);
    k = fma(k, s, t);
    l = fma(l, s, t);
  }
  a = f64x2.add(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)), f64x2.add(f64x2.add(e, f), f64x2.add(g, h)));
  return f64x2.extract_lane(f64x2.add(a, f64x2.add(f64x2.add(i, j), f64x2.add(k, l))), 0);
}
