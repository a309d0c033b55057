#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { QuadfolioError } from "../files/index.js";
import { command } from "./command.js";
import type { FrontierFlags, OptimizeFlags } from "./flags.js";
import { printable } from "./format.js";
import { cornersCsv } from "./frontier/cornersFile.js";
import { frontierJson } from "./frontier/frontierJson.js";
import { frontierPanel } from "./frontier/frontierPanel.js";
import { frontierReport } from "./frontier/frontierReport.js";
import { picture } from "./frontier/picture.js";
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
  endWith(portfolio.status === "solved" ? SOLVED : NO_SOLUTION);
}

async function frontier(path: string, flags: FrontierFlags): Promise<void> {
  if (flags.out !== undefined && !/\.(csv|json)$/i.test(flags.out))
    throw new InputError(`--out is ${flags.out}, expected a file that ends in .csv or .json.`);
  if (flags.picture !== undefined && !/\.(svg|html?)$/i.test(flags.picture))
    throw new InputError(`--picture is ${flags.picture}, expected a file that ends in .svg or .html.`);
  const request = await requestOf(path, flags, "max-sharpe");
  const progress = startProgress();
  const outcome = await frontierPanel(path, request, progress).finally(() => progress.end());
  if (outcome.corners.length > 0) {
    if (flags.out !== undefined) {
      await writeAtomic(flags.out, /\.csv$/i.test(flags.out) ? cornersCsv(outcome) : frontierJson(outcome, version));
    }
    if (flags.picture !== undefined) await writeAtomic(flags.picture, await picture(outcome, flags.picture));
  }
  process.stdout.write(flags.json ? frontierJson(outcome, version) : frontierReport(outcome, flags.top));
  const { status, chosen } = outcome;
  endWith(status === "solved" && chosen.portfolio.status === "solved" ? SOLVED : NO_SOLUTION);
}

/** Of several ends the worst counts: what is printed may fail before or after the outcome is known. */
function endWith(code: number): void {
  process.exitCode = Math.max(code, Number(process.exitCode ?? SOLVED));
}

// `quadfolio … | head` closes the pipe early: nothing is wrong then.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  process.stderr.write(`quadfolio: standard output cannot be written: ${error.message}.\n`);
  endWith(BAD_INPUT);
});
// Where nothing can be said any more, the exit code still does.
process.stderr.on("error", () => {});

try {
  await command(version, { optimize, frontier }).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) endWith(error.exitCode === 0 ? SOLVED : BAD_INPUT);
  else if (error instanceof InputError || error instanceof QuadfolioError) {
    process.stderr.write(`quadfolio: ${error.message.split("\n").map(printable).join("\n")}\n`);
    endWith(BAD_INPUT);
  } else {
    process.stderr.write(`quadfolio: a defect, please report it: ${(error as Error).stack ?? String(error)}\n`);
    endWith(DEFECT);
  }
}
