import type { SimdBuild } from "../abi.js";
import { FullCore } from "../full/fullCore.js";
import { loadFullCore, type FullLoadOptions } from "../full/loadFullCore.js";
import { loadWasmSync, type SyncLoadOptions } from "../wasm.js";

/** The modules beside this script. Bundlers that know `new URL(…, import.meta.url)` copy and rename them. */
const moduleFile = (build: SimdBuild): URL =>
  build === "relaxed" ? new URL("./relaxed.wasm", import.meta.url) : new URL("./baseline.wasm", import.meta.url);

/**
 * `loadCore` of `quadfolio/wasm`: fetches the module from a file beside the script and compiles it while it arrives. The script
 * itself holds no module.
 *
 * With the `wasm` option nothing is fetched but what it names: the compiled module that an edge runtime hands out, for instance.
 *
 * @param options.wasm the module to run instead of the file: compiled, bytes, a Response or an address
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @param options.threads 1 (default) to 32, or `"auto"` for one a processor: threads that share the large products over shared memory, with
 * the bits of one thread. In a page that is not cross-origin isolated, or with a compiled module, there is one; `core.threads` tells
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { loadCore } from "quadfolio/wasm";
 * const core = await loadCore();
 * console.log(core.simd, core.memory.used);
 */
export async function loadCore(options: FullLoadOptions = {}): Promise<FullCore> {
  return loadFullCore(options, moduleFile);
}

/**
 * `loadCoreSync` of `quadfolio/wasm`, which waits for nothing and so needs the module.
 *
 * @param options.wasm the module: compiled, or its bytes
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { readFileSync } from "node:fs";
 * import { fileURLToPath } from "node:url";
 * import { loadCoreSync } from "quadfolio/wasm";
 * const path = fileURLToPath(import.meta.resolve("quadfolio/baseline.wasm"));
 * const core = loadCoreSync({ wasm: readFileSync(path) });
 * console.log(core.simd); // custom
 */
export function loadCoreSync(options: Required<Pick<SyncLoadOptions, "wasm">>): FullCore {
  return new FullCore(loadWasmSync(options));
}
