/**
 * Checks what a solver claims against the data, straight from the definitions in the public contract, in
 * sums of twice the working precision (Ogita, Rump & Oishi 2005, Dot2), and shares no code with the solver.
 */

/** A problem written out: every side present, ±Infinity where there is none. */
export interface PlainQP {
  n: number;
  m: number;
  P: number[][];
  q: number[];
  A: number[][];
  l: number[];
  u: number[];
  lb: number[];
  ub: number[];
}

export interface Point {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  z: ArrayLike<number>;
}

/** A residual and the largest term of the sum it is made of. */
export interface Residual {
  value: number;
  scale: number;
}

const SPLIT = 134217729;

/** Σ aᵢbᵢ as if in twice the precision. */
export function exactDot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  let error = 0;
  for (let i = 0; i < a.length; i++) {
    const product = a[i] * b[i];
    if (product === 0) continue;
    const aHigh = SPLIT * a[i] - (SPLIT * a[i] - a[i]);
    const bHigh = SPLIT * b[i] - (SPLIT * b[i] - b[i]);
    const aLow = a[i] - aHigh;
    const bLow = b[i] - bHigh;
    const low = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
    const next = sum + product;
    const rest = next - sum;
    error += sum - (next - rest) + (product - rest) + low;
    sum = next;
  }
  return sum + error;
}

const times = (M: number[][], x: ArrayLike<number>): number[] => M.map((row) => exactDot(row, x));
const column = (M: number[][], j: number): number[] => M.map((row) => row[j]);
const largest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) most = Number.isNaN(value) ? NaN : Math.max(most, Math.abs(value));
  return most;
};
const finite = (sides: number[]): number[] => sides.filter(Number.isFinite);

/** The side a multiplier is active at; 0 for none, so that 0 · side is 0. */
const activeSide = (multiplier: number, lower: number, upper: number): number =>
  multiplier === 0 ? 0 : multiplier > 0 ? upper : lower;

/** max(Ax − u, l − Ax, x − ub, lb − x, 0). */
export function primalResidual({ A, l, u, lb, ub, n }: PlainQP, x: ArrayLike<number>): Residual {
  const Ax = times(A, x);
  let value = 0;
  for (let i = 0; i < Ax.length; i++) value = Math.max(value, Ax[i] - u[i], l[i] - Ax[i]);
  for (let j = 0; j < n; j++) value = Math.max(value, x[j] - ub[j], lb[j] - x[j]);
  if (Ax.some(Number.isNaN) || Array.from(x).some(Number.isNaN)) value = NaN;
  return { value, scale: largest([...Ax, ...finite(l), ...finite(u), ...finite(lb), ...finite(ub), ...Array.from(x)]) };
}

/** ‖Px + q + Aᵀy + z‖∞. */
export function dualResidual({ P, q, A, n }: PlainQP, { x, y, z }: Point): Residual {
  const ys = Array.from(y);
  let value = 0;
  const terms: number[] = [];
  for (let j = 0; j < n; j++) {
    const Aj = column(A, j);
    const sum = exactDot([...P[j], q[j], ...Aj, z[j]], [...Array.from(x), 1, ...ys, 1]);
    value = Number.isNaN(sum) ? NaN : Math.max(value, Math.abs(sum));
    terms.push(exactDot(P[j], x), q[j], exactDot(Aj, ys), z[j]);
  }
  return { value, scale: largest(terms) };
}

/** |xᵀPx + qᵀx + the multipliers times the sides they are active at|; infinite where a multiplier pulls at a side that is not there. */
export function dualityGap({ P, q, l, u, lb, ub }: PlainQP, { x, y, z }: Point): Residual {
  const ySides = Array.from(y, (one, i) => activeSide(one, l[i], u[i]));
  const zSides = Array.from(z, (one, j) => activeSide(one, lb[j], ub[j]));
  const Px = times(P, x);
  const value = Math.abs(
    exactDot([...Array.from(x), ...q, ...Array.from(y), ...Array.from(z)], [...Px, ...Array.from(x), ...ySides, ...zSides]),
  );
  const terms = [
    exactDot(x, Px),
    exactDot(q, x),
    ...ySides.map((side, i) => side * y[i]),
    ...zSides.map((side, j) => side * z[j]),
  ];
  return { value, scale: largest(terms) };
}

/** ½xᵀPx + qᵀx. */
export function objectiveAt({ P, q }: PlainQP, x: ArrayLike<number>): number {
  return exactDot(x, times(P, x)) / 2 + exactDot(q, x);
}

/**
 * A Farkas certificate: Aᵀy + z = 0 (`balance`) while the multipliers times their sides sum to less than
 * 0 (`value`), both beside the largest term they are made of.
 */
export function farkas(
  { A, l, u, lb, ub, n }: PlainQP,
  y: ArrayLike<number>,
  z: ArrayLike<number>,
): { balance: number; value: number } {
  const ys = Array.from(y);
  let balance = 0;
  let size = 0;
  for (let j = 0; j < n; j++) {
    const Aj = column(A, j);
    balance = Math.max(balance, Math.abs(exactDot([...Aj, z[j]], [...ys, 1])));
    size = Math.max(size, Math.abs(z[j]), largest(Aj.map((a, i) => a * ys[i])));
  }
  const sides = [...ys.map((one, i) => activeSide(one, l[i], u[i])), ...Array.from(z, (one, j) => activeSide(one, lb[j], ub[j]))];
  const multipliers = [...ys, ...Array.from(z)];
  const terms = largest(sides.map((side, i) => side * multipliers[i]));
  return { balance: balance === 0 ? 0 : balance / size, value: exactDot(sides, multipliers) / terms };
}

/**
 * A ray of descent: Px = 0 (`curvature`), qᵀx < 0 (`slope`), and no finite side is left along it
 * (`leaving`), each beside the size of its terms.
 */
export function ray(
  { P, q, A, l, u, lb, ub, n }: PlainQP,
  x: ArrayLike<number>,
): { curvature: number; slope: number; leaving: number } {
  const xs = Array.from(x);
  const size = largest(xs);
  const Px = largest(times(P, xs));
  const entries = largest(P.flat());
  let leaving = 0;
  A.forEach((row, i) => {
    const rate = exactDot(row, xs);
    const scale = largest(row.map((a, j) => a * xs[j]));
    if (scale === 0) return;
    if (u[i] < Infinity) leaving = Math.max(leaving, rate / scale);
    if (l[i] > -Infinity) leaving = Math.max(leaving, -rate / scale);
  });
  for (let j = 0; j < n; j++) {
    if (ub[j] < Infinity) leaving = Math.max(leaving, xs[j] / size);
    if (lb[j] > -Infinity) leaving = Math.max(leaving, -xs[j] / size);
  }
  return {
    curvature: Px === 0 ? 0 : Px / (entries * size),
    slope: exactDot(q, xs) / largest(q.map((one, j) => one * xs[j])),
    leaving,
  };
}
