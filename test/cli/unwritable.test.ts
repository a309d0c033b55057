import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { csv } from "./prices.js";
import { CLI, temporaryFile, type Run } from "./run.js";

const FULL = "/dev/full";
const full = existsSync(FULL);
if (!full) console.warn("SKIPPED: output that cannot be written is tested where there is /dev/full.");

/** Runs the command with redirections of the shell. */
function redirected(args: string, redirections: string): Run {
  const command = `'${process.execPath}' '${CLI}' ${args} ${redirections}`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
  return { code: status, stdout, stderr };
}

it
  .skipIf(!full)
  .each(["optimize PRICES", "optimize PRICES --json", "frontier PRICES", "--help", "optimize PRICES --max-weight 0.1"])(
  "standard output that cannot be written ends %s with 2, and one line says so",
  (args) => {
    const { code, stderr } = redirected(args.replace("PRICES", temporaryFile("prices.csv", csv())), `> ${FULL}`);
    expect(stderr).toMatch(/^quadfolio: standard output cannot be written: ENOSPC: [^\n]+\.\n$/);
    expect(code).toBe(2);
  },
);

it.skipIf(!full)("the exit code stands where standard error cannot be written", () => {
  expect(redirected("optimize /no/such/file.csv", `2> ${FULL}`).code).toBe(2);
  expect(redirected("optimize --max-wieght 1", `2> ${FULL}`).code).toBe(2);
  const prices = temporaryFile("prices.csv", csv());
  expect(redirected(`optimize '${prices}' --max-weight 0.1`, `2> ${FULL}`).code).toBe(1);
  expect(redirected(`optimize '${prices}'`, `> ${FULL} 2> ${FULL}`).code).toBe(2);
});
