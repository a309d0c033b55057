#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { QuadfolioError } from "../index.js";
import { command } from "./command.js";
import type { OptimizeFlags } from "./flags.js";
import { InputError } from "./inputError.js";
import { jsonReport } from "./jsonReport.js";
import { optimizePanel } from "./optimizePanel.js";
import { startProgress } from "./progress.js";
import { report } from "./report.js";
import { requestOf } from "./request.js";
import { weightsCsv } from "./weightsCsv.js";
import { writeAtomic } from "./writeAtomic.js";

const SOLVED = 0;
const NO_SOLUTION = 1;
const BAD_INPUT = 2;
/** EX_SOFTWARE of sysexits: an error nobody foresaw must not look like an outcome. */
const DEFECT = 70;

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };

async function optimize(path: string, flags: OptimizeFlags): Promise<void> {
  const request = await requestOf(path, flags);
  const progress = startProgress();
  const outcome = await optimizePanel(path, request, progress).finally(() => progress.end());
  const { portfolio, data, discrete } = outcome;
  if (portfolio.status === "solved" && flags.out !== undefined) {
    await writeAtomic(flags.out, weightsCsv(data.names, (discrete ?? portfolio).weights, discrete?.shares));
  }
  process.stdout.write(flags.json ? jsonReport(outcome, version) : report(outcome, flags.top));
  process.exitCode = portfolio.status === "solved" ? SOLVED : NO_SOLUTION;
}

// `quadfolio … | head` closes the pipe early: nothing is wrong then.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await command(version, optimize).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? SOLVED : BAD_INPUT;
  else if (error instanceof InputError || error instanceof QuadfolioError) {
    process.stderr.write(`quadfolio: ${error.message}\n`);
    process.exitCode = BAD_INPUT;
  } else {
    process.stderr.write(`quadfolio: a defect, please report it: ${(error as Error).stack ?? String(error)}\n`);
    process.exitCode = DEFECT;
  }
}
