/**
 * The exports of the core, as `assembly/index.ts` declares them. Pointers are byte addresses: make
 * them unsigned with `>>> 0` before arithmetic. A pointer of 0 means that the memory is full.
 */
export interface Exports {
  memory: WebAssembly.Memory;

  allocate(bytes: bigint): number;
  release(pointer: number): void;
  heapUsed(): number;

  /** The n × m problem: see assembly/qp/problem.ts. 0 where it does not fit. */
  qpCreate(n: number, m: number): number;
  qpRelease(qp: number): void;
  /** Addresses to write the data to: P n·n, q n, A m·n, l m, u m, lb n, ub n. */
  qpP(qp: number): number;
  qpQ(qp: number): number;
  qpA(qp: number): number;
  qpL(qp: number): number;
  qpU(qp: number): number;
  qpLb(qp: number): number;
  qpUb(qp: number): number;
  /** Results, or the start of a warm start: x n, y m, z n. In the user's units. */
  qpX(qp: number): number;
  qpY(qp: number): number;
  qpZ(qp: number): number;
  /** States of the n bounds, then the m rows: i8, −1 at lower, 1 at upper, 0 free or inactive. In and out. */
  qpActiveSet(qp: number): number;
  /** f64: objective, primalResidual, dualResidual, dualityGap. */
  qpInfo(qp: number): number;
  /** Prepares a solve of the data written; `warm` ≠ 0 starts from qpX and qpActiveSet. */
  qpStart(qp: number, tolerance: number, warm: number): void;
  /** Runs up to `iterations` iterations more and returns the status, 0 while it is unfinished. */
  qpAdvance(qp: number, iterations: number): number;
  /** Ends an unfinished solve: best point and its residuals are written; returns nothing. */
  qpStop(qp: number): void;
  /** Iterations done since qpStart. */
  qpIterations(qp: number): number;
}

/** What `qpAdvance` returns. */
export const QP_STATUS = ["running", "solved", "primal_infeasible", "dual_infeasible", "non_convex", "numerical_error"] as const;
