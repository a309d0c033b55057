/** A P that is there by rows: which of them the next step of a solve reads. */
import { denseRow } from "../../covariance/covariance";
import { get, getIndex, setIndex } from "../../memory/access";
import { Universe } from "./universe";

/** Member k of an equally spaced sample of `size` assets. */
// @ts-ignore: decorator
@inline
export function sampled(s: Universe, k: i32, size: i32): i32 {
  return <i32>((<i64>k * s.n) / size);
}

/**
 * Lists in `order` the assets whose row is not there and will be read: those of the sample, and those
 * with x ≠ 0 for the gradient, the members for P over them. Returns how many; 0 where all of P is there.
 */
export function missingRows(s: Universe): i32 {
  if (s.cov.rows == 0) return 0;
  let missing = 0;
  for (let k = 0, next = 0; k < s.n; k++) {
    const isSampled = next < s.sample && sampled(s, next, s.sample) == k;
    if (isSampled) next++;
    const isRead = isSampled || s.seeksFactors || getIndex(s.place, k) >= 0 || get(s.x, k) != 0;
    if (isRead && denseRow(s.cov, k) == 0) setIndex(s.order, missing++, k);
  }
  return missing;
}
