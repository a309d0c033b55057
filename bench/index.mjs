/**
 * quadfolio beside the solvers people know, on this machine, in one run, every answer certified before its time counts.
 *   npm run bench                      everything: about a quarter of an hour
 *   npm run bench -- --quick           less of each, within two minutes
 *   npm run bench -- --only NAME       sections that begin so: kernels, qp, qp/A … qp/random, qp/maros, changes, large, large/given …,
 *                                      frontier, cold; may be given several times
 *   npm run bench -- --size N          of the sections that have sizes, these alone; may be given several times
 *   npm run bench -- --out FILE.json   where to write; what an earlier run of the same commit, Node and machine left there stays
 * Writes FILE.json and FILE.html; bench/README.md says how to read them.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "../demo/start/built.mjs";
import { environment, environmentLine } from "./machine.mjs";
import { chosen, merged, sizesAmong } from "./report/runs.mjs";
import { page } from "./report/page.mjs";
import { tablePrinter } from "./report/table.mjs";
import { LIMIT } from "./race/race.mjs";
import { writeAtomic } from "./writeAtomic.mjs";

/** Seconds for Benchmark.js, each contender and problem, and those after which one without an answer is cut off. */
const CLOCK = { seconds: 0.5, limit: LIMIT };
const QUICK_CLOCK = { seconds: 0.1, limit: 4 };

/** Refuses to run where an incumbent is not installed, which would otherwise count as a failure of its own. */
function requireIncumbents() {
  const { devDependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const adapters = readdirSync(new URL("incumbents/", import.meta.url)).map((file) => file.replace(/\.mjs$/, ""));
  const missing = adapters.filter(
    (name) => name in devDependencies && !existsSync(new URL(`../node_modules/${name}`, import.meta.url)),
  );
  if (missing.length > 0) throw new Error(`Not installed: ${missing.join(", ")}. Run npm ci first.`);
}

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    size: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    out: { type: "string", default: fileURLToPath(new URL("../build/bench/bench.json", import.meta.url)) },
  },
});

requireIncumbents();
ensureBuilt();
const { loadCore } = await import("quadfolio");
const { sections } = await import("./sections/index.mjs");
const wanted = chosen(sections, options.only);
const core = await loadCore({ simd: process.env.QUADFOLIO_SIMD ?? "auto" });
const command = ["npm run bench --", ...process.argv.slice(2)].join(" ");
const run = { ...environment(core.simd), commands: [command], quick: options.quick, sections: {} };
console.log(environmentLine(run));

const clock = options.quick ? QUICK_CLOCK : CLOCK;
const context = { core, quick: options.quick, clock, sizesOf: sizesAmong(options.size?.map(Number)) };
const began = performance.now();
for (const { name, measure, table } of wanted) {
  const print = tablePrinter(table, console.log);
  const records = await measure(context, print);
  for (const note of table.notes?.(records) ?? []) console.log(`  ${note}`);
  run.sections[name] = records;
}

const before = existsSync(options.out) ? JSON.parse(readFileSync(options.out, "utf8")) : undefined;
const whole = merged(before, run);
writeAtomic(options.out, `${JSON.stringify(whole, undefined, 1)}\n`);
const html = options.out.replace(/(\.json)?$/, ".html");
writeAtomic(html, page(whole, sections));
console.log(`\n${((performance.now() - began) / 1000).toFixed(0)} s; written: ${options.out}, ${html}`);
