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

export function qpP(qp: usize): usize {
  return problem(qp).P;
}

export function qpQ(qp: usize): usize {
  return problem(qp).q;
}

export function qpA(qp: usize): usize {
  return problem(qp).A;
}

export function qpL(qp: usize): usize {
  return problem(qp).l;
}

export function qpU(qp: usize): usize {
  return problem(qp).u;
}

export function qpLb(qp: usize): usize {
  return problem(qp).lb;
}

export function qpUb(qp: usize): usize {
  return problem(qp).ub;
}

export function qpX(qp: usize): usize {
  return problem(qp).x;
}

export function qpY(qp: usize): usize {
  return problem(qp).y;
}

export function qpZ(qp: usize): usize {
  return problem(qp).z;
}

export function qpActiveSet(qp: usize): usize {
  return problem(qp).activeSet;
}

export function qpInfo(qp: usize): usize {
  return problem(qp).info;
}

export function qpSetup(qp: usize): void {
  equilibrate(problem(qp));
}

export function qpStart(qp: usize, tolerance: f64, mode: i32): void {
  start(problem(qp), tolerance, mode);
}

export function qpAdvance(qp: usize, iterations: u32): i32 {
  return advance(problem(qp), iterations);
}

export function qpStop(qp: usize): void {
  stop(problem(qp));
}

export function qpIterations(qp: usize): u32 {
  return problem(qp).iterations;
}
