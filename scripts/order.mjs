// The order in which the sources stand in the core entry. Nothing depends on it but the size: gzip looks back 32 kB, and finds more where
// those that use the same words are near each other.
//   node scripts/order.mjs [seconds]      searches for a better one from the one there is, and writes scripts/order.json
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { context } from "esbuild";

const FILE = "scripts/order.json";
const ENTRY = "index.ts";

/** The order found last of what each entry imports that those before it do not; of files that are gone nothing is left. */
export const orders = () =>
  Object.entries(JSON.parse(readFileSync(FILE, "utf8"))).map(([entry, files]) => [
    entry,
    files.filter((file) => existsSync(`bindings/${file}`)),
  ]);

/** A plugin of esbuild that imports the files of a list before all that the entry imports. */
export const inOrder = (entry, files) => ({
  name: `in-order-${entry}`,
  setup: ({ onLoad }) =>
    onLoad({ filter: /index\.ts$/ }, ({ path }) => {
      if (path !== resolve("bindings", entry)) return undefined;
      const imports = files().map((file) => `import ${JSON.stringify(resolve("bindings", file))};\n`);
      return { contents: imports.join("") + readFileSync(path, "utf8"), loader: "ts" };
    }),
});

/** Moves some files that stand together elsewhere, and keeps what is no more than a little worse than before, for so long. */
async function search(seconds) {
  let tried = [];
  const bundler = await context({
    entryPoints: [`bindings/${ENTRY}`],
    plugins: [inOrder(ENTRY, () => tried)],
    external: ["*/modules.js"],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: ["es2022"],
    logLevel: "error",
    logOverride: { "ignored-bare-import": "silent" },
    metafile: true,
    write: false,
  });
  const bundled = async (files) => {
    tried = files;
    const { outputFiles, metafile } = await bundler.rebuild();
    return { size: gzipSync(outputFiles[0].contents, { level: 9 }).length, inputs: Object.keys(metafile.inputs) };
  };
  const found = Object.fromEntries(orders());
  const begun = await bundled(found[ENTRY]);
  const known = new Set(found[ENTRY]);
  const others = begun.inputs.map((path) => path.replace("bindings/", "")).filter((file) => !known.has(file));
  let files = [...known, ...others.filter((file) => file !== "index.ts" && !file.startsWith("..") && !file.startsWith("build"))];
  let { size } = await bundled(files);
  let best = { files, size };
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end) {
    const count = 1 + Math.floor(4 * Math.random());
    const next = files.slice();
    const taken = next.splice(Math.floor((files.length - count) * Math.random()), count);
    next.splice(Math.floor((next.length + 1) * Math.random()), 0, ...taken);
    const got = await bundled(next);
    if (got.size > size + 6 * Math.random()) continue;
    files = next;
    size = got.size;
    if (size < best.size) best = { files, size };
  }
  await bundler.dispose();
  if (best.size < begun.size) writeFileSync(FILE, `${JSON.stringify({ ...found, [ENTRY]: best.files }, undefined, 2)}\n`);
  console.log(`${begun.size.toLocaleString("en")} → ${best.size.toLocaleString("en")} B`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await search(Number(process.argv[2] ?? 300));
