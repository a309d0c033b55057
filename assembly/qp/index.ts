/** The problem as the ABI sees it: addresses in, a status out. */
import { QP, createProblem, releaseProblem } from "./problem";
import { equilibrate } from "./scaling";
import { advance } from "./solve";
import { start } from "./start";
import { stop } from "./conclude";

// @ts-ignore: decorator
@inline
function problem(pointer: usize): QP {
  return changetype<QP>(pointer);
}

export function qpCreate(n: u32, m: u32): usize {
  return changetype<usize>(createProblem(n, m));
}

export function qpRelease(qp: usize): void {
  releaseProblem(problem(qp));
}

/** Addresses of the data and results, in the order of `QP_FIELDS` in bindings/abi.ts and of the class. */
export function qpField(qp: usize, field: i32): usize {
  return load<usize>(qp + ((<usize>field) << 2), offsetof<QP>("P"));
}

export function qpSetup(qp: usize): void {
  equilibrate(problem(qp));
}

export function qpStart(qp: usize, tolerance: f64, mode: i32): void {
  start(problem(qp), tolerance, mode);
}

export function qpAdvance(qp: usize, most: u32): i32 {
  return advance(problem(qp), most);
}

export function qpStop(qp: usize): void {
  stop(problem(qp));
}

export function qpIterations(qp: usize): u32 {
  return problem(qp).iterations;
}
