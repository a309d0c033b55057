/** x ← α x on n contiguous elements. */
export function scal(n: usize, alpha: f64, x: usize): void {
  const end = x + (n << 3);
  for (; x < end; x += 8) store<f64>(x, alpha * load<f64>(x));
}
