import { Covariance } from "../covariance/covariance.js";
import { factorCovariance } from "../covariance/factor.js";
import type { Sides } from "../qp/problem.js";
import type { CheckedSettings } from "../qp/settings.js";
import type { QPSolution } from "../qp/solution.js";
import { solveOverUniverse } from "../qp/solveOverUniverse.js";
import type { Wasm } from "../wasm.js";
import { tightest, type WeightBounds } from "./bounds.js";
import { solveLimitedProgram, type LimitedPoint } from "./limitedProgram.js";
import { limitsOf, type Limit, type Limited, type LimitName } from "./limits.js";
import { distance, dot, joined, largest } from "./points.js";

/**
 * Bounds that were left out stand this many times farther than the farthest side of the problem: a variable with a bound
 * costs the solver nothing where it is not needed, a free one does. No claim rests on it (see isInfeasible).
 */
const FAR = 1e4;

/** A multiplier this small beside the largest is rounding, and so is what a limit is missed by. */
export const ROUNDING = 1e-9;

/** Some of a problem's constraints: rows and named bounds by position, and limits. */
export interface Part {
  readonly rows: readonly number[];
  readonly bounds: readonly number[];
  readonly limits: readonly LimitName[];
}

/** What linear programs are made of: all constraints of a problem. */
export interface LinearConstraints extends Limited {
  readonly sides: Sides;
  readonly bounds: WeightBounds;
  readonly settings: CheckedSettings;
}

/**
 * Linear programs over parts of one problem's constraints, to say why the whole of them cannot hold. Bounds alone,
 * or with one row, are sums; only two rows and more, and limits, are solved for.
 */
export class LinearPrograms {
  /** Whether a program ended without an answer. */
  isUndecided = false;
  readonly #far: number;
  readonly #zero: Float64Array;
  readonly #limits: readonly Limit[];
  #flat: Covariance | undefined;

  constructor(
    private readonly wasm: Wasm,
    private readonly constraints: LinearConstraints,
  ) {
    const { n, l, u, lb, ub } = constraints.sides;
    this.#far = FAR * Math.max(1, ...[l, u, lb, ub].map((side) => largest(side.filter(Number.isFinite))));
    this.#zero = new Float64Array(n);
    this.#limits = limitsOf(constraints);
  }

  /** Gives the memory back. */
  dispose(): void {
    this.#flat?.dispose();
  }

  /** Whether it is proved that nothing satisfies the part. */
  isInfeasible(part: Part): boolean {
    const { n, A, l, u } = this.constraints.sides;
    const [limit, ...others] = part.limits;
    if (limit !== undefined) {
      if (this.isInfeasible({ ...part, limits: others })) return true;
      const most = this.constraints[limit];
      return this.leastAmount(limit, { ...part, limits: others }) > most + ROUNDING * Math.max(1, most);
    }
    if (part.rows.length > 1) return this.#isProvedInfeasible(part);
    return part.rows.some((row) => {
      const coefficients = A.subarray(row * n, (row + 1) * n);
      const bounds = { ...part, rows: [] };
      const beyond = (more: number, side: number): boolean => more > ROUNDING * Math.max(1, Math.abs(side));
      return (
        beyond(this.least(coefficients, bounds) - u[row], u[row]) || beyond(l[row] - this.greatest(coefficients, bounds), l[row])
      );
    });
  }

  /** Whether there is a certificate that does without the bounds that were left out. */
  #isProvedInfeasible(part: Part): boolean {
    const { status, y, z } = this.#solve(part, this.#zero);
    if (status !== "primal_infeasible") return false;
    const nothing = ROUNDING * Math.max(largest(y), largest(z));
    const [lower, upper] = this.#boundsOf(part);
    return z.every((one, i) => (one < -nothing ? lower[i] > -Infinity : one <= nothing || upper[i] < Infinity));
  }

  /** The least value of the coefficients times w over the part: −Infinity where there is none, NaN where it is not found. */
  least(coefficients: Float64Array, part: Part): number {
    if (part.rows.length === 0 && part.limits.length === 0) return this.#leastBetweenBounds(coefficients, part);
    const { status, x } = part.limits.length > 0 ? this.#solveWithin(part, coefficients) : this.#solve(part, coefficients);
    if (status === "dual_infeasible") return -Infinity;
    return status === "solved" ? dot(coefficients, x) : NaN;
  }

  /** The greatest value: Infinity where there is none, NaN where it is not found. */
  greatest(coefficients: Float64Array, part: Part): number {
    return -this.least(
      coefficients.map((one) => -one),
      part,
    );
  }

  /** The least of what a limit counts, over a part without it; Infinity where nothing satisfies the part, NaN where it is not found. */
  leastAmount(limit: LimitName, part: Part): number {
    const counted = this.#limits.find(({ name }) => name === limit) as Limit;
    const { status, x } = this.#solveWithin(part, this.#zero, counted);
    if (status === "primal_infeasible") return Infinity;
    if (status === "solved") return distance(x, counted.centre);
    this.isUndecided = true;
    return NaN;
  }

  /** The tightest bounds of the part: ±Infinity where it has none. */
  #boundsOf({ bounds }: Part): [Float64Array, Float64Array] {
    const { sources } = this.constraints.bounds;
    return tightest(
      bounds.map((source) => sources[source]),
      this.#zero.length,
    );
  }

  #leastBetweenBounds(coefficients: Float64Array, part: Part): number {
    const [lower, upper] = this.#boundsOf(part);
    return coefficients.reduce((sum, one, i) => (one === 0 ? sum : sum + one * (one > 0 ? lower[i] : upper[i])), 0);
  }

  /** The rows of the part between the bounds given. */
  #sidesOf({ rows }: Part, lb: Float64Array, ub: Float64Array): Sides {
    const { n, A, l, u } = this.constraints.sides;
    return {
      n,
      m: rows.length,
      A: joined(rows.map((row) => A.subarray(row * n, (row + 1) * n))),
      l: Float64Array.from(rows, (row) => l[row]),
      u: Float64Array.from(rows, (row) => u[row]),
      lb,
      ub,
    };
  }

  /** minimise qᵀw over the rows and bounds of the part. */
  #solve(part: Part, q: Float64Array): QPSolution {
    const { bounds, settings } = this.constraints;
    const [lower, upper] = this.#boundsOf(part);
    const has = (side: "lower" | "upper"): boolean => part.bounds.some((source) => bounds.sources[source][side] !== undefined);
    const lb = has("lower") ? lower : lower.fill(-this.#far);
    const ub = has("upper") ? upper : upper.fill(this.#far);
    const problem = { ...this.#sidesOf(part, lb, ub), q };
    return solveOverUniverse({ ...problem, P: this.#noCurvature() }, { ...settings, warmStart: undefined });
  }

  /** minimise qᵀw, or what `counted` counts, over the part and its limits. */
  #solveWithin(part: Part, q: Float64Array, counted?: Limit): LimitedPoint {
    const { settings, current = this.#zero } = this.constraints;
    const limits = this.#limits.filter(({ name }) => part.limits.includes(name));
    const [lower, upper] = this.#boundsOf(part);
    // What has no bound has the one that the limits imply.
    const lb = lower.map((one, i) => (one > -Infinity ? one : Math.max(...limits.map(({ centre, max }) => centre[i] - max))));
    const ub = upper.map((one, i) => (one < Infinity ? one : Math.min(...limits.map(({ centre, max }) => centre[i] + max))));
    const program = { ...this.#sidesOf(part, lb, ub), q, counted, current, limits };
    return solveLimitedProgram(program, this.#noCurvature(), settings);
  }

  /** A covariance of zeros, of n numbers. */
  #noCurvature(): Covariance {
    const loadings = this.#zero;
    return (this.#flat ??= factorCovariance(this.wasm, { loadings, factorCovariance: [[0]], specificVariances: 0 }));
  }
}
