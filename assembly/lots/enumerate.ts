import { potrf, potrfScratch } from "../linalg/potrf";
import { Arena, createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { get, set } from "../memory/access";
import { Lots } from "./lots";

/** Beyond so many assets the search does not end in any time. */
export const MOST_SEARCHED: i32 = 40;

/** Whole numbers looked at before the search is given up: some tens of milliseconds. */
const MOST_NODES: i32 = 500_000;

/** A portfolio has to be better by this share to be worth a change. */
const BETTER: f64 = 1 - 1e-12;

/**
 * Looks through all z that can be better than `best`, whose f is `least`: best ← the optimum where the result is true, the best
 * found where it is false. With S = LLᵀ, f is the sum over i of (Σ_{j≥i} l_ji(z_j − t_j))², so that the lots of the last
 * assets bound it from below; each is tried from the best value outwards (Schnorr & Euchner 1994, "Lattice basis reduction",
 * §6; Agrell, Eriksson, Vardy & Zeger 2002, "Closest point search in lattices", algorithm DECODE).
 */
export function enumerate(s: Lots, least: f64): bool {
  const m = s.m;
  if (m > MOST_SEARCHED) return false;
  const square = vectorBytes(<u64>m * <u64>m);
  const arena = createArena(square + 5 * vectorBytes(m + 1) + potrfScratch(m));
  if (!arena) return false;
  const found = search(s, least, arena, take(arena, <usize>m * m));
  releaseArena(arena);
  return found;
}

function search(s: Lots, least: f64, arena: Arena, L: usize): bool {
  const m = <usize>s.m;
  const ld = m << 3;
  memory.copy(L, s.block, m * ld);
  // The lots tried, how far the next one is from the last, f and the cash of those above, and the best value of each.
  const z = takeZeroed(arena, m + 1);
  const step = take(arena, m + 1);
  const above = takeZeroed(arena, m + 1);
  const spent = takeZeroed(arena, m + 1);
  const centre = take(arena, m + 1);
  if (potrf(s.m, L, ld, arena.next) >= 0) return false;
  /** Below this position all are held long: what is spent can only grow. */
  let firstShort = m;
  for (let i = m; i > 0; i--) if (get(s.t, i - 1) < 0) firstShort = i - 1;

  let bound = least * BETTER;
  let i = m - 1;
  let nodes = 0;
  begin(s, L, i, z, step, centre);
  while (true) {
    if (++nodes > MOST_NODES) return false;
    const zi = get(z, i);
    const miss = get(L + i * ld, i) * (zi - get(centre, i));
    const f = get(above, i + 1) + miss * miss;
    if (!(f < bound)) {
      // All others are farther: back to the asset after this one.
      if (++i == m) return true;
      next(z, step, i);
      continue;
    }
    const cost = get(spent, i + 1) + get(s.c, i) * zi;
    const isAllowed = (get(s.t, i) > 0 ? zi >= 0 : zi <= 0) && (cost <= s.budget || i > firstShort);
    if (!isAllowed) {
      next(z, step, i);
    } else if (i > 0) {
      set(above, i, f);
      set(spent, i, cost);
      begin(s, L, --i, z, step, centre);
    } else {
      bound = f * BETTER;
      memory.copy(s.best, z, ld);
      next(z, step, i);
    }
  }
}

/** The value of asset i at which its term is 0, given the lots of those after it, and the whole number next to it. */
function begin(s: Lots, L: usize, i: usize, z: usize, step: usize, centre: usize): void {
  const m = <usize>s.m;
  const ld = m << 3;
  let sum: f64 = 0;
  for (let j = i + 1; j < m; j++) sum += get(L + j * ld, i) * (get(z, j) - get(s.t, j));
  const at = get(s.t, i) - sum / get(L + i * ld, i);
  const whole = nearest(at);
  set(centre, i, at);
  set(z, i, whole);
  set(step, i, at < whole ? -1 : 1);
}

/** The next nearest whole number: in turn below and above. */
function next(z: usize, step: usize, i: usize): void {
  const by = get(step, i);
  set(z, i, get(z, i) + by);
  set(step, i, by > 0 ? -by - 1 : -by + 1);
}
