/** The solutions along a parameter as the ABI sees them. */
import { amax } from "../../../blas/amax";
import { get, getIndex, set } from "../../../memory/access";
import { Universe } from "../universe";
import { areRowsHeld, beginTrace, traceEvent as oneEvent } from "./follow";
import { alongMoved, createTrace, gatherMoved, releaseTrace, signsOf, Trace } from "./trace";

// @ts-ignore: decorator
@inline
function trace(pointer: usize): Trace {
  return changetype<Trace>(pointer);
}

/** The numbers of the first field that is of a kink row, and of the weights of the members. */
const SIGNS = 7;
const WEIGHTS = 9;

export function traceCreate(u: usize, kinkRows: i32): usize {
  return changetype<usize>(createTrace(changetype<Universe>(u), kinkRows));
}

export function traceRelease(p: usize): void {
  releaseTrace(trace(p));
}

/** Addresses of data and results, in the order of `TRACE_FIELDS` in bindings/abi.ts and of the class; then the kink rows and the weights, gathered. */
export function traceField(pointer: usize, field: i32): usize {
  const p = trace(pointer);
  if (field == WEIGHTS) {
    for (let k = 0; k < p.s.count; k++) set(p.s.work, k, get(p.s.x, getIndex(p.s.members, k)));
    return p.s.work;
  }
  return field < SIGNS ? load<usize>(pointer + ((<usize>field) << 2), offsetof<Trace>("rate")) : signsOf(p, field - SIGNS);
}

export function traceBegin(p: usize, t: f64): i32 {
  return beginTrace(trace(p), t);
}

export function traceEvent(p: usize): i32 {
  return oneEvent(trace(p));
}

/** Room for the numbers of a trace. */
const NUMBERS: usize = memory.data(64);

/**
 * Where the trace is, in the order of TRACE_NUMBERS: the parameter, xᵀ(P + D)x, whether x moved without it, members, events, whether the rows
 * hold, whether x moves along the last direction, q₁ᵀx. They stay there until the next call.
 */
export function traceNumbers(pointer: usize): usize {
  const p = trace(pointer);
  const moved = p.s.work;
  gatherMoved(p, moved);
  set(NUMBERS, 0, p.t);
  set(NUMBERS, 1, p.varianceRef + 2 * alongMoved(p, p.gRef, moved) + p.square);
  set(NUMBERS, 2, p.jumped ? 1 : 0);
  set(NUMBERS, 3, p.s.count);
  set(NUMBERS, 4, p.events);
  set(NUMBERS, 5, areRowsHeld(p, moved) ? 1 : 0);
  set(NUMBERS, 6, p.entering >= 0 || (p.nf > 0 && amax(p.nf, p.dx) > 0) ? 1 : 0);
  set(NUMBERS, 7, p.rateRef + alongMoved(p, p.rate, moved));
  return NUMBERS;
}
