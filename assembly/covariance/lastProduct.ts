/**
 * A solve often begins where another over the same P ended: the last product P x is kept beside P, with its x; at first both are zero. What
 * is recalled is what would be computed, to the bit.
 */
import { at } from "../memory/access";
import { Covariance } from "./covariance";

/** out ← P x where x is that of the last product, to the bit; whether it is. */
export function recallProduct(cov: Covariance, x: usize, out: usize): bool {
  const n = <usize>cov.assets;
  for (let end = at(x, n), last = cov.last; x < end; x += 8, last += 8) if (load<u64>(x) != load<u64>(last)) return false;
  memory.copy(out, at(cov.last, n), n << 3);
  return true;
}

/** Keeps x and P x. */
export function keepProduct(cov: Covariance, x: usize, product: usize): void {
  const n = <usize>cov.assets;
  memory.copy(cov.last, x, n << 3);
  memory.copy(at(cov.last, n), product, n << 3);
}

/** P is another from now on. */
export function forgetProduct(cov: Covariance): void {
  memory.fill(cov.last, 0, (<usize>cov.assets) << 4);
}
