// Builds everything that is published: the WebAssembly modules, the types, the bundles.
//   node scripts/build.mjs            all of it
//   node scripts/build.mjs --wasm     only the modules
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { build } from "esbuild";
import { mangling, shortNames, withShortNames } from "./exportNames.mjs";
import { moduleSources } from "./moduleSources.mjs";
import { inOrder, orders } from "./order.mjs";
import { pack, printable, spelled } from "./pack.mjs";
import { sizes } from "./size.mjs";
import { stampOf, withStamp } from "./stamp.mjs";
import { tighten } from "./tighten.mjs";

const run = (command, ...args) => execFileSync(process.execPath, [`node_modules/${command}`, ...args], { stdio: "inherit" });

mkdirSync("build", { recursive: true });
/** The modules of an entry, packed into its script: bindings/inlined.ts unpacks them. */
function packed({ relaxed, baseline }) {
  const strings = { packed: spelled(pack(relaxed, baseline)), unpacker: printable(readFileSync("build/unpack.wasm")) };
  return Object.entries(strings)
    .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`)
    .join("");
}

const TARGETS = ["baseline", "relaxed"];

/** The modules of `quadfolio`, and those with everything: what they are made of, where each lies, and what holds them packed. */
const CORE = { source: "assembly/index.ts", file: (target) => `build/core-${target}.wasm`, packed: "build/modules.js" };
const FULL = { source: "assembly/full.ts", file: (target) => `build/${target}.wasm`, packed: "build/fullModules.js" };
const built = ({ file }) => Object.fromEntries(TARGETS.map((target) => [target, readFileSync(file(target))]));

/** Compiles a source of the core; several at a time. */
const compile = (...args) => promisify(execFile)(process.execPath, ["node_modules/assemblyscript/bin/asc.js", ...args]);

/** The modules as the sources of the bindings use them, their exports under the names of bindings/abi.ts, and the stamp that they know them by. */
async function buildModules(stamp) {
  const core = [CORE, FULL].flatMap(({ source, file }) =>
    TARGETS.map((target) => [source, "--target", target, "--outFile", file(target)]),
  );
  const packing = ["pack", "unpack"].map((target) => [
    ...[`assembly/packing/${target}.ts`, "--config", "packing.asconfig.json"],
    ...["--target", target],
  ]);
  await Promise.all([...core, ...packing].map((args) => compile(...args)));
  for (const file of [CORE, FULL].flatMap(({ file }) => TARGETS.map(file)))
    writeFileSync(file, withStamp(readFileSync(file), stamp));
  writeFileSync("build/stamp.js", `export const stamp = ${JSON.stringify(stamp)};\n`);
  for (const modules of [CORE, FULL]) writeFileSync(modules.packed, packed(built(modules)));
}

// Modules whose sources did not change are not compiled again.
const SOURCES = "build/modules.sha256";
const sources = moduleSources();
if (!existsSync(SOURCES) || readFileSync(SOURCES, "utf8") !== sources) {
  rmSync(SOURCES, { force: true });
  await buildModules(stampOf(sources));
  writeFileSync(SOURCES, sources);
}
if (process.argv.includes("--wasm")) process.exit(0);

rmSync("dist", { recursive: true, force: true });
run("typescript/bin/tsc", "-p", ".");
const names = shortNames(built(FULL).baseline);
/** The modules as they are published: with short names. */
const shortened = (modules) =>
  Object.fromEntries(Object.entries(built(modules)).map(([target, module]) => [target, withShortNames(module, names)]));
for (const [target, module] of Object.entries(shortened(FULL))) writeFileSync(`dist/${target}.wasm`, module);

const options = { outdir: "dist", bundle: true, format: "esm", sourcemap: true, minify: true, legalComments: "eof" };
const ofCore = { ...options, ...mangling(names), platform: "neutral", target: ["es2022"] };

/** What is published holds them packed. */
const published = {
  name: "published",
  setup({ onLoad }) {
    onLoad({ filter: /build[\\/]modules\.js$/ }, () => ({ contents: packed(shortened(CORE)) }));
    onLoad({ filter: /build[\\/]fullModules\.js$/ }, () => ({ contents: packed(shortened(FULL)) }));
  },
};

// The library: its entries share what they have in common. In their order, which is that of what they import, the modules come first:
// gzip then mixes less code into their blocks (1.3 kB). For that nothing in the core may be imported on demand: what a bundler makes
// of it in one script goes before them.
await build({
  ...ofCore,
  entryPoints: {
    modules: "build/modules.js",
    index: "bindings/index.ts",
    "full-modules": "build/fullModules.js",
    full: "bindings/full/index.ts",
    "worker-thread": "bindings/worker/thread.ts",
    quadprog: "bindings/quadprog/index.ts",
    wasm: "bindings/files/index.ts",
    worker: "bindings/worker/index.ts",
  },
  plugins: [...orders().map(([entry, files]) => inOrder(entry, () => files)), published],
  // Those of the plugin: they order, and take nothing in.
  logOverride: { "ignored-bare-import": "silent" },
  chunkNames: "shared-[hash]",
  splitting: true,
  mainFields: ["module", "main"],
  conditions: ["import"],
});

// What a helping thread runs: whole in itself, so that it can be moved anywhere.
await build({ ...ofCore, entryPoints: { "compute-thread": "bindings/threads/thread.ts" } });

for (const file of readdirSync("dist").filter((name) => name.endsWith(".js"))) await tighten(file);

/** The command line imports the library instead of holding it once more, with the modules as files: nothing is unpacked. */
const besideFiles = {
  name: "beside-files",
  setup: ({ onResolve }) => onResolve({ filter: /^(?:\.\.\/)+files\/index\.js$/ }, () => ({ path: "./wasm.js", external: true })),
};

// The command line: its dependencies and the library beside it are loaded, not copied in.
await build({
  ...options,
  entryPoints: { cli: "bindings/cli/cli.ts", "progress-bar": "bindings/cli/progressBar.ts" },
  plugins: [besideFiles],
  platform: "node",
  target: ["node20"],
  packages: "external",
  sourcemap: false,
  minify: false,
});
chmodSync("dist/cli.js", 0o755);

console.log(`\n${await sizes()}`);
