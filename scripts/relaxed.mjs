// Runs the tests on the relaxed SIMD build, under a Node that has it: this one, or the one of test/newestNode.
//   node scripts/relaxed.mjs                  installs test/newestNode where it is needed; fails where that fails
//   node scripts/relaxed.mjs --if-possible    says so and succeeds where there is no such Node, except in CI
import { execFileSync, spawnSync } from "node:child_process";
import { delimiter, dirname, resolve } from "node:path";
import { OLDEST, newerNode } from "./newerNode.mjs";

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
