import { axpy } from "../blas/axpy";
import { dot } from "../blas/dot";

/** x ← L⁻¹ x, by rows. l: n × n lower triangular, rows `ldl` bytes apart; x: n, not overlapping the rows read. */
export function trsv(n: i32, l: usize, ldl: usize, x: usize): void {
  for (let i = 0; i < n; i++) {
    const row = l + <usize>i * ldl;
    const at = x + ((<usize>i) << 3);
    store<f64>(at, (load<f64>(at) - dot(i, row, x)) / load<f64>(row + ((<usize>i) << 3)));
  }
}

/** x ← L⁻ᵀ x, by the same rows, last first. */
export function trsvT(n: i32, l: usize, ldl: usize, x: usize): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = l + <usize>i * ldl;
    const at = x + ((<usize>i) << 3);
    const value = load<f64>(at) / load<f64>(row + ((<usize>i) << 3));
    store<f64>(at, value);
    axpy(i, -value, row, x);
  }
}
