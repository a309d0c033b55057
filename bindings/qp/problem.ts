import { Covariance } from "../covariance/covariance.js";
import { countOf, DimensionError, ValueError } from "../errors/errors.js";
import { orderOf, rowsOf, toMatrix, type MatrixInput } from "../errors/matrix.js";
import { toOptions } from "../errors/options.js";
import { toSymmetricMatrix } from "../errors/symmetric.js";
import { isArray, toVector, type VectorInput } from "../errors/vector.js";

/**
 * minimise ½xᵀPx + qᵀx subject to l ≤ Ax ≤ u, lb ≤ x ≤ ub. A side of ±Infinity, or of 1e30 or more in size, is none.
 */
export interface QPProblem {
  /** n × n, symmetric positive semidefinite: row-major, an array of rows, or a Covariance. */
  P: MatrixInput | Covariance;
  /** n; 0 by default. */
  q?: VectorInput | undefined;
  /** m × n: row-major or an array of rows; no rows by default. */
  A?: MatrixInput | undefined;
  /** m; no lower sides by default. */
  l?: VectorInput | undefined;
  /** m; no upper sides by default. */
  u?: VectorInput | undefined;
  /** n; no lower bounds by default. */
  lb?: VectorInput | undefined;
  /** n; no upper bounds by default. */
  ub?: VectorInput | undefined;
}

/** A problem whose every array was checked: finite P, q, A, symmetric P, l ≤ u, lb ≤ ub, missing sides ±Infinity. */
export interface CheckedProblem extends Sides {
  readonly P: Float64Array | Covariance;
  readonly q: Float64Array;
}

/** A problem whose P is n × n numbers. */
export interface DenseProblem extends CheckedProblem {
  readonly P: Float64Array;
}

/** What a point must satisfy: l ≤ Ax ≤ u, lb ≤ x ≤ ub. */
export interface Sides {
  readonly n: number;
  readonly m: number;
  readonly A: Float64Array;
  readonly l: Float64Array;
  readonly u: Float64Array;
  readonly lb: Float64Array;
  readonly ub: Float64Array;
}

/** Sides of this size and more are none: the convention of OSQP, qpbenchmark and most modelling tools. */
const INFINITE = 1e30;

/** The parts of a program. */
export const QP_KEYS = ["P", "q", "A", "l", "u", "lb", "ub"] as const;

/** The problem with every argument checked, or the error that names the first one that is wrong. */
export function checkProblem(problem: QPProblem): CheckedProblem {
  const { P, q, A = [], l, u, lb, ub } = toOptions("problem", problem, QP_KEYS, QP_KEYS.join(", "));
  const n = P instanceof Covariance ? P.assets : orderOf("P", P);
  const matrix = P instanceof Covariance ? P : checkCurvature(P, n);
  const linear = toVector("q", q ?? 0, n);
  const m = rowsOf("A", A, n);
  const rows = toMatrix("A", A, m, n);
  if (problem.A === undefined) refuseSidesWithoutRows(l, u);
  const [lower, upper] = checkSides(["l", "u"], l, u, m);
  const [lowerBounds, upperBounds] = checkSides(["lb", "ub"], lb, ub, n);
  return { n, m, P: matrix, q: linear, A: rows, l: lower, u: upper, lb: lowerBounds, ub: upperBounds };
}

/** P as n × n doubles, exactly symmetric; the caller's own array where it is that already. */
export function checkCurvature(P: MatrixInput | Covariance, n: number): Float64Array {
  if (!(P instanceof Covariance)) return toSymmetricMatrix("P", P, n);
  if (P.assets !== n) throw new DimensionError("P", countOf(P.assets, "asset"), n);
  return P.toMatrix();
}

/** Lower and upper sides as doubles, ±Infinity where there is none, each lower one at most its upper one. */
export function checkSides(
  [lowerName, upperName]: readonly [string, string],
  lowerInput: VectorInput | undefined,
  upperInput: VectorInput | undefined,
  length: number,
): [Float64Array, Float64Array] {
  const lower = toVector(lowerName, lowerInput ?? -Infinity, length, { finite: false });
  const upper = toVector(upperName, upperInput ?? Infinity, length, { finite: false });
  for (let i = 0; i < length; i++) {
    if (lower[i] <= upper[i] && -INFINITE < lower[i] && upper[i] < INFINITE) continue;
    if (lower[i] >= INFINITE)
      throw new ValueError(`${lowerName}[${i}]`, lower[i], "a lower side below 1e30 (infinity above leaves no point)");
    if (upper[i] <= -INFINITE)
      throw new ValueError(`${upperName}[${i}]`, upper[i], "an upper side above -1e30 (infinity below leaves no point)");
    if (lower[i] > upper[i]) throw new ValueError(`${lowerName}[${i}]`, lower[i], `at most ${upperName}[${i}] = ${upper[i]}`);
    if (lower[i] <= -INFINITE) lower[i] = -Infinity;
    if (upper[i] >= INFINITE) upper[i] = Infinity;
  }
  return [lower, upper];
}

/** Throws where there are sides and no rows for them. */
export function refuseSidesWithoutRows(l: VectorInput | undefined, u: VectorInput | undefined): void {
  for (const [name, sides] of [
    ["l", l],
    ["u", u],
  ] as const) {
    const count = sides === undefined ? 0 : isArray(sides) ? sides.length : 1;
    if (count !== 0) throw new DimensionError(name, countOf(count, "value"), "0 (there is no A)");
  }
}
