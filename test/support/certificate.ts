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
export const largest = (values: Iterable<number>): number => {
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

/** A multiplier below this share of the largest one, both in units that make the entries about 1, is rounding. */
const INSIGNIFICANT = 1e-12;

/**
 * Units of the variables (`c`) and of the rows (`r`) in which the largest entry of every row and column of P and A is
 * about 1 (Ruiz 2001), so that what is small does not depend on the units of the problem. A variable without entries is
 * measured by its bounds, or else by its cost.
 */
export function naturalUnits({ P, q, A, lb, ub, n }: PlainQP): { c: number[]; r: number[] } {
  const c = new Array<number>(n).fill(1);
  const r = A.map(() => 1);
  const divided = (unit: number, most: number): number => (most > 0 ? unit / Math.sqrt(most) : unit);
  for (let sweep = 0; sweep < 12; sweep++) {
    const curvatures = P.map((row, j) => c[j] * largest(row.map((one, k) => one * c[k])));
    const weight = 1 / (largest(curvatures) || 1);
    A.forEach((row, i) => (r[i] = divided(r[i], r[i] * largest(row.map((a, j) => a * c[j])))));
    const entries = c.map((one, j) => one * largest(A.map((row, i) => row[j] * r[i])));
    entries.forEach((entry, j) => (c[j] = divided(c[j], Math.max(entry, weight * curvatures[j]))));
  }
  P.forEach((row, j) => {
    if (largest(row) === 0 && largest(column(A, j)) === 0) c[j] = largest(finite([lb[j], ub[j]])) || 1 / Math.abs(q[j] || 1);
  });
  return { c, r };
}

/**
 * A Farkas certificate: Aᵀy + z = 0 (`balance`) while the multipliers times their sides sum to less than
 * 0 (`value`), both beside the largest term they are made of. Multipliers that are rounding count as 0: where the
 * others prove nothing, neither do they.
 */
export function farkas(qp: PlainQP, y: ArrayLike<number>, z: ArrayLike<number>): { balance: number; value: number } {
  const { A, l, u, lb, ub } = qp;
  const { c, r } = naturalUnits(qp);
  const ySizes = Array.from(y, (one, i) => Math.abs(one) / r[i]);
  const zSizes = Array.from(z, (one, j) => Math.abs(one) * c[j]);
  const rounding = INSIGNIFICANT * largest([...ySizes, ...zSizes]);
  const ys = Array.from(y, (one, i) => (ySizes[i] > rounding ? one : 0));
  const zs = Array.from(z, (one, j) => (zSizes[j] > rounding ? one : 0));
  const balance = largest(zs.map((one, j) => c[j] * exactDot([...column(A, j), one], [...ys, 1])));
  const size = largest(zs.map((one, j) => c[j] * Math.max(Math.abs(one), largest(A.map((row, i) => row[j] * ys[i])))));
  const sides = [...ys.map((one, i) => activeSide(one, l[i], u[i])), ...zs.map((one, j) => activeSide(one, lb[j], ub[j]))];
  const multipliers = [...ys, ...zs];
  const terms = largest(sides.map((side, i) => side * multipliers[i]));
  return { balance: size === 0 ? 0 : balance / size, value: terms === 0 ? 0 : exactDot(sides, multipliers) / terms };
}

/**
 * A ray of descent: Px = 0 (`curvature`), qᵀx < 0 (`slope`), and no finite side is left along it
 * (`leaving`), each beside the size of its terms. Parts of x that are
 * rounding count as 0: where the others do not lead down, neither do they.
 */
export function ray(qp: PlainQP, x: ArrayLike<number>): { curvature: number; slope: number; leaving: number } {
  const { P, q, A, l, u, lb, ub } = qp;
  const { c, r } = naturalUnits(qp);
  const size = largest(Array.from(x, (one, j) => one / c[j]));
  const xs = Array.from(x, (one, j) => (Math.abs(one) / c[j] > INSIGNIFICANT * size ? one : 0));
  const Px = largest(times(P, xs).map((one, j) => one * c[j]));
  const entries = largest(P.flatMap((row, i) => row.map((one, j) => c[i] * one * c[j])));
  let leaving = 0;
  const leave = (rate: number, lower: number, upper: number): void => {
    if (upper < Infinity) leaving = Math.max(leaving, rate / size);
    if (lower > -Infinity) leaving = Math.max(leaving, -rate / size);
  };
  A.forEach((row, i) => leave(r[i] * exactDot(row, xs), l[i], u[i]));
  xs.forEach((one, j) => leave(one / c[j], lb[j], ub[j]));
  const slope = exactDot(q, xs);
  return {
    curvature: Px === 0 ? 0 : Px / (entries * size),
    slope: slope === 0 ? 0 : slope / largest(q.map((one, j) => one * xs[j])),
    leaving,
  };
}
