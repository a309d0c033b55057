import { Covariance } from "../covariance/covariance.js";
import { factorCovariance } from "../covariance/factor.js";
import type { Sides } from "../qp/problem.js";
import type { QPSolution } from "../qp/solution.js";
import { solveOverUniverse } from "../qp/solveOverUniverse.js";
import type { UniverseSolution } from "../qp/universe.js";
import { boundsOf } from "./bounds.js";
import { sidesOf, type CheckedPortfolio } from "./checkPortfolio.js";
import { kinksOf } from "./kinks.js";
import { limitsOf, withinReach, type Limit, type LimitName } from "./limits.js";
import { clamped, distance, dot } from "./points.js";
import { solveLimited } from "./solveLimited.js";

/** A multiplier this small beside the largest is rounding, and so is what a limit is missed by. */
export const ROUNDING = 1e-9;

/** Some of a problem's constraints: rows and named bounds by position, and limits. */
export interface Part {
  readonly rows: readonly number[];
  readonly bounds: readonly number[];
  readonly limits: readonly LimitName[];
}

/**
 * Linear programs over parts of one problem's constraints, to say why the whole of them cannot hold. Sums between bounds
 * need none.
 */
export class LinearPrograms {
  /** Whether a program ended without an answer. */
  isUndecided = false;
  readonly #zero: Float64Array;
  readonly #limits: readonly Limit[];
  /** A covariance of zeros. */
  readonly #flat: Covariance;

  constructor(private readonly constraints: CheckedPortfolio) {
    const loadings = (this.#zero = new Float64Array(constraints.sides.n));
    this.#flat = factorCovariance(constraints.covariance.wasm, { loadings, factorCovariance: [[0]], specificVariances: 0 });
    this.#limits = limitsOf(constraints);
  }

  /** Gives the memory back. */
  dispose(): void {
    this.#flat.dispose();
  }

  /** Whether it is proved that nothing satisfies the part. */
  isInfeasible(part: Part): boolean {
    const [limit, ...others] = part.limits;
    if (limit !== undefined) {
      if (this.isInfeasible({ ...part, limits: others })) return true;
      const { max, size } = this.#limit(limit);
      return this.leastAmount(limit, { ...part, limits: others }) > max + ROUNDING * size;
    }
    return this.#solve(part, this.#zero).status === "primal_infeasible";
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
    const counted = this.#limit(limit);
    const { status, x } = this.#solveWithin(part, this.#zero, counted);
    if (status === "primal_infeasible") return Infinity;
    if (status === "solved") return distance(x, counted.centre);
    this.isUndecided = true;
    return NaN;
  }

  #limit(name: LimitName): Limit {
    return this.#limits.find((one) => one.name === name) as Limit;
  }

  #leastBetweenBounds(coefficients: Float64Array, part: Part): number {
    const { lb, ub } = this.#sidesOf(part);
    return coefficients.reduce((sum, one, i) => (one === 0 ? sum : sum + one * (one > 0 ? lb[i] : ub[i])), 0);
  }

  /** The rows of the part, and the tightest of its bounds: ±Infinity where it has none. */
  #sidesOf(part: Part): Sides {
    const { rows, bounds, sides } = this.constraints;
    const sources = part.bounds.map((source) => bounds.sources[source]);
    return sidesOf(
      part.rows.map((row) => rows[row]),
      boundsOf(sources, sides.n),
    );
  }

  /** minimise qᵀw over the rows and bounds of the part. */
  #solve(part: Part, q: Float64Array): QPSolution {
    const problem = { ...this.#sidesOf(part), q, P: this.#flat };
    return solveOverUniverse(problem, { ...this.constraints.settings, warmStart: undefined });
  }

  /** minimise qᵀw, or what `counted` counts, over the part and its limits. */
  #solveWithin(part: Part, q: Float64Array, counted?: Limit): UniverseSolution {
    const { settings, current = this.#zero } = this.constraints;
    const limits = this.#limits.filter(({ name }) => part.limits.includes(name));
    const sides = withinReach(this.#sidesOf(part), limits);
    const kinks = kinksOf({ ...sides, current, limits: counted === undefined ? limits : [...limits, counted] });
    const signs = kinks.signs.slice(0, limits.length);
    const slope = kinks.signs[limits.length] ?? kinks.slope;
    const start = { x: clamped(current, sides.lb, sides.ub), rows: new Int8Array(sides.m) };
    const problem = { ...sides, P: this.#flat, q, kinks: { ...kinks, slope, signs }, limits };
    return solveLimited(problem, settings.control, start).solution;
  }
}
