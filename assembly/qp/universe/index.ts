/** A problem over a universe as the ABI sees it. */
import { Covariance } from "../../covariance/covariance";
import { giveUp } from "./feasibility";
import { missingRows } from "./rows";
import { advanceUniverse, beginUniverse, startUniverse, stopUniverse } from "./solve";
import { createUniverse, releaseUniverse, Universe } from "./universe";

// @ts-ignore: decorator
@inline
function universe(pointer: usize): Universe {
  return changetype<Universe>(pointer);
}

export function universeCreate(cov: usize, m: i32, nodes: i32): usize {
  return changetype<usize>(createUniverse(changetype<Covariance>(cov), m, nodes));
}

export function universeRelease(u: usize): void {
  giveUp(universe(u));
  releaseUniverse(universe(u));
}

/** Addresses of the data and results, in the order of `UNIVERSE_FIELDS` in bindings/abi.ts and of the class. */
export function universeField(u: usize, field: i32): usize {
  return load<usize>(u + ((<usize>field) << 2), offsetof<Universe>("q"));
}

export function universeStart(u: usize, tolerance: f64, mode: i32, strict: i32): void {
  startUniverse(universe(u), tolerance, mode, strict != 0);
}

export function universeMissingRows(u: usize): i32 {
  return missingRows(universe(u));
}

export function universeBegin(u: usize): void {
  beginUniverse(universe(u));
}

export function universeRound(u: usize): i32 {
  return advanceUniverse(universe(u));
}

export function universeStop(u: usize): i32 {
  return stopUniverse(universe(u));
}

/** Rounds, pivots, members. */
export function universeCount(u: usize, which: i32): i32 {
  const s = universe(u);
  if (which == 0) return s.rounds;
  return which == 1 ? s.pivots : s.count;
}
