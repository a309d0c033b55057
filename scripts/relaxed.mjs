// Runs the tests on the relaxed SIMD build, under a Node that has it: this one, or the one of test/node24.
//   node scripts/relaxed.mjs                  installs test/node24 where it is needed; fails where that fails
//   node scripts/relaxed.mjs --if-possible    says so and succeeds where there is no such Node, except in CI
import { execFileSync, execSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";

const OLDEST = 22;
const folder = "test/node24";

/** The Node that test/node24 holds for this platform, undefined where it is not installed. */
function installedNode() {
  if (!existsSync(`${folder}/node_modules`)) return undefined;
  const binaries = readdirSync(`${folder}/node_modules`).map((name) => `${folder}/node_modules/${name}/bin/node`);
  return binaries.find((path) => existsSync(path));
}

/** The path of a Node with relaxed SIMD, installed if need be. */
function newerNode() {
  if (Number(process.versions.node.split(".")[0]) >= OLDEST) return process.execPath;
  if (installedNode() === undefined) execSync("npm ci --no-audit --no-fund", { cwd: folder, stdio: "inherit" });
  const node = installedNode();
  if (node === undefined) throw new Error(`${folder} holds no Node for ${process.platform} ${process.arch}.`);
  return node;
}

let node;
try {
  node = newerNode();
} catch (cause) {
  const message = `the relaxed SIMD build needs Node ${OLDEST} or newer, this is ${process.version}: ${cause.message}`;
  const mayBeSkipped = process.argv.includes("--if-possible") && !process.env.CI;
  console.error(`${mayBeSkipped ? "SKIPPED" : "FAILED"}: ${message}`);
  process.exit(mayBeSkipped ? 0 : 1);
}

console.log(`Relaxed SIMD under Node ${execFileSync(node, ["--version"], { encoding: "utf8" }).trim()}`);
// as-pect starts a process of its own, by the name "node".
const path = `${dirname(resolve(node))}${delimiter}${process.env.PATH}`;
const env = { ...process.env, PATH: path, QUADFOLIO_SIMD: "relaxed" };
for (const args of [
  ["node_modules/@as-pect/cli/bin/asp.js", "--no-logo", "--as-config", "as-pect.relaxed.asconfig.json"],
  ["node_modules/vitest/vitest.mjs", "run"],
]) {
  const { status } = spawnSync(node, args, { stdio: "inherit", env });
  if (status !== 0) process.exit(status ?? 1);
}
