import { reclaimWhenForgotten } from "../lifetime.js";
import type { HostClass } from "../host.js";
import { toOptions } from "../errors/options.js";
import { FULL_LOAD_KEYS } from "../loadKeys.js";
import { startTeam } from "../threads/team.js";
import { buildFor, bytesFrom, kindOf, loadWasm, rethrow, Wasm, type LoadOptions, type ModuleSource } from "../wasm.js";
import { FullCore } from "./fullCore.js";

type HostURL = HostClass<typeof globalThis, "URL">;

export interface FullLoadOptions extends LoadOptions {
  /** How many threads share the large products, where memory can be shared: 1 (the default) to 32, or `"auto"` for one a processor. */
  threads?: number | "auto";
  /** Where the script `quadfolio/compute-thread` is, if the bundler has moved it. */
  threadScript?: HostURL | string;
}

/** The core of the module of the options, or else of the package's own, with the threads that are asked for, as far as they can be had. */
export async function loadFullCore(options: FullLoadOptions, source: ModuleSource): Promise<FullCore> {
  const { threads = 1, threadScript, ...others } = toOptions("options", options, FULL_LOAD_KEYS);
  const { wasm, simd = "auto" } = others;
  if (threads === 1) return new FullCore(await loadWasm(others, source));
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
      return new FullCore(await loadWasm(given === undefined ? others : { ...others, wasm: given }, source));
    const shared = new Wasm(team.exports, kindOf(wasm, build));
    reclaimWhenForgotten(shared, { what: "core with threads", handle: 0, release: () => team.end() });
    return new FullCore(shared, team);
  } catch (cause) {
    rethrow(cause);
  }
}
