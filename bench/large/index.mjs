/**
 * Large universes: times, ratios and residuals. Every answer is certified from the data before its time counts.
 *   node bench/large/index.mjs [--only given|warm|returns|rolled|factors|singular|real|corners] [--quick]      after npm run build
 * Ratios within one run count, not times: every figure is the best of several runs on a machine that does other things too. Writes
 * build/bench/large.json, or large-NAME.json with --only.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { loadCore } from "quadfolio";
import { corners, cornersTable } from "./corners.mjs";
import { factors, factorsTable } from "./factors.mjs";
import { given, givenTable } from "./given.mjs";
import { real, realTable } from "./real.mjs";
import { fromReturns, returnsTable } from "./returns.mjs";
import { rolled, rolledTable } from "./rolled.mjs";
import { singular, singularTable } from "./singular.mjs";
import { warm, warmTable } from "./warm.mjs";

const sections = {
  given: [given, givenTable],
  warm: [warm, warmTable],
  returns: [fromReturns, returnsTable],
  rolled: [rolled, rolledTable],
  factors: [factors, factorsTable],
  singular: [singular, singularTable],
  real: [real, realTable],
  corners: [corners, cornersTable],
};

const { values: options } = parseArgs({ options: { only: { type: "string" }, quick: { type: "boolean", default: false } } });
if (options.only !== undefined && !Object.hasOwn(sections, options.only)) {
  throw new Error(`--only is ${options.only}, expected one of ${Object.keys(sections).join(", ")}.`);
}

const core = await loadCore({ simd: process.env.QUADFOLIO_SIMD ?? "auto" });
const commit = execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
const run = {
  date: new Date().toISOString().slice(0, 10),
  machine: cpus()[0].model,
  node: process.version,
  simd: core.simd,
  commit,
};
console.log(Object.values(run).join(", "));

for (const [name, [measure, { title, columns, row }]] of Object.entries(sections)) {
  if (options.only !== undefined && options.only !== name) continue;
  console.log(`\n${title}`);
  const widths = columns.map((column) => Math.max(7, column.length) + 1);
  const line = (cells) => console.log(cells.map((cell, k) => String(cell).padStart(widths[k])).join(" "));
  line(columns);
  run[name] = await measure(core, options, (record) => line(row(record)));
}

const folder = new URL("../../build/bench/", import.meta.url);
mkdirSync(folder, { recursive: true });
const file = new URL(options.only === undefined ? "large.json" : `large-${options.only}.json`, folder);
writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
console.log(`\n${file.pathname}`);
