import { spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { root } from "../readme/runModule.js";
import { simd } from "../support/core.js";

const script = (before = "") => `
  import { loadCore } from ${JSON.stringify(new URL("../../dist/worker.js", import.meta.url).href)};
  ${before}
  const core = await loadCore({ simd: "${simd}" }).catch(({ name, message }) => console.log(name + ": " + message));
  console.log((await core?.solveQP({ P: [1] }))?.status);
  core?.dispose();`;

function run(flags: readonly string[], input?: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, flags, { encoding: "utf8", input, cwd: root, timeout: 60_000 });
  expect(status, stderr).toBe(0);
  return stdout;
}

it("loads in a worker from a script of the command line, and from a piped one", () => {
  expect(run(["--input-type=module", "--eval", script()])).toBe("solved\n");
  expect(run(["--input-type=module"], script())).toBe("solved\n");
});

it("loads in a worker where there is no FinalizationRegistry", () => {
  const before = ["--import", "data:text/javascript,delete globalThis.FinalizationRegistry"];
  expect(run([...before, "--input-type=module", "--eval", script()])).toBe("solved\n");
});

it("answers in a sandbox, a realm of its own (Jest, the pools of vitest that are made of vm)", () => {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--pool", "vmThreads", "test/worker/realms.test.ts"];
  expect(stripVTControlCharacters(run(args))).toMatch(/Tests {2}\d+ passed \| 1 skipped/);
});

it("says what is amiss where the host makes no worker", () => {
  const major = Number(process.versions.node.split(".")[0]);
  const permission = [major < 23 ? "--experimental-permission" : "--permission", "--allow-fs-read=*"];
  expect(run([...permission, "--input-type=module", "--eval", script()])).toContain(
    "LoadError: The worker could not be started: ",
  );
  const none = run(["--input-type=module", "--eval", script("globalThis.process = undefined;")]);
  expect(none).toContain("LoadError: This host has no workers; use loadCore of quadfolio.");
});
