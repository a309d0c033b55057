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

/** So many points are kept in one buffer. */
const POINTS = 64;

/** The solutions of a universe along a parameter, from one change of its working set to the next. */
export class Trace {
  readonly #wasm: Wasm;
  readonly #universe: Universe;
  readonly #handle: number;
  /** Where the weights begin in the record. */
  readonly #weights: number;
  /** What the core writes at each event: the numbers of TraceNumber, the multipliers, and the weights of the members. A view. */
  #record: Float64Array = new Float64Array(0);
  /** Records that were kept, one behind the other up to `#end`. */
  #kept: Float64Array = new Float64Array(0);
  #end = 0;

  constructor(wasm: Wasm, universe: Universe, { rate, slopeRate }: Ramp, kinkRows: number) {
    const n = rate.length;
    const bytes = 8 * (18 * n + (kinkRows + 1) * slopeRate.length);
    this.#wasm = wasm;
    this.#universe = universe;
    this.#weights = TraceNumber.count + universe.rows + kinkRows;
    this.#handle = wasm.checked(wasm.exports.traceCreate(universe.handle, kinkRows), bytes, `A path of ${n} assets`);
    this.#doubles(TraceField.rate, n).set(rate);
    this.#doubles(TraceField.slopeRate, slopeRate.length).set(slopeRate);
  }

  /** Begins at t with the universe as it was just solved there; at −t, and first down to 0, where t is below 0. */
  begin(t: number, kinkRows: readonly KinkRow[]): TraceStatus {
    const m = this.#universe.rows;
    const all = m + kinkRows.length;
    kinkRows.forEach(({ slope, max, amount, price }, i) => {
      this.#doubles(i === 0 ? TraceField.sign0 : TraceField.sign1, slope.length).set(slope);
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
    if (this.#record.length === 0) this.#record = this.#doubles(TraceField.record, TraceNumber.count);
    return this.#record[which];
  }

  /** The assets that have moved since the beginning are among these. */
  members(): Int32Array {
    return this.#universe.membersView(this.number(TraceNumber.members)).slice();
  }

  /** Keeps the multipliers of the m rows and of the kink rows, and behind them the weights of the members. */
  point(): Float64Array {
    const length = this.#weights + this.number(TraceNumber.members);
    if (this.#record.length !== length) this.#record = this.#doubles(TraceField.record, length);
    if (this.#end + length > this.#kept.length) {
      this.#kept = new Float64Array(POINTS * length);
      this.#end = 0;
    }
    const start = this.#end;
    this.#end += length;
    this.#kept.set(this.#record, start);
    return this.#kept.subarray(start + TraceNumber.count, this.#end);
  }

  dispose(): void {
    this.#wasm.exports.traceRelease(this.#handle);
  }

  #checked(status: number): TraceStatus {
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
