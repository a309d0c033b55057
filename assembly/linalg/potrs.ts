import { trsv, trsvT } from "./trsv";

/**
 * x ← (L Lᵀ)⁻¹ x
 *
 * l: n × n lower triangular, what `potrf` left, rows `ldl` bytes apart; x: n, not overlapping l.
 */
export function potrs(n: i32, l: usize, ldl: usize, x: usize): void {
  trsv(n, l, ldl, x);
  trsvT(n, l, ldl, x);
}
