import { Core } from "./core.js";
import { inlinedModule } from "./inlined.js";
import { loadWasm, loadWasmSync, type LoadOptions, type SyncLoadOptions } from "./wasm.js";

/**
 * Compiles and starts the core.
 *
 * @param options.wasm the module to run instead of the one inside this package: compiled, bytes, a Response or an address
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @param options.threads 1 (default) to 32, or `"auto"` for one a processor: threads that share the large products over shared memory, with
 * the bits of one thread. In a page that is not cross-origin isolated, or with a compiled module, there is one; `core.threads` tells
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { loadCore } from "quadfolio";
 * const core = await loadCore();
 * console.log(core.simd, core.memory.used);
 */
export async function loadCore(options: LoadOptions = {}): Promise<Core> {
  return new Core(await loadWasm(options, inlinedModule));
}

/**
 * `loadCore` without waiting: compiles on this thread, which takes some milliseconds.
 *
 * Prefer `loadCore` on the main thread of a page.
 *
 * @param options.wasm the module to run instead of the one inside this package: compiled, or its bytes
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { loadCoreSync } from "quadfolio";
 * const core = loadCoreSync();
 * console.log(core.simd);
 */
export function loadCoreSync(options: SyncLoadOptions = {}): Core {
  return new Core(loadWasmSync(options, inlinedModule));
}
