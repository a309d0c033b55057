import { DISPOSE } from "./disposal.js";
import type { Wasm } from "./wasm.js";

/** The bytes that a core's WebAssembly heap has handed out. */
export interface CoreMemory {
  /** Bytes in use now, headers included: what Returns, Covariances and QPSolvers not yet disposed of hold, and nothing else. */
  readonly used: number;
}

/** One instance of the WebAssembly module: which it is, what memory it uses, and on how many threads it runs. */
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

  /** Threads that share the large products, this one included: 1 where no others were asked for, or could be had. */
  get threads(): number {
    return this.wasm.team?.threads ?? 1;
  }

  /** Ends the other threads, where there are any. What was made goes on, on this one. */
  dispose(): void {
    this.wasm.endTeam();
  }

  [DISPOSE](): void {
    this.dispose();
  }
}
