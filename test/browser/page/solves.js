import { loadCore } from "/dist/index.js";
import { answers } from "./answers.js";

/** Every way to get the module into a page. */
const sources = {
  "inlined, auto": () => ({}),
  "inlined, baseline": () => ({ simd: "baseline" }),
  "inlined, relaxed": () => ({ simd: "relaxed" }),
  "URL, baseline": () => ({ wasm: new URL("/dist/baseline.wasm", location.href) }),
  "URL, relaxed": () => ({ wasm: new URL("/dist/relaxed.wasm", location.href) }),
  "path, baseline": () => ({ wasm: "/dist/baseline.wasm" }),
  "response, baseline": async () => ({ wasm: await fetch("/dist/baseline.wasm") }),
  "bytes, relaxed": async () => ({ wasm: await (await fetch("/dist/relaxed.wasm")).arrayBuffer() }),
};

/** What the solver answers on this host, by the source of the module; an error's message where it throws. */
export async function solves() {
  const report = {};
  for (const [name, options] of Object.entries(sources)) {
    try {
      report[name] = answers(await loadCore(await options()));
    } catch (error) {
      report[name] = { error: String(error) };
    }
  }
  return report;
}
