import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = ["assembly", "bindings", "scripts", "package.json", "asconfig.json"];
const PRODUCTS = ["dist/index.js", "dist/cli.js"];

/** Builds the package where it has not been built since its sources last changed. */
export function ensureBuilt() {
  const newest = Math.max(...SOURCES.flatMap(filesOf).map((file) => statSync(file).mtimeMs));
  const built = PRODUCTS.every((file) => (statSync(root + file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > newest);
  if (built) return;
  console.log("Building quadfolio …");
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

function filesOf(name) {
  if (!statSync(root + name).isDirectory()) return [root + name];
  return readdirSync(root + name, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`);
}
