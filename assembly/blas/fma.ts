/**
 * a·b + c on two lanes: fused in the relaxed build, rounded twice in the baseline one. The constant
 * is folded at compile time, so that the baseline module holds no relaxed instruction (one makes
 * Node 20 refuse the whole module).
 */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}
