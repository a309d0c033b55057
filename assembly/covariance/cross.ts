import { gemm, gemmScratch } from "../blas/gemm";
import { Operand } from "../blas/operand";
import { get, getIndex, set } from "../memory/access";
import { Covariance, DENSE, denseRow, gramOperand } from "./covariance";

/** Room for a second operand at the start of the scratch. */
const OPERAND: usize = 64;

/** Bytes of scratch for a block of `rows` × `columns` elements. */
export function crossScratch(cov: Covariance, rows: i32, columns: i32): u64 {
  return cov.kind == DENSE ? 0 : OPERAND + gemmScratch(rows, columns, cov.depth);
}

/**
 * out ← P[rows, columns], nr × nc, its rows `ld` elements apart; `rows` and `columns` list assets (i32), none of them in both.
 * scratch: `crossScratch(cov, nr, nc)` bytes. Reads of the returns only those assets.
 */
export function gatherCross(
  cov: Covariance,
  rows: usize,
  nr: i32,
  columns: usize,
  nc: i32,
  out: usize,
  ld: usize,
  scratch: usize,
): void {
  if (cov.kind == DENSE) {
    for (let r = 0; r < nr; r++) {
      const from = denseRow(cov, getIndex(rows, r));
      const to = out + ((<usize>r * ld) << 3);
      for (let c = 0; c < nc; c++) set(to, c, get(from, getIndex(columns, c)));
    }
    return;
  }
  const left = changetype<Operand>(scratch);
  memory.copy(scratch, changetype<usize>(gramOperand(cov, rows)), offsetof<Operand>());
  const right = gramOperand(cov, columns);
  for (let r = 0; r < nr; r++) memory.fill(out + ((<usize>r * ld) << 3), 0, (<usize>nc) << 3);
  const minus = cov.negative;
  if (minus > 0) gemm(nr, nc, minus, -1, left, 0, 0, right, 0, 0, out, ld << 3, scratch + OPERAND);
  if (minus < cov.depth) gemm(nr, nc, cov.depth - minus, 1, left, 0, minus, right, 0, minus, out, ld << 3, scratch + OPERAND);
  if (cov.extra == 0) return;
  for (let r = 0; r < nr; r++) {
    const to = out + ((<usize>r * ld) << 3);
    const e = cov.extraSign * get(cov.extra, getIndex(rows, r));
    for (let c = 0; c < nc; c++) set(to, c, get(to, c) + e * get(cov.extra, getIndex(columns, c)));
  }
}
