import { fma } from "./fma";

/** y ← α x + y on n contiguous elements; x and y do not overlap. */
export function axpy(n: usize, alpha: f64, x: usize, y: usize): void {
  if (alpha == 0) return;
  const a = f64x2.splat(alpha);
  const end = x + (n << 3);
  const wide = x + ((n & ~3) << 3);
  while (x < wide) {
    v128.store(y, fma(a, v128.load(x), v128.load(y)));
    v128.store(y, fma(a, v128.load(x, 16), v128.load(y, 16)), 16);
    x += 32;
    y += 32;
  }
  while (x < end) {
    store<f64>(y, alpha * load<f64>(x) + load<f64>(y));
    x += 8;
    y += 8;
  }
}

/** y ← β z + (α x + y): the bits of one `axpy` after the other. */
export function axpy2(n: usize, alpha: f64, x: usize, beta: f64, z: usize, y: usize): void {
  const a = f64x2.splat(alpha);
  const b = f64x2.splat(beta);
  const end = y + ((n & ~1) << 3);
  while (y < end) {
    v128.store(y, fma(b, v128.load(z), fma(a, v128.load(x), v128.load(y))));
    x += 16;
    z += 16;
    y += 16;
  }
  if (n & 1) store<f64>(y, beta * load<f64>(z) + (alpha * load<f64>(x) + load<f64>(y)));
}

/** Vectors that wait for `axpyLater` to have four, the last of them last. */
let waiting = 0;
let a0: f64 = 0;
let a1: f64 = 0;
let a2: f64 = 0;
let x0: usize = 0;
let x1: usize = 0;
let x2: usize = 0;

/**
 * One of several y ← α x + y with the same y, which is not touched until there are four, or at `axpyRest`: it is then read and written once
 * for all of them. The bits are those of one `axpy` after the other.
 */
export function axpyLater(n: usize, alpha: f64, x: usize, y: usize): void {
  if (alpha == 0) return;
  if (waiting == 3) {
    waiting = 0;
    axpy4(n, alpha, x, y);
    return;
  }
  a0 = a1;
  x0 = x1;
  a1 = a2;
  x1 = x2;
  a2 = alpha;
  x2 = x;
  waiting++;
}

/** Adds those of `axpyLater` that wait. */
export function axpyRest(n: usize, y: usize): void {
  if (waiting > 2) axpy(n, a0, x0, y);
  if (waiting > 1) axpy(n, a1, x1, y);
  if (waiting > 0) axpy(n, a2, x2, y);
  waiting = 0;
}

function axpy4(n: usize, alpha: f64, x: usize, y: usize): void {
  const b0 = f64x2.splat(a0);
  const b1 = f64x2.splat(a1);
  const b2 = f64x2.splat(a2);
  const b3 = f64x2.splat(alpha);
  let u0 = x0;
  let u1 = x1;
  let u2 = x2;
  const end = y + ((n & ~3) << 3);
  while (y < end) {
    const low = fma(b1, v128.load(u1), fma(b0, v128.load(u0), v128.load(y)));
    const high = fma(b1, v128.load(u1, 16), fma(b0, v128.load(u0, 16), v128.load(y, 16)));
    v128.store(y, fma(b3, v128.load(x), fma(b2, v128.load(u2), low)));
    v128.store(y, fma(b3, v128.load(x, 16), fma(b2, v128.load(u2, 16), high)), 16);
    u0 += 32;
    u1 += 32;
    u2 += 32;
    x += 32;
    y += 32;
  }
  n &= 3;
  axpy(n, a0, u0, y);
  axpy(n, a1, u1, y);
  axpy(n, a2, u2, y);
  axpy(n, alpha, x, y);
}
