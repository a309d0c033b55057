// Runs the tests on the relaxed SIMD build, under a Node that has it: this one, or the one of test/node24.
//   node scripts/relaxed.mjs                  installs test/node24 where it is needed; fails where that fails
//   node scripts/relaxed.mjs --if-possible    says so and succeeds where there is no such Node, except in CI
import { execFileSync, execSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const OLDEST = 22;
const folder = "test/node24";

/** The path of a Node with relaxed SIMD, installed if need be. */
function newerNode() {
  if (Number(process.versions.node.split(".")[0]) >= OLDEST) return process.execPath;
  if (!existsSync(`${folder}/node_modules`)) execSync("npm ci --no-audit --no-fund", { cwd: folder, stdio: "inherit" });
  const packages = readdirSync(`${folder}/node_modules`).filter((name) => name.startsWith("node-"));
  const found = packages.map((name) => `${folder}/node_modules/${name}/bin/node`).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${folder} holds no Node for ${process.platform} ${process.arch}.`);
  return found;
}

let node;
try {
  node = newerNode();
} catch (cause) {
  const message = `The relaxed SIMD build needs Node ${OLDEST} or newer, this is ${process.version}: ${cause.message}`;
  if (process.env.CI || !process.argv.includes("--if-possible")) throw new Error(message, { cause });
  console.warn(`SKIPPED: ${message}`);
  process.exit(0);
}

const run = (...args) => execFileSync(node, args, { stdio: "inherit", env: { ...process.env, QUADFOLIO_SIMD: "relaxed" } });
console.log(`Relaxed SIMD under Node ${execFileSync(node, ["--version"], { encoding: "utf8" }).trim()}`);
run("node_modules/@as-pect/cli/bin/asp.js", "--no-logo", "--as-config", "as-pect.relaxed.asconfig.json");
run("node_modules/vitest/vitest.mjs", "run");
