/** The solutions along a parameter as the ABI sees them. */
import { at, get, getIndex, set } from "../../../memory/access";
import { Universe } from "../universe";
import { areRowsHeld, beginTrace, traceEvent as oneEvent } from "./follow";
import { createTrace, listMoved, NUMBERS, releaseTrace, signsOf, Trace } from "./trace";

// @ts-ignore: decorator
@inline
function trace(pointer: usize): Trace {
  return changetype<Trace>(pointer);
}

/** The number of the first field that is of a kink row. */
const SIGNS = 8;

export function traceCreate(u: usize, kinkRows: i32): usize {
  return changetype<usize>(createTrace(changetype<Universe>(u), kinkRows));
}

export function traceRelease(p: usize): void {
  releaseTrace(trace(p));
}

/** Addresses of data and results, in the order of `TraceField` in bindings/abi.ts and of the class; then the kink rows. */
export function traceField(pointer: usize, field: i32): usize {
  return field < SIGNS
    ? load<usize>(pointer + ((<usize>field) << 2), offsetof<Trace>("rate"))
    : signsOf(trace(pointer), field - SIGNS);
}

export function traceBegin(p: usize, t: f64): i32 {
  return record(trace(p), beginTrace(trace(p), t));
}

export function traceEvent(p: usize): i32 {
  return record(trace(p), oneEvent(trace(p)));
}

/**
 * Where the trace is, in the order of TraceNumber in bindings/abi.ts: the parameter, xᵀ(P + D)x, whether x moved without it, members, events,
 * whether the rows hold, whether x moves along the last direction, −q₁ᵀx, a variance and a t that are rounding; behind them the multipliers of all rows, and the weights of the members. Returns `status`.
 */
function record(p: Trace, status: i32): i32 {
  const s = p.s;
  const out = p.record;
  const moved = listMoved(p, 0);
  set(out, 0, p.t);
  set(out, 1, p.variance);
  set(out, 2, p.jumped ? 1 : 0);
  set(out, 3, s.count);
  set(out, 4, p.events);
  set(out, 5, areRowsHeld(p, moved) ? 1 : 0);
  set(out, 6, p.entering >= 0 || p.fastest > 0 ? 1 : 0);
  set(out, 7, 0 - p.reward);
  set(out, 8, p.cancelled);
  set(out, 9, p.nothing);
  memory.copy(at(out, NUMBERS), p.y, (<usize>p.rows) << 3);
  const weights = at(out, NUMBERS + p.rows);
  for (let k = 0; k < s.count; k++) set(weights, k, get(s.x, getIndex(s.members, k)));
  return status;
}
