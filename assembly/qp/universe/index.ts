/** A problem over a universe as the ABI sees it. */
import { Covariance } from "../../covariance/covariance";
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
  releaseUniverse(universe(u));
}

/** Addresses of the data and results, in the order of `UNIVERSE_FIELDS` in bindings/abi.ts. */
export function universeField(u: usize, field: i32): usize {
  const s = universe(u);
  switch (field) {
    case 0:
      return s.q;
    case 1:
      return s.A;
    case 2:
      return s.l;
    case 3:
      return s.u;
    case 4:
      return s.nodeStart;
    case 5:
      return s.node;
    case 6:
      return s.slope;
    case 7:
      return s.x;
    case 8:
      return s.y;
    case 9:
      return s.z;
    case 10:
      return s.rowState;
    case 11:
      return s.info;
    case 12:
      return s.diagonal;
    case 13:
      return s.order;
    default:
      return 0;
  }
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

/** Rounds, pivots, equality-constrained steps, factorizations, members, free members. */
export function universeCount(u: usize, which: i32): i32 {
  const s = universe(u);
  if (which == 0) return s.rounds;
  if (which == 1) return s.pivots;
  if (which == 2) return s.steps;
  if (which == 3) return s.factorizations;
  return which == 4 ? s.count : s.nf;
}
