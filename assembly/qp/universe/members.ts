/** The restricted problem grows: assets join it, and P + D over its members with them. */
import { dot } from "../../blas/dot";
import { crossScratch, gatherCross } from "../../covariance/cross";
import { gatherBlock, gatherScratch } from "../../covariance/products";
import { at, get, getIndex, set, setIndex } from "../../memory/access";
import { allocate, release } from "../../memory/heap";
import { linearOf } from "./curvature";
import { reserveFactor } from "./equalityStep";
import { isFree } from "./nodes";
import { Universe } from "./universe";

/** Makes asset j a member, if it is none yet. */
export function admit(s: Universe, j: usize): void {
  if (getIndex(s.place, j) >= 0) return;
  setIndex(s.place, j, s.count);
  setIndex(s.members, s.count, <i32>j);
  s.count++;
}

/** Makes room for H over all members; false where memory is full. H keeps what it held. */
function growH(s: Universe): bool {
  if (s.count <= s.capacity) return true;
  const capacity = min(s.n, max(s.count + 32, s.count + (s.count >> 1)));
  const H = allocate(<u64>capacity * <u64>capacity * 8);
  if (H == 0) return false;
  for (let r: usize = 0; r < <usize>s.gathered; r++) {
    memory.copy(at(H, r * capacity), at(s.H, r * s.capacity), (<usize>s.gathered) << 3);
  }
  release(s.H);
  s.H = H;
  s.capacity = capacity;
  return true;
}

/**
 * Computes the rows of H of the members that joined since, and mirrors them; false where memory is full. What the new members have
 * with one another is symmetric, half of it is computed; what they have with the former ones is there once.
 */
export function gatherMembers(s: Universe): bool {
  if (s.factorForm || s.gathered == s.count) return true;
  if (!growH(s)) return false;
  const first = s.gathered;
  const fresh = s.count - first;
  if (!reserveFactor(s, 0, max(crossScratch(s.cov, fresh, first), gatherScratch(s.cov, fresh)))) return false;
  const rows = s.members + ((<usize>first) << 2);
  const corner = at(s.H, <usize>first * s.capacity);
  if (first > 0) gatherCross(s.cov, rows, fresh, s.members, first, corner, s.capacity, s.kernel);
  gatherBlock(s.cov, rows, fresh, at(corner, first), (<usize>s.capacity) << 3, s.kernel);
  for (let r: usize = first; r < <usize>s.count; r++) {
    const row = at(s.H, r * s.capacity);
    set(row, r, get(row, r) + get(s.diagonal, getIndex(s.members, r)));
    for (let c: usize = 0; c < <usize>first; c++) set(at(s.H, c * s.capacity), r, get(row, c));
  }
  s.gathered = s.count;
  return true;
}

/** Of the members only those that are free stay, and H of them, where it was in use. */
export function keepFreeMembers(s: Universe): void {
  if (s.factorForm) s.gathered = 0;
  s.factorForm = false;
  let kept = 0;
  let gathered = 0;
  for (let k = 0; k < s.count; k++) {
    const j = getIndex(s.members, k);
    setIndex(s.place, j, -1);
    if (!isFree(getIndex(s.state, j))) continue;
    if (k < s.gathered) setIndex(s.order, gathered++, k);
    setIndex(s.place, j, kept);
    setIndex(s.members, kept++, j);
  }
  for (let r = 0; r < gathered; r++)
    for (let c = 0; c < gathered; c++)
      set(at(s.H, <usize>r * s.capacity), c, get(at(s.H, <usize>getIndex(s.order, r) * s.capacity), getIndex(s.order, c)));
  s.count = kept;
  s.gathered = gathered;
}

/** `linear` ← what the gradient at the members is without their own part: q alone, exactly, where nothing is held outside. */
export function separateMembers(s: Universe): void {
  if (s.factorForm) return;
  if (!isHeldOutside(s)) {
    for (let k: usize = 0; k < <usize>s.count; k++) set(s.linear, k, linearOf(s, getIndex(s.members, k)));
    return;
  }
  const x = s.work;
  for (let k: usize = 0; k < <usize>s.count; k++) set(x, k, get(s.pricedX, getIndex(s.members, k)));
  for (let k: usize = 0; k < <usize>s.count; k++) {
    set(s.linear, k, get(s.gradient, getIndex(s.members, k)) - dot(s.count, at(s.H, k * s.capacity), x) - s.shift * get(x, k));
  }
}

function isHeldOutside(s: Universe): bool {
  for (let j = 0; j < s.n; j++) if (getIndex(s.place, j) < 0 && get(s.pricedX, j) != 0) return true;
  return false;
}
