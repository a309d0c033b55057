import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What decides over the modules: the sources, the options and the versions of the compiler. */
const INPUTS = ["assembly", "asconfig.json", "packing.asconfig.json", "package-lock.json", "scripts"];

function* filesIn(path) {
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  for (const entry of entries) if (entry.isFile()) yield join(entry.parentPath, entry.name);
}

/** A hash of all that the WebAssembly modules are made of: while it stays they need not be compiled again. */
export function moduleSources() {
  const hash = createHash("sha256");
  for (const input of INPUTS) {
    const files = /\.json$/.test(input) ? [input] : [...filesIn(input)].filter((name) => /\.(ts|mjs)$/.test(name)).sort();
    for (const file of files) hash.update(file).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}
