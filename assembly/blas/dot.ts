import { fma } from "./fma";

/**
 * xᵀy of n contiguous elements.
 *
 * Four independent accumulators hide the latency of the additions; the order of summation is fixed,
 * so the same input gives the same bits.
 */
export function dot(n: usize, x: usize, y: usize): f64 {
  let a0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let a2 = f64x2.splat(0);
  let a3 = f64x2.splat(0);
  const end = x + (n << 3);
  const wide = x + ((n & ~7) << 3);
  while (x < wide) {
    a0 = fma(v128.load(x), v128.load(y), a0);
    a1 = fma(v128.load(x, 16), v128.load(y, 16), a1);
    a2 = fma(v128.load(x, 32), v128.load(y, 32), a2);
    a3 = fma(v128.load(x, 48), v128.load(y, 48), a3);
    x += 64;
    y += 64;
  }
  a0 = f64x2.add(f64x2.add(a0, a1), f64x2.add(a2, a3));
  let sum = f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1);
  while (x < end) {
    sum += load<f64>(x) * load<f64>(y);
    x += 8;
    y += 8;
  }
  return sum;
}
