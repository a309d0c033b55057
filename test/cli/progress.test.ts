import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { csv } from "./prices.js";
import { CLI, temporaryFile } from "./run.js";

/** `script` of util-linux gives a command a terminal; elsewhere it takes other arguments. */
const terminal = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false;
if (!terminal) console.warn("SKIPPED: the progress bar is tested where util-linux has the command script.");

/** What the command writes to a terminal as its standard error, when its input is so many seconds late. */
function onTerminal(secondsLate: number): { code: number | null; text: string } {
  const path = temporaryFile("prices.csv", csv());
  const command = `{ sleep ${secondsLate}; cat '${path}'; } | '${process.execPath}' '${CLI}' optimize - > /dev/null`;
  const { status, stdout } = spawnSync("script", ["-qec", command, "/dev/null"], { encoding: "utf8" });
  return { code: status, text: stdout };
}

it.skipIf(!terminal)("shows a bar on a terminal once the work takes over a second, and takes it away", () => {
  const { code, text } = onTerminal(2.5);
  expect(code).toBe(0);
  expect(text).toMatch(/[█░]{30} \d+ % {2}reading {2}[23] s/);
  // At the end the line is cleared; the cursor was never hidden, nor wrapping turned off.
  expect(text.endsWith("\u001b[2K")).toBe(true);
  expect(text).not.toContain("\u001b[?");
});

it.skipIf(!terminal)("shows none where the work is done before", () => {
  expect(onTerminal(0)).toEqual({ code: 0, text: "" });
});
