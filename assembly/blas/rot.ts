/** (x, y) ← (c x + s y, c y − s x) on n contiguous elements: a plane rotation of two vectors. */
export function rot(n: usize, x: usize, y: usize, c: f64, s: f64): void {
  const cc = f64x2.splat(c);
  const ss = f64x2.splat(s);
  const end = x + (n << 3);
  const wide = x + ((n & ~3) << 3);
  while (x < wide) {
    const x0 = v128.load(x);
    const y0 = v128.load(y);
    const x1 = v128.load(x, 16);
    const y1 = v128.load(y, 16);
    v128.store(x, f64x2.add(f64x2.mul(cc, x0), f64x2.mul(ss, y0)));
    v128.store(y, f64x2.sub(f64x2.mul(cc, y0), f64x2.mul(ss, x0)));
    v128.store(x, f64x2.add(f64x2.mul(cc, x1), f64x2.mul(ss, y1)), 16);
    v128.store(y, f64x2.sub(f64x2.mul(cc, y1), f64x2.mul(ss, x1)), 16);
    x += 32;
    y += 32;
  }
  while (x < end) {
    const xi = load<f64>(x);
    const yi = load<f64>(y);
    store<f64>(x, c * xi + s * yi);
    store<f64>(y, c * yi - s * xi);
    x += 8;
    y += 8;
  }
}
