/**
 * Counts the work of the solver, in pivots, pricing rounds, floating-point operations and bytes loaded, and compares it with
 * bench/baseline.json. The counts are exact and the same on every machine; nothing is timed.
 *   npm run bench:check                 fails where any case does more work than the baseline says, or is not in it
 *   npm run bench:check -- --update     writes the baseline
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { cases } from "./counts/cases.mjs";
import { compare, passes } from "./counts/compare.mjs";
import { countedCore } from "./counts/countedCore.mjs";
import { writeAtomic } from "./writeAtomic.mjs";

const { values: options } = parseArgs({ options: { update: { type: "boolean", default: false } } });
const file = new URL("baseline.json", import.meta.url);
const baseline = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};

const { core, count } = await countedCore();
const counts = Object.fromEntries(Object.entries(cases).map(([name, run]) => [name, run(core, count)]));

const columns = [22, 12, 8, 16, 16];
const line = (cells) => cells.map((cell, k) => (k === 0 ? cell.padEnd(columns[k]) : cell.padStart(columns[k]))).join("");
const shown = (value) => value?.toLocaleString("en") ?? "";
console.log(line(["", "iterations", "passes", "flops", "bytes loaded"]));
for (const [name, { iterations, passes, flops, bytes }] of Object.entries(counts)) {
  console.log(line([name, ...[iterations, passes, flops, bytes].map(shown)]));
}

const comparison = compare(baseline, counts);
const { more, less, missing, added } = comparison;
const change = ({ name, quantity, before, after }) => {
  const share = before > 0 ? ` (${after > before ? "+" : "−"}${((100 * Math.abs(after - before)) / before).toFixed(1)} %)` : "";
  return `  ${name}: ${quantity} ${shown(before)} → ${shown(after)}${share}`;
};
const list = (title, lines) => lines.length > 0 && console.log(`\n${title}\n${lines.join("\n")}`);
list("More work than the baseline:", more.map(change));
list("Less work than the baseline:", less.map(change));
list("In the baseline, but not run:", missing);
list("Not in the baseline:", added);

if (options.update) {
  writeAtomic(file.pathname, `${JSON.stringify(counts, null, 2)}\n`);
  console.log("\nThe baseline is written: look at its diff.");
} else if (!passes(comparison)) {
  console.log("\nIf the work is worth it: npm run bench:check -- --update, and say why in the commit.");
  process.exitCode = 1;
} else if (less.length > 0) {
  console.log("\nnpm run bench:check -- --update keeps the gain.");
}
