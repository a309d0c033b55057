import type { SimdBuild } from "../abi.js";
import { packed, unpacker } from "../../build/fullModules.js";
import { inlinedModule } from "../inlined.js";
import { loadWasmSync, type SyncLoadOptions } from "../wasm.js";
import { FullCore } from "./fullCore.js";
import { loadFullCore, type FullLoadOptions } from "./loadFullCore.js";

/** The modules inside this script. */
const modules = (build: SimdBuild) => inlinedModule(build, packed, unpacker);

/**
 * Compiles and starts the core of `quadfolio/full`.
 *
 * @param options.wasm the module to run instead of the one inside this package: compiled, bytes, a Response or an address
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @param options.threads 1 (default) to 32, or `"auto"` for one a processor: threads that share the large products over shared memory, with
 * the bits of one thread. In a page that is not cross-origin isolated, or with a compiled module, there is one; `core.threads` tells
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { loadCore } from "quadfolio/full";
 * const core = await loadCore();
 * console.log(core.simd, core.memory.used);
 */
export async function loadCore(options: FullLoadOptions = {}): Promise<FullCore> {
  return loadFullCore(options, modules);
}

/**
 * `loadCore` of `quadfolio/full` without waiting: compiles on this thread, which takes some milliseconds.
 *
 * Prefer `loadCore` on the main thread of a page.
 *
 * @param options.wasm the module to run instead of the one inside this package: compiled, or its bytes
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { loadCoreSync } from "quadfolio/full";
 * const core = loadCoreSync();
 * console.log(core.simd);
 */
export function loadCoreSync(options: SyncLoadOptions = {}): FullCore {
  return new FullCore(loadWasmSync(options, modules));
}
