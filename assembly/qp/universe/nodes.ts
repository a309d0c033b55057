/** The nodes of an asset: its bounds and the kinks of its costs. See universe.ts for the states. */
import { get, getIndex, setIndex } from "../../memory/access";
import { Universe } from "./universe";

/** Nodes of asset j. */
// @ts-ignore: decorator
@inline
export function nodesOf(s: Universe, j: usize): i32 {
  return getIndex(s.nodeStart, j + 1) - getIndex(s.nodeStart, j);
}

/** Value of node k of asset j. */
// @ts-ignore: decorator
@inline
export function nodeValue(s: Universe, j: usize, k: i32): f64 {
  return get(s.node, getIndex(s.nodeStart, j) + k);
}

/** Slope of φⱼ on segment k, between nodes k and k + 1. */
// @ts-ignore: decorator
@inline
export function slopeOf(s: Universe, j: usize, k: i32): f64 {
  return get(s.slope, getIndex(s.nodeStart, j) + k);
}

/** The same, ∓∞ beyond the bounds. */
// @ts-ignore: decorator
@inline
export function segmentSlope(s: Universe, j: usize, k: i32): f64 {
  if (k < 0) return -Infinity;
  if (k >= nodesOf(s, j) - 1) return Infinity;
  return slopeOf(s, j, k);
}

/** Whether both bounds of asset j are the same. */
export function isFixed(s: Universe, j: usize): bool {
  return nodeValue(s, j, 0) == nodeValue(s, j, nodesOf(s, j) - 1);
}

// @ts-ignore: decorator
@inline
export function isFree(state: i32): bool {
  return (state & 1) != 0;
}

/** The state that a value of asset j has: at a node where it is one, else on the segment that holds it. */
export function stateAt(s: Universe, j: usize, value: f64): i32 {
  const last = nodesOf(s, j) - 1;
  for (let k = 0; k < last; k++) {
    const node = nodeValue(s, j, k);
    if (value <= node) return 2 * k;
    if (value < nodeValue(s, j, k + 1)) return 2 * k + 1;
  }
  return 2 * last;
}

/** The node of asset j nearest to a value; asset without a finite node: none, it is free. */
export function stateNear(s: Universe, j: usize, value: f64): i32 {
  const nodes = nodesOf(s, j);
  let best = -1;
  let least = Infinity;
  for (let k = 0; k < nodes; k++) {
    const distance = abs(nodeValue(s, j, k) - value);
    if (distance < least) {
      least = distance;
      best = k;
    }
  }
  return best < 0 ? 1 : 2 * best;
}

/**
 * How far the pull −(Px + q + Aᵀy)ⱼ is from what keeps asset j at node k: positive where it wants up
 * (onto segment k), negative where it wants down (onto segment k − 1), 0 where it stays, or has nowhere to go.
 */
export function excess(s: Universe, j: usize, k: i32, pull: f64): f64 {
  const up = segmentSlope(s, j, k);
  const down = segmentSlope(s, j, k - 1);
  const beyond = pull > up ? pull - up : pull < down ? pull - down : 0;
  return beyond != 0 && isFixed(s, j) ? 0 : beyond;
}

/** Puts an asset that is at a node on the segment above it, or below where there is none above. */
export function freeFromNode(s: Universe, j: usize): void {
  const state = getIndex(s.state, j);
  if (isFree(state)) return;
  if (isFixed(s, j)) return;
  const last = nodesOf(s, j) - 1;
  setIndex(s.state, j, state >> 1 < last ? state + 1 : state - 1);
}
