// The sizes of what is published, and the budget of the core entry with both of its modules.
//   node scripts/size.mjs      after a build; fails where the core entry is above its budget
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bytes, gzipped, that `import "quadfolio"` may take, everything included. */
const BUDGET = 60_000;

const ENTRIES = ["index.js", "full.js", "wasm.js", "worker.js", "worker-thread.js", "quadprog.js"];
const FILES = ["baseline.wasm", "relaxed.wasm"];

/** What an entry imports without asking, in one script, as a consumer's bundler would write it. */
async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [`dist/${entry}`],
    bundle: true,
    minify: true,
    format: "esm",
    logLevel: "error",
    write: false,
  });
  return outputFiles[0].contents;
}

const gzipped = (content) => gzipSync(content, { level: 9 }).length;
const row = (name, content) =>
  [name.padEnd(36), ...[content.length, gzipped(content)].map((bytes) => `${bytes.toLocaleString("en").padStart(11)} B`)].join(
    " ",
  );

/** The table: raw and gzipped. */
export async function sizes() {
  const scripts = await Promise.all(ENTRIES.map(bundled));
  return [
    `${"".padEnd(36)} ${"raw".padStart(11)}   ${"gzip".padStart(11)}`,
    ...ENTRIES.map((entry, k) => row(`${entry} and all it imports`, scripts[k])),
    ...FILES.map((file) => row(file, readFileSync(`dist/${file}`))),
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(await sizes());
  const used = gzipped(await bundled("index.js"));
  const beside = `${Math.abs(BUDGET - used).toLocaleString("en")} B ${used <= BUDGET ? "below" : "above"}`;
  console.log(`\nThe core entry takes ${used.toLocaleString("en")} B, ${beside} its budget of ${BUDGET.toLocaleString("en")} B.`);
  process.exitCode = used <= BUDGET ? 0 : 1;
}
