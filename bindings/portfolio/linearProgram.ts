import type { CheckedProblem } from "../qp/problem.js";
import type { CheckedSettings } from "../qp/settings.js";
import { solveChecked } from "../qp/solveQP.js";
import type { Wasm } from "../wasm.js";

/**
 * Bounds that were left out stand this many times farther than the farthest side of the problem: a variable with a bound
 * costs the solver nothing where it is not needed, a free one does. No claim rests on it (see isInfeasible).
 */
const FAR = 1e4;

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
  #noCurvature: Float64Array | undefined;

  constructor(
    private readonly wasm: Wasm,
    private readonly qp: CheckedProblem,
    private readonly settings: CheckedSettings,
  ) {
    const { l, u, lb, ub } = qp;
    this.#far = FAR * Math.max(1, largestOf(l, u, lb, ub));
  }

  /** Whether it is proved that nothing satisfies the part. */
  isInfeasible(part: Part): boolean {
    const { n, A, l, u } = this.qp;
    if (part.rows.length > 1) return this.#isProvedInfeasible(part);
    return part.rows.some((row) => {
      const coefficients = A.subarray(row * n, (row + 1) * n);
      const bounds = { ...part, rows: [] };
      return this.least(coefficients, bounds) > u[row] || this.greatest(coefficients, bounds) < l[row];
    });
  }

  /** Whether there is a certificate that does without the bounds that were left out. */
  #isProvedInfeasible(part: Part): boolean {
    const { status, y, z } = this.#solve(part, new Float64Array(this.qp.n));
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
    const { lb, ub } = this.qp;
    return coefficients.reduce((sum, one, i) => {
      if (one === 0) return sum;
      return sum + one * (one > 0 ? (minWeights ? lb[i] : -Infinity) : maxWeights ? ub[i] : Infinity);
    }, 0);
  }

  #solve({ rows, minWeights, maxWeights }: Part, q: Float64Array) {
    const { n, A, l, u, lb, ub } = this.qp;
    const some = new Float64Array(rows.length * n);
    rows.forEach((row, i) => some.set(A.subarray(row * n, (row + 1) * n), i * n));
    const problem = {
      n,
      m: rows.length,
      P: (this.#noCurvature ??= new Float64Array(n * n)),
      q,
      A: some,
      l: Float64Array.from(rows, (row) => l[row]),
      u: Float64Array.from(rows, (row) => u[row]),
      lb: minWeights ? lb : new Float64Array(n).fill(-this.#far),
      ub: maxWeights ? ub : new Float64Array(n).fill(this.#far),
    };
    return solveChecked(this.wasm, problem, { ...this.settings, warmStart: undefined });
  }
}

/** The largest finite size among the values. */
export function largestOf(...vectors: Float64Array[]): number {
  let most = 0;
  for (const vector of vectors) for (const one of vector) if (Number.isFinite(one)) most = Math.max(most, Math.abs(one));
  return most;
}
