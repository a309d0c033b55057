import { readFileSync } from "node:fs";
import { loadCore } from "quadfolio/full";
import { shortNames } from "../../scripts/exportNames.mjs";
import { instrument } from "./instrument.mjs";

/**
 * The baseline build, counting. `count(run)` returns what `run` returns, with the flops and the bytes of floating-point
 * numbers loaded on the way, and the passes: rounds of pricing over all assets.
 */
export async function countedCore() {
  const module = new WebAssembly.Module(instrument(readFileSync(new URL(import.meta.resolve("quadfolio/baseline.wasm")))));
  const { universeRound: round } = shortNames(readFileSync(new URL("../../build/baseline.wasm", import.meta.url)));
  let counters;
  let passes = 0;
  // A core keeps its instance to itself: this looks over its shoulder while it is made.
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...source) => {
    const { exports } = await instantiate(...source);
    const { flops, bytes, [round]: universeRound } = exports;
    counters = { flops, bytes };
    const counting = (universe) => {
      passes++;
      return universeRound(universe);
    };
    return { exports: { ...exports, [round]: counting } };
  };
  const core = await loadCore({ wasm: module }).finally(() => (WebAssembly.instantiate = instantiate));
  const count = (run) => {
    const { flops, bytes } = counters;
    flops.value = bytes.value = 0n;
    passes = 0;
    const result = run();
    return { result, passes, flops: Number(flops.value), bytes: Number(bytes.value) };
  };
  return { core, count };
}
