import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const tests = fileURLToPath(new URL("../../", import.meta.url));
/** QUADFOLIO_ONLY=qp/ runs the files with this in their path, and no others. */
const only = process.env["QUADFOLIO_ONLY"] ?? "";
const here = fileURLToPath(new URL("./", import.meta.url));

/** The tests that do not run in a page, and why. Everything else does. */
const NODE_ONLY: Record<string, string> = {
  "bench/": "is about the benchmarks, programs of Node",
  "browser/": "drives the browsers",
  "cli/": "the command line is a program of Node",
  "demo/": "runs npm start",
  "lint/": "is about the sources",
  "package/": "is about the package and the bundlers, and loads files of Node; browser.test.ts has the loading of a page",
  "threads/start": "starts programs of Node, and threads from its files; threads/bits is the part for a page",
  "readme/": "runs the documentation's examples as programs of Node",
};

/** The test files of the public API, as paths below test/. */
export const files: readonly string[] = readdirSync(tests, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts") && !path.includes("node_modules"))
  .filter((path) => !Object.keys(NODE_ONLY).some((prefix) => path.startsWith(prefix)))
  .filter((path) => path.includes(only))
  .sort();

/** The scripts for a page, by their path below /suite/: a script for each file of tests, and the two that run them. */
export async function bundle(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [...files, "browser/suite/page.ts", "browser/suite/worker.ts"].map((path) => tests + path),
    outdir: "/suite",
    outbase: tests,
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    define: { "process.env": "suiteEnvironment", "import.meta.env": "undefined" },
    // The library is not bundled: the page loads what is published.
    external: ["/dist/*", "/highs/*"],
    alias: {
      vitest: `${here}vitest.ts`,
      "node:fs": `${here}fs.ts`,
      "node:zlib": `${here}zlib.ts`,
      "node:url": `${here}url.ts`,
    },
    plugins: [published],
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice("/suite/".length), contents]));
}

/** The modules that the server has under an address of their own. */
const addresses: Record<string, string> = {
  quadfolio: "/dist/index.js",
  "quadfolio/full": "/dist/full.js",
  "quadfolio/quadprog": "/dist/quadprog.js",
  "quadfolio/wasm": "/dist/wasm.js",
  "quadfolio/worker": "/dist/worker.js",
  highs: "/highs/highs.mjs",
};

const published: import("esbuild").Plugin = {
  name: "published",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^(quadfolio|highs)/ }, ({ path }) => ({ path: addresses[path]!, external: true })),
};
