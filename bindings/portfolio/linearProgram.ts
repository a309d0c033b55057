import { Covariance } from "../covariance/covariance.js";
import { factorCovariance } from "../covariance/factor.js";
import type { Sides } from "../qp/problem.js";
import type { CheckedSettings } from "../qp/settings.js";
import { solveDense } from "../qp/solveDense.js";
import { solveOverUniverse } from "../qp/solveOverUniverse.js";
import type { Wasm } from "../wasm.js";

/**
 * Bounds that were left out stand this many times farther than the farthest side of the problem: a variable with a bound
 * costs the solver nothing where it is not needed, a free one does. No claim rests on it (see isInfeasible).
 */
const FAR = 1e4;

/** Up to so many variables all are in the program from the start; beyond, only those that are needed. */
const MOST_DENSE = 400;

/** A multiplier this small beside the largest is rounding. */
export const ROUNDING = 1e-9;

/** Some of a problem's constraints: rows by position, all lower bounds or none, all upper bounds or none. */
export interface Part {
  readonly rows: readonly number[];
  readonly minWeights: boolean;
  readonly maxWeights: boolean;
}

/**
 * Linear programs over parts of one problem's constraints, to say why the whole of them cannot hold. Bounds alone,
 * or with one row, are sums; only two rows and more are solved for.
 */
export class LinearPrograms {
  readonly #far: number;
  #noCurvature: Float64Array | Covariance | undefined;

  constructor(
    private readonly wasm: Wasm,
    private readonly sides: Sides,
    private readonly settings: CheckedSettings,
  ) {
    const { l, u, lb, ub } = sides;
    this.#far = FAR * Math.max(1, largestOf(l, u, lb, ub));
  }

  /** Gives the memory back. */
  dispose(): void {
    if (this.#noCurvature instanceof Covariance) this.#noCurvature.dispose();
  }

  /** Whether it is proved that nothing satisfies the part. */
  isInfeasible(part: Part): boolean {
    const { n, A, l, u } = this.sides;
    if (part.rows.length > 1) return this.#isProvedInfeasible(part);
    return part.rows.some((row) => {
      const coefficients = A.subarray(row * n, (row + 1) * n);
      const bounds = { ...part, rows: [] };
      return this.least(coefficients, bounds) > u[row] || this.greatest(coefficients, bounds) < l[row];
    });
  }

  /** Whether there is a certificate that does without the bounds that were left out. */
  #isProvedInfeasible(part: Part): boolean {
    const { status, y, z } = this.#solve(part, new Float64Array(this.sides.n));
    if (status !== "primal_infeasible") return false;
    const nothing = ROUNDING * largestOf(y, z);
    return (part.minWeights || z.every((one) => one >= -nothing)) && (part.maxWeights || z.every((one) => one <= nothing));
  }

  /** The least value of the coefficients times w over the part: −Infinity where there is none, NaN where it is not found. */
  least(coefficients: Float64Array, part: Part): number {
    if (part.rows.length === 0) return this.#leastBetweenBounds(coefficients, part);
    const { status, objective } = this.#solve(part, coefficients);
    if (status === "dual_infeasible") return -Infinity;
    return status === "solved" ? objective : NaN;
  }

  /** The greatest value: Infinity where there is none, NaN where it is not found. */
  greatest(coefficients: Float64Array, part: Part): number {
    return -this.least(
      coefficients.map((one) => -one),
      part,
    );
  }

  #leastBetweenBounds(coefficients: Float64Array, { minWeights, maxWeights }: Part): number {
    const { lb, ub } = this.sides;
    return coefficients.reduce((sum, one, i) => {
      if (one === 0) return sum;
      return sum + one * (one > 0 ? (minWeights ? lb[i] : -Infinity) : maxWeights ? ub[i] : Infinity);
    }, 0);
  }

  #solve({ rows, minWeights, maxWeights }: Part, q: Float64Array) {
    const { n, A, l, u, lb, ub } = this.sides;
    const some = new Float64Array(rows.length * n);
    rows.forEach((row, i) => some.set(A.subarray(row * n, (row + 1) * n), i * n));
    const problem = {
      n,
      m: rows.length,
      q,
      A: some,
      l: Float64Array.from(rows, (row) => l[row]),
      u: Float64Array.from(rows, (row) => u[row]),
      lb: minWeights ? lb : new Float64Array(n).fill(-this.#far),
      ub: maxWeights ? ub : new Float64Array(n).fill(this.#far),
    };
    const P = (this.#noCurvature ??= n > MOST_DENSE ? nothing(this.wasm, n) : new Float64Array(n * n));
    const settings = { ...this.settings, warmStart: undefined };
    return P instanceof Covariance
      ? solveOverUniverse({ ...problem, P }, settings)
      : solveDense(this.wasm, { ...problem, P }, settings);
  }
}

/** A covariance of zeros, of n numbers. */
function nothing(wasm: Wasm, n: number): Covariance {
  return factorCovariance(wasm, { loadings: new Float64Array(n), factorCovariance: [[0]], specificVariances: 0 });
}

/** The largest finite size among the values. */
export function largestOf(...vectors: Float64Array[]): number {
  let most = 0;
  for (const vector of vectors) for (const one of vector) if (Number.isFinite(one)) most = Math.max(most, Math.abs(one));
  return most;
}
