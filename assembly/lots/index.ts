/** Whole lots as the ABI sees them. */
import { Covariance } from "../covariance/covariance";
import { get, set } from "../memory/access";
import { enumerate, MOST_SEARCHED } from "./enumerate";
import { afford, improve } from "./localSearch";
import { createLots, releaseLots, scaleCovariance } from "./lots";

/**
 * Fills z, m doubles, for the m assets at `indices` (i32): the weights ask for t lots of the weight v and the price c each, all
 * m doubles. From two starts, the lots rounded down and those rounded to the nearest, the better local optimum; then the
 * search through all that can be better. Returns 2 where that proves z the best there is, 1 where it was given up and z is a
 * local optimum, 0 where memory is full.
 */
export function lotsSolve(cov: usize, m: i32, indices: usize, t: usize, v: usize, c: usize, budget: f64, z: usize): i32 {
  const s = createLots(changetype<Covariance>(cov), m);
  if (!s) return 0;
  s.indices = indices;
  s.t = t;
  s.v = v;
  s.c = c;
  s.budget = budget;
  s.z = z;
  scaleCovariance(s);
  const size = (<usize>m) << 3;
  for (let i: usize = 0; i < <usize>m; i++) set(z, i, floor(get(t, i)));
  afford(s);
  let least = improve(s);
  memory.copy(s.best, z, size);
  for (let i: usize = 0; i < <usize>m; i++) set(z, i, nearest(get(t, i)));
  afford(s);
  if (s.cash >= 0) {
    const f = improve(s);
    if (f < least) {
      least = f;
      memory.copy(s.best, z, size);
    }
  }
  const proven = enumerate(s, least);
  memory.copy(z, s.best, size);
  // What a search that was given up has found need not be a local optimum.
  if (!proven && m <= MOST_SEARCHED) improve(s);
  releaseLots(s);
  return proven ? 2 : 1;
}
