import { DISPOSE } from "./disposal.js";
import type { Wasm } from "./wasm.js";

/** The bytes that a core's WebAssembly heap has handed out. */
export interface CoreMemory {
  /** Bytes in use now, headers included: what Returns, Covariances and QPSolvers not yet disposed of hold, and nothing else. */
  readonly used: number;
}

/** One instance of the WebAssembly module: which it is, and what memory it uses. */
export class Instance {
  /** Which build runs: `"relaxed"` SIMD, `"baseline"` SIMD, or the `"custom"` module that was given. */
  readonly simd: Wasm["simd"];
  readonly memory: CoreMemory;

  constructor(protected readonly wasm: Wasm) {
    this.simd = wasm.simd;
    this.memory = {
      get used() {
        return wasm.heapUsed;
      },
    };
  }

  /** Ends what runs beside the core: nothing, where it has one thread. Its memory goes with what was made in it. */
  dispose(): void {}

  [DISPOSE](): void {
    this.dispose();
  }
}
