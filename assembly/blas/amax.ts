/** max |xᵢ| of n contiguous elements, 0 where there are none. */
export function amax(n: usize, x: usize): f64 {
  let largest = f64x2.splat(0);
  const end = x + (n << 3);
  const wide = x + ((n & ~1) << 3);
  for (; x < wide; x += 16) largest = f64x2.max(largest, f64x2.abs(v128.load(x)));
  let result = max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
  for (; x < end; x += 8) result = max(result, abs(load<f64>(x)));
  return result;
}
