import { loadWasm, type LoadOptions, type Wasm } from "./wasm.js";

/** The bytes that a core's WebAssembly heap has handed out. */
export interface CoreMemory {
  /** Bytes in use now, headers included: what Returns and Covariances not yet disposed of hold, and nothing else. */
  readonly used: number;
}

/**
 * The compute core: one instance of the WebAssembly module and the functions that run on it. Calls are
 * synchronous; two cores share nothing.
 */
export class Core {
  /** Which build runs: `"relaxed"` SIMD, `"baseline"` SIMD, or the `"custom"` module that was given. */
  readonly simd: Wasm["simd"];
  readonly memory: CoreMemory;

  constructor(readonly wasm: Wasm) {
    this.simd = wasm.simd;
    this.memory = {
      get used() {
        return wasm.heapUsed;
      },
    };
  }
}

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
  return new Core(await loadWasm(options));
}
