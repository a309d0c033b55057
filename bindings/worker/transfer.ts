import { ValueError } from "../errors/errors.js";

/** The buffers to be moved by the call that they are given to. */
export const movable = new WeakSet<ArrayBufferLike>();

/**
 * Marks an array to be moved to the worker, instead of copied, by the next call that it is given to. It is empty afterwards.
 *
 * @throws ValueError where it is no typed array: of an array of rows, mark each
 * @example
 * import { loadCore, transfer } from "quadfolio/worker";
 * const core = await loadCore();
 * const values = Float64Array.of(0.01, 0.02, -0.01, 0.03);
 * const returns = await core.returns(transfer(values), { observations: 2, assets: 2 });
 * console.log(returns.assets, values.length); // 2 0
 * core.dispose();
 */
export function transfer<T extends ArrayBufferView>(array: T): T {
  if (!ArrayBuffer.isView(array)) throw new ValueError("array", array, "a typed array; of rows, transfer each");
  movable.add(array.buffer);
  return array;
}
