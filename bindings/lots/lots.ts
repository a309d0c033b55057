import { LotsOutcome } from "../abi.js";
import type { Covariance } from "../covariance/covariance.js";
import { MemoryError } from "../errors/errors.js";
import { fullExports } from "../fullExports.js";

/** What is bought for the assets held: m numbers each, in the order of `positions`. */
export interface LotsProblem {
  readonly covariance: Covariance;
  readonly positions: Int32Array;
  /** How many lots the weights ask for, not whole. */
  readonly wanted: Float64Array;
  /** The weight of a lot, and its price. */
  readonly weight: Float64Array;
  readonly price: Float64Array;
  /** The most that may be spent, in the currency of the price, rounding of the sum included. */
  readonly budget: number;
}

/** The whole lots that track the weights best, and whether that is proven; see assembly/lots. */
export function solveLots(problem: LotsProblem): { lots: Float64Array; isProven: boolean } {
  const { covariance, positions, wanted, weight, price, budget } = problem;
  const { wasm, handle } = covariance;
  const m = positions.length;
  const room = Math.ceil(m / 8) * 64;
  return wasm.lend(5 * room, "The lots of the assets", (base) => {
    const [t, v, c, z, indices] = [0, 1, 2, 3, 4].map((k) => base + k * room);
    wasm.copyIn(t, wanted);
    wasm.copyIn(v, weight);
    wasm.copyIn(c, price);
    wasm.i32(indices, m).set(positions);
    const outcome = fullExports(wasm).lotsSolve(handle, m, indices, t, v, c, budget, z);
    if (outcome === LotsOutcome.memory) throw new MemoryError(`The covariance of ${m} assets`, 16 * m * m);
    // Adding 0 makes 0 of −0, to which the core rounds small short positions.
    return { lots: wasm.copyOut(z, m).map((one) => one + 0), isProven: outcome === LotsOutcome.proven };
  });
}
