import { axpy2 } from "../blas/axpy";
import { dot } from "../blas/dot";

/** x ← L⁻¹ x, by rows. l: n × n lower triangular, rows `ldl` bytes apart; x: n, not overlapping the rows read. */
export function trsv(n: i32, l: usize, ldl: usize, x: usize): void {
  for (let i = 0; i < n; i++) {
    const row = l + <usize>i * ldl;
    const at = x + ((<usize>i) << 3);
    store<f64>(at, (load<f64>(at) - dot(i, row, x)) / load<f64>(row + ((<usize>i) << 3)));
  }
}

/** x ← L⁻ᵀ x, by the same rows, last first, two at a time. */
export function trsvT(n: i32, l: usize, ldl: usize, x: usize): void {
  let i = n - 1;
  for (; i > 0; i -= 2) {
    const row = l + <usize>i * ldl;
    const before = row - ldl;
    const at = x + ((<usize>i) << 3);
    const offset = (<usize>i - 1) << 3;
    const last = load<f64>(at) / load<f64>(row + offset, 8);
    const other = (load<f64>(at - 8) - last * load<f64>(row + offset)) / load<f64>(before + offset);
    store<f64>(at, last);
    store<f64>(at - 8, other);
    axpy2(i - 1, -last, row, -other, before, x);
  }
  if (i == 0) store<f64>(x, load<f64>(x) / load<f64>(l));
}
