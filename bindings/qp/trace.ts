import { TRACE_STATUS, TraceField, TraceNumber } from "../abi.js";
import { MemoryError } from "../errors/errors.js";
import type { Wasm } from "../wasm.js";
import type { Universe } from "./universe.js";

/** A limit on a sum of functions of the weights that are piecewise linear between the nodes. */
export interface KinkRow {
  /** Their slopes, by nodes. */
  readonly slope: Float64Array;
  readonly max: number;
  /** The sum and the multiplier at the solution that a trace begins from. */
  readonly amount: number;
  readonly price: number;
}

/** What moves with the parameter t, and the limits beside the rows of the universe. */
export interface Ramp {
  /** n: q is q + t·rate. */
  readonly rate: Float64Array;
  /** Slopes are slope + t·slopeRate, by nodes. */
  readonly slopeRate: Float64Array;
}

/** How a step of a trace ends; `ended`: nothing changes any more, `lost`: too many steps did not move. */
export type TraceStatus = Exclude<(typeof TRACE_STATUS)[number], "memory">;

/** The solutions of a universe along a parameter, from one change of its working set to the next. */
export class Trace {
  readonly #wasm: Wasm;
  readonly #universe: Universe;
  readonly #handle: number;
  readonly #nodes: number;
  /** Where the weights begin in the record, and the length of one of all assets. */
  readonly #weights: number;
  readonly #most: number;
  /** The numbers of TraceNumber, the multipliers, and the weights of the members. */
  #record: Float64Array = new Float64Array(0);

  constructor(wasm: Wasm, universe: Universe, { rate, slopeRate }: Ramp, kinkRows: number) {
    const n = rate.length;
    const bytes = 8 * (18 * n + (kinkRows + 1) * slopeRate.length);
    this.#wasm = wasm;
    this.#universe = universe;
    this.#nodes = slopeRate.length;
    this.#weights = TraceNumber.count + universe.rows + kinkRows;
    this.#most = this.#weights + n;
    this.#handle = wasm.checked(wasm.exports.traceCreate(universe.handle, kinkRows), bytes, `A path of ${n} assets`);
    this.#doubles(TraceField.rate, n).set(rate);
    this.#doubles(TraceField.slopeRate, slopeRate.length).set(slopeRate);
  }

  /** Begins at t with the universe as it was just solved there. */
  begin(t: number, kinkRows: readonly KinkRow[]): TraceStatus {
    const m = this.#universe.rows;
    const all = m + kinkRows.length;
    kinkRows.forEach(({ slope, max, amount, price }, i) => {
      this.#doubles(i === 0 ? TraceField.sign0 : TraceField.sign1, this.#nodes).set(slope);
      this.#doubles(TraceField.lower, all)[m + i] = -Infinity;
      this.#doubles(TraceField.upper, all)[m + i] = max;
      this.#doubles(TraceField.y, all)[m + i] = price;
      this.#doubles(TraceField.activity, all)[m + i] = price > 0 ? max : amount;
      this.#integers(TraceField.rowState, all)[m + i] = price > 0 ? 1 : 0;
    });
    return this.#checked(this.#wasm.exports.traceBegin(this.#handle, t));
  }

  /** Goes on to where the working set changes next. */
  next(): TraceStatus {
    return this.#checked(this.#wasm.exports.traceEvent(this.#handle));
  }

  /** What is so at the event. */
  number(which: TraceNumber): number {
    return this.#record[which];
  }

  /** The assets that have moved since the beginning are among these. */
  members(): Int32Array {
    return this.#universe.membersView(this.number(TraceNumber.members)).slice();
  }

  /** m and the kink rows: their multipliers. */
  multipliers(): Float64Array {
    return this.#record.subarray(TraceNumber.count, this.#weights);
  }

  /** The weights of the members. */
  weights(): Float64Array {
    return this.#record.subarray(this.#weights);
  }

  dispose(): void {
    this.#wasm.exports.traceRelease(this.#handle);
  }

  #checked(status: number): TraceStatus {
    const written = this.#doubles(TraceField.record, this.#most);
    this.#record = written.slice(0, this.#weights + written[TraceNumber.members]);
    const name = TRACE_STATUS[status];
    if (name === "memory") throw new MemoryError("The restricted problem of a path", 8 * this.number(TraceNumber.members) ** 2);
    return name;
  }

  #doubles(field: TraceField, length: number): Float64Array {
    return this.#wasm.f64(this.#wasm.exports.traceField(this.#handle, field), length);
  }

  #integers(field: TraceField, length: number): Int32Array {
    return this.#wasm.i32(this.#wasm.exports.traceField(this.#handle, field), length);
  }
}
