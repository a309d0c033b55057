import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";

/**
 * x ← (L Lᵀ)⁻¹ x
 *
 * l: n × n lower triangular, what `potrf` left, rows `ldl` bytes apart; x: n, not overlapping l.
 */
export function potrs(n: i32, l: usize, ldl: usize, x: usize): void {
  // y ← L⁻¹ x by rows
  for (let i = 0; i < n; i++) {
    const row = l + <usize>i * ldl;
    const at = x + ((<usize>i) << 3);
    store<f64>(at, (load<f64>(at) - dot(i, row, x)) / load<f64>(row + ((<usize>i) << 3)));
  }
  // x ← L⁻ᵀ y by the same rows, last first
  for (let i = n - 1; i >= 0; i--) {
    const row = l + <usize>i * ldl;
    const at = x + ((<usize>i) << 3);
    const value = load<f64>(at) / load<f64>(row + ((<usize>i) << 3));
    store<f64>(at, value);
    axpy(i, -value, row, x);
  }
}
