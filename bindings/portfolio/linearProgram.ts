import type { CheckedProblem } from "../qp/problem.js";
import type { CheckedSettings } from "../qp/settings.js";
import { solveChecked } from "../qp/solveQP.js";
import type { Wasm } from "../wasm.js";

/** Some of a problem's constraints: rows by position, all lower bounds or none, all upper bounds or none. */
export interface Part {
  readonly rows: readonly number[];
  readonly minWeights: boolean;
  readonly maxWeights: boolean;
}

/** Linear programs over parts of one problem's constraints, to say why the whole of them cannot hold. */
export class LinearPrograms {
  readonly #noCurvature: Float64Array;

  constructor(
    private readonly wasm: Wasm,
    private readonly qp: CheckedProblem,
    private readonly settings: CheckedSettings,
  ) {
    this.#noCurvature = new Float64Array(qp.n * qp.n);
  }

  /** Whether it is proved that nothing satisfies the part. */
  isInfeasible(part: Part): boolean {
    return this.#solve(part, new Float64Array(this.qp.n)).status === "primal_infeasible";
  }

  /** The least value of the coefficients times w over the part: −Infinity where there is none, NaN where it is not found. */
  least(coefficients: Float64Array, part: Part): number {
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

  #solve({ rows, minWeights, maxWeights }: Part, q: Float64Array) {
    const { n, A, l, u, lb, ub } = this.qp;
    const some = new Float64Array(rows.length * n);
    rows.forEach((row, i) => some.set(A.subarray(row * n, (row + 1) * n), i * n));
    const problem = {
      n,
      m: rows.length,
      P: this.#noCurvature,
      q,
      A: some,
      l: Float64Array.from(rows, (row) => l[row]),
      u: Float64Array.from(rows, (row) => u[row]),
      lb: minWeights ? lb : new Float64Array(n).fill(-Infinity),
      ub: maxWeights ? ub : new Float64Array(n).fill(Infinity),
    };
    return solveChecked(this.wasm, problem, { ...this.settings, warmStart: undefined });
  }
}
