import { QPMode } from "../abi.js";
import { toCount } from "../errors/count.js";
import { ValueError } from "../errors/errors.js";
import { toMatrix } from "../errors/matrix.js";
import { toOptions } from "../errors/options.js";
import { toVector } from "../errors/vector.js";
import { Held } from "../lifetime.js";
import type { Wasm } from "../wasm.js";
import { checkCurvature, checkSides, QP_KEYS, refuseSidesWithoutRows, type QPProblem } from "./problem.js";
import { checkSettings, type QPSettings } from "./settings.js";
import type { QPSolution } from "./solution.js";
import { solveWritten, write } from "./solveDense.js";

/** The shape of the problems that a `QPSolver` solves. */
export interface QPShape {
  /** n, at least 1. */
  variables: number;
  /** m; 0 by default. */
  rows?: number | undefined;
}

/** What changes: every part has the shape and the meaning it has in `QPProblem`; what is left out stays as it is. */
export type QPUpdate = { [Part in keyof QPProblem]?: QPProblem[Part] | undefined };

/** Checks the shape and makes the solver; see `Core.qpSolver`. */
export function qpSolver(wasm: Wasm, shape: QPShape): QPSolver {
  const { variables, rows = 0 } = toOptions("shape", shape, ["variables", "rows"], "variables, rows");
  return new QPSolver(wasm, toCount("shape.variables", variables), toCount("shape.rows", rows, 0));
}

/**
 * A quadratic program that is solved time and again while its data change: it keeps its memory, where the last solve
 * ended and, as long as only q, l, u, lb and ub change, the factorization too.
 *
 * The results are those of `solveQP`, to rounding: which of several optimal points is found, and the last bits, may depend on the
 * solves before.
 */
export class QPSolver extends Held {
  /** n. */
  readonly variables: number;
  /** m. */
  readonly rows: number;
  readonly #wasm: Wasm;
  /** The problem as it is now. The core scales its own P and A in place: these are the caller's, to write one of them anew with the other. */
  #parts: { readonly [Part in (typeof QP_KEYS)[number]]?: Float64Array | undefined } = {};
  /** How the next solve begins: hot where neither P nor A changed since the last one. */
  #mode = QPMode.cold;

  /** @internal */
  constructor(wasm: Wasm, n: number, m: number) {
    const bytes = 8 * (n * n + m * n);
    const pointer = bytes > 0xffff0000 ? 0 : wasm.exports.qpCreate(n, m);
    const handle = wasm.checked(pointer, bytes, `A solver of ${n} variables and ${m} rows`);
    super({ what: "QPSolver", handle, release: wasm.exports.qpRelease });
    this.#wasm = wasm;
    this.variables = n;
    this.rows = m;
    // q is 0 and there are no sides.
    this.update({});
  }

  /**
   * Changes parts of the problem. P has to be given before the first solve, A too where there are rows; q is 0 and the sides
   * are none until they are given. A change of P or A costs a new factorization, O(n³); one of the others O(n + m).
   *
   * @param changes `P` n × n, symmetric positive semidefinite: row-major, an array of rows, or a Covariance;
   * `q` n, or one number; `A` m × n: row-major or an array of rows; `l` m, or one number, −Infinity for none, and likewise `u`;
   * `lb` n, or one number, −Infinity for none, and likewise `ub`
   * @throws DimensionError where a shape is wrong
   * @throws ValueError where a value is NaN or infinite, P is not symmetric, or a lower side is above its upper one; nothing has changed then
   * @throws DisposedError after `dispose()`
   */
  update(changes: QPUpdate): void {
    this.live();
    const [n, m, old] = [this.variables, this.rows, this.#parts];
    const { P, q = old.q ?? 0, A, l, u, lb, ub } = toOptions("changes", changes, QP_KEYS, QP_KEYS.join(", "));
    if (m === 0) refuseSidesWithoutRows(l, u);
    const matrix = P === undefined ? old.P : owned(checkCurvature(P, n), P);
    const rows = A === undefined ? old.A : owned(toMatrix("A", A, m, n), A);
    const linear = toVector("q", q, n);
    const [lower, upper] = checkSides(["l", "u"], l ?? old.l, u ?? old.u, m);
    const [lowerBounds, upperBounds] = checkSides(["lb", "ub"], lb ?? old.lb, ub ?? old.ub, n);
    if (this.#mode === QPMode.hot && (P ?? A) !== undefined) this.#mode = QPMode.warm;
    this.#parts = { P: matrix, A: rows, q: linear, l: lower, u: upper, lb: lowerBounds, ub: upperBounds };
  }

  /**
   * Solves the problem as it is now: the first time from a cold start; then hot, from the working set and the factorization of the
   * last solve, where only vectors changed; warm, from its working set and point, where P or A did. `settings.warmStart` is
   * taken instead where it is given.
   *
   * @param settings tolerance (1e-9), maxIterations (50·(n + m) + 1000), timeLimit in seconds (none), warmStart
   * @returns what `solveQP` returns
   * @throws ValueError where P, or A with rows, has never been given, or a setting is wrong
   * @throws DisposedError after `dispose()`
   */
  solve(settings?: QPSettings): QPSolution {
    const qp = this.handle;
    const wasm = this.#wasm;
    const [n, m] = [this.variables, this.rows];
    const checked = checkSettings(settings, n, m);
    const { P, A, ...vectors } = this.#parts;
    if (P === undefined) throw new ValueError("P", undefined, `a matrix of ${n} × ${n}, given by update`);
    if (A === undefined && m > 0) throw new ValueError("A", undefined, `a matrix of ${m} × ${n}, given by update`);
    write(wasm, qp, vectors);
    const mode = this.#mode;
    if (mode !== QPMode.hot) {
      write(wasm, qp, { P, A });
      // The scale of a variable without an entry in P and A comes from its bounds.
      wasm.exports.qpSetup(qp);
    }
    this.#mode = QPMode.hot;
    return solveWritten(wasm, qp, n, m, checked, mode);
  }

  override dispose(): void {
    super.dispose();
    this.#parts = {};
  }
}

/** A copy where checking left the caller's own array, which the caller may write to. */
function owned(checked: Float64Array, given: unknown): Float64Array {
  return checked === given ? checked.slice() : checked;
}
