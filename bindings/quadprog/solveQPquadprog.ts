import { DimensionError, loadCoreSync, ValueError, type Core, type QPProblem, type QPSolution, type QPStatus } from "../index.js";

/** The result of `solveQPquadprog`, under the names of the npm package quadprog, all arrays zero-based. */
export interface QuadprogResult {
  readonly solution: Float64Array;
  /** ½xᵀDx − dᵀx. */
  readonly value: number;
  /** Where ½xᵀDx − dᵀx is least without constraints; NaN where D is singular and it has no least value. */
  readonly unconstrained_solution: Float64Array;
  readonly iterations: number;
  /** One for each constraint, never negative. Of an equality it is the size: which way it pulls is not said. */
  readonly Lagrangian: Float64Array;
  /** The constraints that are active, counted from 0, ascending. */
  readonly iact: number[];
  readonly status: QPStatus;
  /** Empty where the status is `solved`, else what is wrong. */
  readonly message: string;
}

const MESSAGES: Record<QPStatus, string> = {
  solved: "",
  primal_infeasible: "The constraints contradict one another.",
  dual_infeasible: "The objective has no least value.",
  non_convex: "Dmat is not positive semidefinite.",
  max_iterations: "The limit on iterations was reached.",
  time_limit: "The limit on time was reached.",
  numerical_error: "The residuals stayed above tolerance.",
};

/** The core of those who bring none, made at the first call. */
let shared: Core | undefined;

/**
 * `solve.QP` of R's quadprog: minimise ½xᵀDx − dᵀx subject to Aᵀx ≥ b, the first meq of them equalities.
 * For programs written for the npm package quadprog, whose arrays start at 1: here they start at 0. New
 * programs are better served by `core.solveQP`.
 *
 * @param Dmat n × n, symmetric, of which the upper triangle is read; singular is allowed. Where `factorized`, R⁻¹ of D = RᵀR
 * @param dvec n
 * @param Amat n × m: a column for each constraint
 * @param bvec m; 0 by default
 * @param meq how many of the constraints, from the first, are equalities; 0 by default
 * @param factorized whether Dmat is R⁻¹; false by default
 * @param core the core to solve on; one that all calls share by default, loaded at the first of them
 * @throws DimensionError, ValueError where an argument is wrong. What `solve.QP` stops for is a status and a message
 * @see Goldfarb & Idnani 1983, "A numerically stable dual method for solving strictly convex quadratic programs", whose statement of the problem this is
 * @example
 * import { solveQPquadprog } from "quadfolio/quadprog";
 * const { solution } = solveQPquadprog([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 5, 0], [[-4, 2, 0], [-3, 1, -2], [0, 0, 1]], [-8, 2, 0]);
 * console.log(solution); // [0.476, 1.048, 2.095]
 */
export function solveQPquadprog(
  Dmat: number[][],
  dvec: ArrayLike<number>,
  Amat: number[][],
  bvec?: ArrayLike<number>,
  meq = 0,
  factorized = false,
  core: Core = (shared ??= loadCoreSync()),
): QuadprogResult {
  checkNumbers("dvec", dvec, dvec?.length);
  const n = dvec.length;
  checkMatrix("Dmat", Dmat, n, n);
  const m = Amat?.[0]?.length ?? 0;
  checkMatrix("Amat", Amat, n, m);
  if (!Number.isInteger(meq) || meq < 0 || meq > m) throw new ValueError("meq", meq, `an integer from 0 to ${m}`);
  if (typeof factorized !== "boolean") throw new ValueError("factorized", factorized, "true or false");
  const b = Array.from(bvec ?? new Float64Array(m));
  checkNumbers("bvec", b, m);
  const objective = factorized ? factorizedObjective(Dmat, dvec) : plainObjective(Dmat, dvec);
  const { P, q, rows, sides } = objective;
  const unused = new Array<number>(q.length - n).fill(0);
  const columns = b.map((_, j) => [...Amat.map((row) => row[j]), ...unused]);
  const upper = b.map((side, j) => (j < meq ? side : Infinity));
  const free: QPProblem = { P, q, ...(rows.length > 0 && { A: rows, l: sides, u: sides }) };
  const bound: QPProblem = m === 0 ? free : { P, q, A: [...columns, ...rows], l: [...b, ...sides], u: [...upper, ...sides] };

  const result = core.solveQP(bound);
  const unconstrained = core.solveQP(free);
  return {
    solution: result.x.slice(0, n),
    value: result.objective,
    unconstrained_solution: unconstrained.status === "solved" ? unconstrained.x.slice(0, n) : new Float64Array(n).fill(NaN),
    iterations: result.iterations,
    Lagrangian: result.y.slice(0, m).map(Math.abs),
    iact: activeRows(result, m),
    status: result.status,
    message: MESSAGES[result.status],
  };
}

function checkMatrix(argument: string, matrix: number[][], rows: number, columns: number): void {
  if (!Array.isArray(matrix)) throw new ValueError(argument, matrix, `an array of ${rows} rows`);
  if (matrix.length !== rows) throw new DimensionError(argument, `${matrix.length} rows`, rows);
  matrix.forEach((row, i) => checkNumbers(`${argument}[${i}]`, row, columns));
}

function checkNumbers(argument: string, values: ArrayLike<number>, length: number): void {
  if (typeof values?.length !== "number") throw new ValueError(argument, values, "an array of numbers");
  if (values.length !== length) throw new DimensionError(argument, `${values.length} values`, length);
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(values[i])) throw new ValueError(`${argument}[${i}]`, values[i], "a finite number");
  }
}

/** quadprog reads the upper triangle of D. */
function plainObjective(Dmat: number[][], dvec: ArrayLike<number>) {
  const P = Dmat.map((row, i) => row.map((one, j) => (i <= j ? one : Dmat[j][i])));
  return { P, q: Array.from(dvec, (one) => -one), rows: [], sides: [] };
}

/** D is never formed: with v = Rx as further variables and x − R⁻¹v = 0 as rows, xᵀDx is vᵀv. */
function factorizedObjective(inverse: number[][], dvec: ArrayLike<number>) {
  const n = dvec.length;
  const unit = (length: number, at: number): number[] => Array.from({ length }, (_, i) => (i === at ? 1 : 0));
  return {
    P: Array.from({ length: 2 * n }, (_, i) => unit(2 * n, i < n ? -1 : i)),
    q: [...Array.from(dvec, (one) => -one), ...new Array<number>(n).fill(0)],
    rows: Array.from({ length: n }, (_, i) => [
      ...unit(n, i),
      ...Array.from({ length: n }, (_, j) => (j < i ? 0 : -inverse[i][j])),
    ]),
    sides: new Array<number>(n).fill(0),
  };
}

function activeRows({ activeSet }: QPSolution, m: number): number[] {
  return Array.from({ length: m }, (_, i) => i).filter((i) => activeSet.rows[i] !== 0);
}
