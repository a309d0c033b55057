// Builds everything that is published: the two WebAssembly modules, the types, the bundles.
//   node scripts/build.mjs            all of it
//   node scripts/build.mjs --wasm     only the modules
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const run = (command, ...args) => execFileSync(process.execPath, [`node_modules/${command}`, ...args], { stdio: "inherit" });

mkdirSync("build", { recursive: true });
for (const target of ["baseline", "relaxed"]) run("assemblyscript/bin/asc.js", "--target", target);
if (process.argv.includes("--wasm")) process.exit(0);

rmSync("dist", { recursive: true, force: true });
run("typescript/bin/tsc", "-p", ".");
for (const target of ["baseline", "relaxed"]) cpSync(`build/${target}.wasm`, `dist/${target}.wasm`);

/** Entries beside index import it instead of holding the core once more. */
const besideIndex = {
  name: "beside-index",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: "./index.js", external: true })),
};

await build({
  entryPoints: { index: "bindings/index.ts", quadprog: "bindings/quadprog/index.ts" },
  plugins: [besideIndex],
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: ["es2022"],
  mainFields: ["module", "main"],
  conditions: ["import"],
  external: ["node:fs/promises"],
  loader: { ".wasm": "binary" },
  minifySyntax: true,
  sourcemap: true,
});

// The command line: its dependencies and the library beside it are loaded, not copied in.
await build({
  entryPoints: { cli: "bindings/cli/cli.ts", "progress-bar": "bindings/cli/progressBar.ts" },
  plugins: [besideIndex],
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "node",
  target: ["node20"],
  packages: "external",
});
chmodSync("dist/cli.js", 0o755);

const bytes = (count) => `${count.toLocaleString("en").padStart(11)} B`;
console.log(`\n${"".padEnd(20)}${"raw".padStart(11)}   ${"gzip".padStart(11)}`);
for (const name of readdirSync("dist").filter((file) => /\.(js|wasm)$/.test(file))) {
  const content = readFileSync(`dist/${name}`);
  console.log(`${name.padEnd(20)}${bytes(content.length)} ${bytes(gzipSync(content, { level: 9 }).length)}`);
}
