import { reclaimWhenForgotten } from "../lifetime.js";
import type { HostClass } from "../host.js";
import { toOptions } from "../errors/options.js";
import { FULL_LOAD_KEYS } from "../loadKeys.js";
import type { Helpers } from "../threads/helpers.js";
import { startTeam } from "../threads/team.js";
import { buildFor, bytesFrom, kindOf, loadWasm, rethrow, Wasm, type LoadOptions, type ModuleSource } from "../wasm.js";

type HostURL = HostClass<typeof globalThis, "URL">;

export interface FullLoadOptions extends LoadOptions {
  /** How many threads share the large products, where memory can be shared: 1 (the default) to 32, or `"auto"` for one a processor. */
  threads?: number | "auto";
  /** Where the script `quadfolio/compute-thread` is, if the bundler has moved it. */
  threadScript?: HostURL | string;
}

/** An instance of the core, and the threads that help it, where there are any. */
interface Loaded {
  readonly wasm: Wasm;
  readonly helpers: Helpers | undefined;
}

/** Compiles and instantiates the core with the threads that are asked for, as far as they can be had; see `loadWasm`. */
export async function loadFullWasm(options: FullLoadOptions, source: ModuleSource): Promise<Loaded> {
  const { threads = 1, threadScript, ...others } = toOptions("options", options, FULL_LOAD_KEYS);
  const { wasm, simd = "auto" } = others;
  if (threads === 1) return { wasm: await loadWasm(others, source), helpers: undefined };
  try {
    const build = buildFor(simd);
    let given = wasm;
    const team = await startTeam(threads, threadScript, async () => {
      const bytes = await bytesFrom(wasm === undefined ? source(build) : wasm);
      // An answer can be read only once.
      if (wasm !== undefined) given = bytes ?? wasm;
      return bytes;
    });
    if (team === undefined)
      return { wasm: await loadWasm(given === undefined ? others : { ...others, wasm: given }, source), helpers: team };
    const shared = new Wasm(team.exports, kindOf(wasm, build));
    reclaimWhenForgotten(shared, { what: "core with threads", handle: 0, release: () => team.end() });
    return { wasm: shared, helpers: team };
  } catch (cause) {
    rethrow(cause);
  }
}
