import type { SimdBuild } from "./abi.js";
import { Core } from "./core.js";
import { packed, unpacker } from "../build/modules.js";
import { inlinedModule } from "./inlined.js";
import { loadWasm, loadWasmSync, type LoadOptions, type SyncLoadOptions } from "./wasm.js";

/** The modules inside this script. */
const modules = (build: SimdBuild) => inlinedModule(build, packed, unpacker);

/**
 * Compiles and starts the core.
 *
 * @param options.wasm the module to run instead of the one inside this package: compiled, bytes, a Response or an address
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { loadCore } from "quadfolio";
 * const core = await loadCore();
 * console.log(core.simd, core.memory.used);
 */
export async function loadCore(options: LoadOptions = {}): Promise<Core> {
  return new Core(await loadWasm(options, modules));
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
  return new Core(loadWasmSync(options, modules));
}
