import { QP_STATUS, UNIVERSE_FIELDS, UNIVERSE_OUT_OF_MEMORY, UniverseCount, UniverseMode } from "../abi.js";
import type { Covariance } from "../covariance/covariance.js";
import { MemoryError } from "../errors/errors.js";
import type { Wasm } from "../wasm.js";
import type { Control } from "./control.js";
import type { LazyCurvature } from "./lazyCurvature.js";
import { nodeAt, type Nodes } from "./nodes.js";
import type { Found, QPStatus } from "./solution.js";
import type { WarmStart } from "./warmStart.js";

/** minimise ½xᵀ(P + D)x + qᵀx + Σφⱼ(xⱼ) subject to l ≤ Ax ≤ u and the bounds, P a covariance, D diagonal; all checked. */
export interface UniverseProblem {
  readonly P: Covariance;
  /** Where the rows of P come from as they are needed, if it is that of one. */
  readonly lazy?: LazyCurvature | undefined;
  readonly m: number;
  /** n, at least 0: D, which costs no copy of P; 0 by default. */
  readonly diagonal?: Float64Array | undefined;
  readonly q: Float64Array;
  readonly A: Float64Array;
  readonly l: Float64Array;
  readonly u: Float64Array;
  readonly nodes: Nodes;
  /** Whether another solver decides, to the last bit, where only rounding is left. */
  readonly isStrict?: boolean;
}

/** Where a solve begins. */
export interface UniverseStart {
  readonly x: Float64Array;
  /** m: the multipliers of a former solution, where it is one. */
  readonly y?: Float64Array;
  /** m: −1, 0 or 1. */
  readonly rows: ArrayLike<number>;
}

/** What is doubles of UNIVERSE_FIELDS. */
type Doubles = Exclude<(typeof UNIVERSE_FIELDS)[number], "nodeStart" | "rowState" | "order" | "members">;

/** The outcome; where it is infeasible, y and z are the proof, or x is. */
export interface UniverseSolution extends Found {
  /** m: −1 at the lower side, 1 at the upper, 0 at neither. */
  readonly rows: Int8Array;
}

/** A problem over a universe in the core's memory, to be solved once or, with another q, other slopes and another diagonal, again and again. */
export class Universe {
  readonly #wasm: Wasm;
  /** Its address in the core. */
  readonly handle: number;
  readonly #n: number;
  /** m. */
  readonly rows: number;
  readonly #lazy: LazyCurvature | undefined;
  readonly #strict: number;

  constructor({ P, lazy, m, diagonal, q, A, l, u, nodes, isStrict = false }: UniverseProblem) {
    const { wasm, assets } = P;
    const bytes = 8 * (assets * (m + 12) + 2 * nodes.value.length + (m + 1) * (m + 2)) + 24 * assets;
    const what = `A problem of ${assets} assets and ${m} rows`;
    this.#wasm = wasm;
    this.#n = assets;
    this.rows = m;
    this.#lazy = lazy;
    this.#strict = Number(isStrict);
    this.handle = wasm.checked(wasm.exports.universeCreate(P.handle, m, nodes.value.length), bytes, what);
    this.write({ q, A, l, u, diagonal, node: nodes.value, slope: nodes.slope });
    this.#integers("nodeStart", assets + 1).set(nodes.start);
  }

  /** x as it is now. A view. */
  get xView(): Float64Array {
    return this.#doubles("x", this.#n);
  }

  /** The members, which are so many. A view. */
  membersView(count: number): Int32Array {
    return this.#integers("members", count);
  }

  /** Other data for the next solve: q, D, slopes at the nodes there are. */
  write(parts: { readonly [Field in Doubles]?: Float64Array | undefined }): void {
    for (const field of UNIVERSE_FIELDS) {
      const part = parts[field as Doubles];
      if (part !== undefined) this.#doubles(field, part.length).set(part);
    }
  }

  /** Takes a solution over from elsewhere, as if it had been solved for here. */
  place(start: UniverseStart, tolerance: number): void {
    this.#start(tolerance, UniverseMode.warm, start);
    this.#wasm.exports.universeBegin(this.handle);
  }

  /** A point with its multipliers of the rows, which say where the rows are, as it is claimed by residuals from the data; z is what balances it. */
  certify({ x, y }: Pick<UniverseSolution, "x" | "y">, tolerance: number): UniverseSolution {
    this.#start(tolerance, UniverseMode.warm, { x, y, rows: y.map(Math.sign) });
    return this.#read(QP_STATUS[this.#wasm.exports.universeStop(this.handle)] as QPStatus);
  }

  /** Solves from `start`, or from the nodes nearest to zero. */
  solve(control: Control, start?: UniverseStart): UniverseSolution {
    const { exports } = this.#wasm;
    const mode = start === undefined ? UniverseMode.cold : start.y === undefined ? UniverseMode.point : UniverseMode.warm;
    this.#start(control.tolerance, mode, start);
    this.#crossRows();
    exports.universeBegin(this.handle);
    const status = this.#run(control);
    control.rounds += this.#count(UniverseCount.rounds);
    control.iterations += this.#count(UniverseCount.pivots);
    return this.#read(status);
  }

  dispose(): void {
    this.#wasm.exports.universeRelease(this.handle);
  }

  #start(tolerance: number, mode: UniverseMode, start?: UniverseStart): void {
    if (start !== undefined) {
      const { x, y, rows } = start;
      this.write({ x, y });
      this.#integers("rowState", this.rows).set(rows);
    }
    this.#wasm.exports.universeStart(this.handle, tolerance, mode, this.#strict);
  }

  #run(control: Control): QPStatus {
    const { exports } = this.#wasm;
    // A limit that ended one solve of a call ends the next before it begins.
    while (control.reached === undefined) {
      this.#crossRows();
      if (this.#lazy?.isIndefinite) return "non_convex";
      const before = this.#count(UniverseCount.rounds);
      const status = exports.universeRound(this.handle);
      const rounds = this.#count(UniverseCount.rounds);
      const members = this.#count(UniverseCount.members);
      if (status === UNIVERSE_OUT_OF_MEMORY) {
        throw new MemoryError(`The restricted problem of ${members} of ${this.#n} assets`, 8 * members * members);
      }
      control.look(rounds, this.#count(UniverseCount.pivots), members, rounds > before);
      if (status !== 0) return QP_STATUS[status] as QPStatus;
    }
    return control.reached;
  }

  /** The rows of P that the next step reads are there before it. */
  #crossRows(): void {
    if (this.#lazy === undefined) return;
    const count = this.#wasm.exports.universeMissingRows(this.handle);
    if (count > 0) this.#lazy.cross(this.#integers("order", count).slice());
  }

  #read(status: QPStatus): UniverseSolution {
    const y = this.#doubles("y", this.rows).slice();
    // A proof lies where the residuals of the last point are computed.
    const ray = status === "dual_infeasible" && this.#doubles("x", this.#n).slice();
    const proof = status === "primal_infeasible" && this.#doubles("z", this.#n).slice();
    const rows = new Int8Array(this.#integers("rowState", this.rows));
    for (let i = 0; i < this.rows; i++) if (y[i] !== 0 || rows[i] === 2) rows[i] = y[i] < 0 ? -1 : 1;
    if (status !== "solved") {
      this.#crossRows();
      this.#wasm.exports.universeStop(this.handle);
    }
    const z = proof || this.#doubles("z", this.#n).slice();
    const [objective, primalResidual, dualResidual, dualityGap] = this.#doubles("info", 4);
    const x = ray || this.#doubles("x", this.#n).slice();
    return {
      status,
      x,
      y,
      z,
      rows,
      objective,
      iterations: this.#count(UniverseCount.pivots),
      primalResidual,
      dualResidual,
      dualityGap,
    };
  }

  #count(which: UniverseCount): number {
    return this.#wasm.exports.universeCount(this.handle, which);
  }

  #doubles(field: (typeof UNIVERSE_FIELDS)[number], length: number): Float64Array {
    return this.#wasm.f64(this.#wasm.exports.universeField(this.handle, UNIVERSE_FIELDS.indexOf(field)), length);
  }

  #integers(field: (typeof UNIVERSE_FIELDS)[number], length: number): Int32Array {
    return this.#wasm.i32(this.#wasm.exports.universeField(this.handle, UNIVERSE_FIELDS.indexOf(field)), length);
  }
}

/** Where a former solution begins the next solve: what was at a bound or a kink is at the bound or kink there is now. */
export function startFrom({ x, y, activeSet, kinks }: WarmStart, { start, value }: Nodes): UniverseStart {
  const n = x.length;
  const placed = x.slice();
  for (let j = 0; j < n; j++) {
    const last = start[j + 1] - 1;
    const kink = start[j] + (kinks?.[j] ?? 0);
    const node = activeSet[j] < 0 ? start[j] : activeSet[j] > 0 ? last : kink;
    if ((activeSet[j] !== 0 || (kink > start[j] && kink < last)) && Number.isFinite(value[node])) placed[j] = value[node];
  }
  return { x: placed, y, rows: activeSet.subarray(n) };
}

/** The bounds, rows and kinks that a solution is at, as a warm start has them. */
export function heldAt({ x, z }: Found, rows: Int8Array, nodes: Nodes): Pick<WarmStart, "activeSet" | "kinks"> {
  const { start } = nodes;
  const n = x.length;
  const activeSet = new Int8Array(n + rows.length);
  let kinks: Int32Array | undefined;
  for (let j = 0; j < n; j++) {
    const last = start[j + 1] - 1 - start[j];
    const node = nodeAt(nodes, j, x[j]);
    if (node === 0 || node === last) activeSet[j] = z[j] > 0 ? 1 : z[j] < 0 || node === 0 ? -1 : 1;
    else if (node > 0) (kinks ??= new Int32Array(n))[j] = node;
  }
  activeSet.set(rows, n);
  return { activeSet, ...(kinks && { kinks }) };
}
