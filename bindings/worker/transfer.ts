/** The buffers to be moved by the call that they are given to. */
export const movable = new WeakSet<ArrayBufferLike>();

/**
 * Marks an array to be moved to the worker, instead of copied, by the next call that it is given to. It is empty afterwards.
 *
 * @example
 * import { loadCore, transfer } from "quadfolio/worker";
 * const core = await loadCore();
 * const values = Float64Array.of(0.01, 0.02, -0.01, 0.03);
 * const returns = await core.returns(transfer(values), { observations: 2, assets: 2 });
 * console.log(returns.assets, values.length); // 2 0
 * core.dispose();
 */
export function transfer<T extends ArrayBufferView>(array: T): T {
  movable.add(array.buffer);
  return array;
}
