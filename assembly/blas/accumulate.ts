/**
 * Sums and products carried to twice the working precision, for residuals that must be right to the
 * last bit of the data (Dekker 1971; Ogita, Rump and Oishi 2005, algorithms 3.1, 3.3 and 5.3).
 * A sum is `accHi + accLo`: `accReset`, then `accAdd` and `accAddProduct`, then `accValue`.
 */
let accHi: f64 = 0;
let accLo: f64 = 0;

/** 2²⁷ + 1 splits a double into two halves of 26 bits whose product is exact. */
const SPLITTER: f64 = 134217729;

// @ts-ignore: decorator
@inline
export function accReset(): void {
  accHi = 0;
  accLo = 0;
}

// @ts-ignore: decorator
@inline
export function accAdd(value: f64): void {
  const sum = accHi + value;
  const part = sum - accHi;
  accLo += accHi - (sum - part) + (value - part);
  accHi = sum;
}

// @ts-ignore: decorator
@inline
export function accAddProduct(a: f64, b: f64): void {
  const product = a * b;
  const ta = SPLITTER * a;
  const tb = SPLITTER * b;
  const ah = ta - (ta - a);
  const bh = tb - (tb - b);
  const al = a - ah;
  const bl = b - bh;
  const error = al * bl - (product - ah * bh - al * bh - ah * bl);
  const sum = accHi + product;
  const part = sum - accHi;
  accLo += accHi - (sum - part) + (product - part) + error;
  accHi = sum;
}

// @ts-ignore: decorator
@inline
export function accValue(): f64 {
  return accHi + accLo;
}

/** Adds xᵀy of n contiguous elements to the sum. */
export function accAddDot(n: usize, x: usize, y: usize): void {
  const end = x + (n << 3);
  while (x < end) {
    const a = load<f64>(x);
    const b = load<f64>(y);
    if (a != 0 && b != 0) accAddProduct(a, b);
    x += 8;
    y += 8;
  }
}
