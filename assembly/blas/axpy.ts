import { fma } from "./fma";

/** y ← α x + y on n contiguous elements; x and y do not overlap. */
export function axpy(n: usize, alpha: f64, x: usize, y: usize): void {
  if (alpha == 0) return;
  const a = f64x2.splat(alpha);
  const end = x + (n << 3);
  const wide = x + ((n & ~3) << 3);
  while (x < wide) {
    v128.store(y, fma(a, v128.load(x), v128.load(y)));
    v128.store(y, fma(a, v128.load(x, 16), v128.load(y, 16)), 16);
    x += 32;
    y += 32;
  }
  while (x < end) {
    store<f64>(y, alpha * load<f64>(x) + load<f64>(y));
    x += 8;
    y += 8;
  }
}
