import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { orgtr, orgtrScratch } from "./orgtr";
import { loadStrip, STRIP } from "./rotations";
import { steqr, steqrScratch } from "./steqr";
import { sytrd, sytrdScratch } from "./sytrd";

/** What `syev` returns. */
export const EIGEN_FOUND: i32 = 0;
export const EIGEN_NO_MEMORY: i32 = 1;
export const EIGEN_NOT_CONVERGED: i32 = 2;

/**
 * A = V diag(λ) Vᵀ, all eigenvalues and eigenvectors of a symmetric matrix: blocked tridiagonalization,
 * then implicit QL. About 2.7 n³ operations on matrices and 3 n³ in rotations.
 *
 * a: n × n, rows 8n bytes apart, the lower triangle is read; on return row k of it is the eigenvector of
 * lambda[k], of norm 1; lambda: n, ascending. Takes its workspace, 2n² doubles, from the heap.
 * Returns EIGEN_FOUND; after EIGEN_NO_MEMORY a is as it was.
 */
export function syev(n: i32, a: usize, lambda: usize): i32 {
  const strips = (n + STRIP - 1) / STRIP;
  const scratchBytes = max<u64>(max<u64>(sytrdScratch(n), orgtrScratch(n)), steqrScratch(n));
  const cells = <u64>n * <u64>n;
  const arena = createArena(
    2 * vectorBytes(n) +
      vectorBytes(n, 4) +
      vectorBytes(cells) +
      vectorBytes(<u64>strips * <u64>n, 64) +
      vectorBytes(scratchBytes, 1),
  );
  if (!arena) return EIGEN_NO_MEMORY;
  const e = takeZeroed(arena, n);
  const tau = takeZeroed(arena, n);
  const order = take(arena, n, 4);
  const q = take(arena, n * n);
  const rotated = take(arena, strips * n, 64);
  const scratch = take(arena, <usize>scratchBytes, 1);
  const ld = (<usize>n) << 3;
  const scale = scaleToOne(n, a);
  sytrd(n, a, ld, lambda, e, tau, scratch);
  orgtr(n, a, ld, tau, q, scratch);
  for (let b = 0; b < strips; b++) loadStrip(n, q, b, rotated + ((<usize>b * n) << 6));
  const found = steqr(n, lambda, e, rotated, strips, scratch);
  if (found) {
    sortOrder(n, lambda, order);
    // Rows of a ← eigenvectors in order; q serves as the sorted eigenvalues.
    for (let k = 0; k < n; k++) {
      const from = load<i32>(order + ((<usize>k) << 2));
      store<f64>(q + ((<usize>k) << 3), load<f64>(lambda + ((<usize>from) << 3)) * scale);
      for (let b = 0; b < strips; b++) {
        const width = min(STRIP, n - b * STRIP);
        memory.copy(a + <usize>k * ld + ((<usize>b) << 6), rotated + ((<usize>b * n + from) << 6), (<usize>width) << 3);
      }
    }
    memory.copy(lambda, q, ld);
  }
  releaseArena(arena);
  return found ? EIGEN_FOUND : EIGEN_NOT_CONVERGED;
}

/** Divides the lower triangle by its largest element, so that no square of it overflows or vanishes; returns it. */
function scaleToOne(n: i32, a: usize): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) largest = max<f64>(largest, Math.abs(load<f64>(a + ((<usize>i * n + j) << 3))));
  }
  if (largest == 0) return 1;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const at = a + ((<usize>i * n + j) << 3);
      store<f64>(at, load<f64>(at) / largest);
    }
  }
  return largest;
}

/** order ← the positions of the values, ascending: heapsort (Williams 1964), which takes no memory. */
function sortOrder(n: i32, values: usize, order: usize): void {
  for (let i = 0; i < n; i++) store<i32>(order + ((<usize>i) << 2), i);
  for (let root = (n >> 1) - 1; root >= 0; root--) siftDown(root, n, values, order);
  for (let end = n - 1; end > 0; end--) {
    const last = order + ((<usize>end) << 2);
    const top = load<i32>(order);
    store<i32>(order, load<i32>(last));
    store<i32>(last, top);
    siftDown(0, end, values, order);
  }
}

// @ts-ignore: decorator
@inline
function keyOf(values: usize, order: usize, i: i32): f64 {
  return load<f64>(values + ((<usize>load<i32>(order + ((<usize>i) << 2))) << 3));
}

function siftDown(root: i32, end: i32, values: usize, order: usize): void {
  for (;;) {
    let child = 2 * root + 1;
    if (child >= end) return;
    if (child + 1 < end && keyOf(values, order, child + 1) > keyOf(values, order, child)) child++;
    if (keyOf(values, order, child) <= keyOf(values, order, root)) return;
    const a = order + ((<usize>root) << 2);
    const b = order + ((<usize>child) << 2);
    const moved = load<i32>(a);
    store<i32>(a, load<i32>(b));
    store<i32>(b, moved);
    root = child;
  }
}
