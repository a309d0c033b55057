import { rotateStrip } from "./rotations";

/** Sweeps of rotations that are gathered before they are applied. */
const SWEEPS: i32 = 48;

/** Iterations an eigenvalue may take on average. */
const LIMIT: i32 = 30;

const EPSILON: f64 = 2.220446049250313e-16;

/** Rotations not yet applied: sweep k has columns first[k] … last[k] and its cosines and sines from offset[k] on. */
@unmanaged
class Pending {
  n: i32;
  strips: i32;
  q: usize;
  count: i32;
  used: i32;
  capacity: i32;
  first: usize;
  last: usize;
  offset: usize;
  cosines: usize;
  sines: usize;
}

/** Bytes of scratch that `steqr` of order n needs. */
export function steqrScratch(n: i32): u64 {
  return 64 + 3 * SWEEPS * 4 + 2 * <u64>SWEEPS * <u64>n * 8;
}

/**
 * The eigenvalues of the tridiagonal matrix T and Q ← Q · (its eigenvectors), by implicit QL with
 * Wilkinson's shift (Bowdler, Martin, Reinsch & Wilkinson 1968; Wilkinson 1968, Global convergence).
 *
 * d: n, the diagonal, on return the eigenvalues, not sorted; e: n, e[i] = T[i, i−1] for i ≥ 1, destroyed;
 * q: `strips` strips of eight rows of Q (see rotations.ts), 64n bytes each; scratch: `steqrScratch(n)` bytes.
 * Returns whether every eigenvalue was found. Rotations are gathered over 48 sweeps and then applied
 * strip by strip, so that Q is read 48 times less often than it is rotated.
 */
export function steqr(n: i32, d: usize, e: usize, q: usize, strips: i32, scratch: usize): bool {
  const pending = changetype<Pending>(scratch);
  pending.n = n;
  pending.strips = strips;
  pending.q = q;
  pending.count = 0;
  pending.used = 0;
  pending.capacity = SWEEPS * n;
  pending.first = scratch + 64;
  pending.last = pending.first + SWEEPS * 4;
  pending.offset = pending.last + SWEEPS * 4;
  pending.cosines = pending.offset + SWEEPS * 4;
  pending.sines = pending.cosines + ((<usize>pending.capacity) << 3);
  // e[i] ← T[i+1, i]
  memory.copy(e, e + 8, (<usize>(n - 1)) << 3);
  put(e, n - 1, 0);
  let left = LIMIT * n;
  for (let l = 0; l < n; l++) {
    for (;;) {
      const m = smallCoupling(l, n, d, e);
      if (m == l) break;
      if (left-- == 0) return false;
      sweep(l, m, d, e, pending);
    }
  }
  applyPending(pending);
  return true;
}

// @ts-ignore: decorator
@inline
function item(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

// @ts-ignore: decorator
@inline
function put(x: usize, i: i32, value: f64): void {
  store<f64>(x + ((<usize>i) << 3), value);
}

/** The first m ≥ l at which T falls apart: e[m] is negligible beside its neighbours on the diagonal. */
function smallCoupling(l: i32, n: i32, d: usize, e: usize): i32 {
  let m = l;
  for (; m < n - 1; m++) {
    const size = Math.abs(item(d, m)) + Math.abs(item(d, m + 1));
    if (Math.abs(item(e, m)) <= EPSILON * size) break;
  }
  return m;
}

/** One QL step on rows l … m: chases the bulge from m up to l, and keeps its rotations. */
function sweep(l: i32, m: i32, d: usize, e: usize, pending: Pending): void {
  if (pending.count == SWEEPS || pending.used + m - l > pending.capacity) applyPending(pending);
  const k = pending.count;
  const cosines = pending.cosines + ((<usize>pending.used) << 3);
  const sines = pending.sines + ((<usize>pending.used) << 3);
  // The eigenvalue of the leading 2 × 2 block nearer to d[l]
  let g = (item(d, l + 1) - item(d, l)) / (2 * item(e, l));
  let r = Math.sqrt(g * g + 1);
  g = item(d, m) - item(d, l) + item(e, l) / (g + (g < 0 ? -r : r));
  let s: f64 = 1;
  let c: f64 = 1;
  let p: f64 = 0;
  let first = l;
  for (let i = m - 1; i >= l; i--) {
    const f = s * item(e, i);
    const b = c * item(e, i);
    r = Math.sqrt(f * f + g * g);
    put(e, i + 1, r);
    if (r == 0) {
      // The bulge vanished: what is done stands, the rest starts anew.
      put(d, i + 1, item(d, i + 1) - p);
      put(e, m, 0);
      first = i + 1;
      break;
    }
    s = f / r;
    c = g / r;
    g = item(d, i + 1) - p;
    r = (item(d, i) - g) * s + 2 * c * b;
    p = s * r;
    put(d, i + 1, g + p);
    g = c * r - b;
    put(cosines, i - l, c);
    put(sines, i - l, s);
  }
  if (first == l) {
    put(d, l, item(d, l) - p);
    put(e, l, g);
    put(e, m, 0);
  }
  if (first == m) return;
  store<i32>(pending.first + ((<usize>k) << 2), first);
  store<i32>(pending.last + ((<usize>k) << 2), m);
  store<i32>(pending.offset + ((<usize>k) << 2), pending.used + first - l);
  pending.used += m - l;
  pending.count = k + 1;
}

/** Q ← Q · (the rotations kept), a strip at a time. */
function applyPending(pending: Pending): void {
  const length = (<usize>pending.n) << 6;
  for (let b = 0; b < pending.strips; b++) {
    const strip = pending.q + <usize>b * length;
    for (let k = 0; k < pending.count; k++) {
      const at = (<usize>k) << 2;
      const offset = (<usize>load<i32>(pending.offset + at)) << 3;
      rotateStrip(
        load<i32>(pending.first + at),
        load<i32>(pending.last + at),
        pending.cosines + offset,
        pending.sines + offset,
        strip,
      );
    }
  }
  pending.count = 0;
  pending.used = 0;
}
