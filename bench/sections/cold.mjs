/** Cold start: a fresh process that imports a package, loads it and solves one portfolio of 20 assets; and the bytes that a page loads. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { families, market } from "../families.mjs";
import { annualCovariance } from "../large/given.mjs";
import { median } from "../race/timed.mjs";
import { ratio } from "../report/ratio.mjs";
import { accuracy, denseProduct, residuals } from "../certificate.mjs";

const ASSETS = 20;
const script = fileURLToPath(new URL("../race/coldStart.mjs", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

/** The package and what else of it a page loads. */
const SHIPPED = {
  quadfolio: [],
  highs: ["highs/runtime"],
  "portfolio-allocation": [],
  quadprog: [],
  "quadprog-js": [],
};
const NAMES = Object.keys(SHIPPED);

/** One fresh process: the milliseconds of the whole of it, and of import, load and solve in it. */
function freshProcess(name, problem) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, name], {
    input: JSON.stringify(problem),
    encoding: "utf8",
    timeout: 20_000,
    cwd: root,
  });
  const milliseconds = performance.now() - began;
  if (status !== 0) throw new Error(`A fresh process with ${name} ended with ${status}: ${stderr}`);
  return { milliseconds, ...JSON.parse(stdout) };
}

/** Raw and gzipped bytes of what a bundler makes of a package, and of the files beside it. */
async function bytesOf(name) {
  const { outputFiles } = await build({
    stdin: { contents: `import * as all from ${JSON.stringify(name)};\nexport { all };`, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    platform: name === "highs" ? "node" : "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    write: false,
    logLevel: "silent",
  });
  const files = SHIPPED[name].map((file) => readFileSync(fileURLToPath(import.meta.resolve(file))));
  const parts = [outputFiles[0].contents, ...files];
  const total = (size) => parts.reduce((sum, part) => sum + size(part), 0);
  return { bytes: total((part) => part.length), gzipped: total((part) => gzipSync(part, { level: 9 }).length) };
}

async function measure({ quick, core }, report) {
  const universe = market({ assets: ASSETS, observations: 1260 });
  const problem = { ...families.A(universe), P: annualCovariance(core, universe) };
  const { P, q, A, l, u, lb, ub } = problem;
  const multiply = denseProduct(P);
  const certified = residuals(problem, multiply, core.solveQP({ P, q, A, l, u, lb, ub }));
  const plain = Object.fromEntries(Object.entries(problem).map(([key, value]) => [key, Array.from(value?.length ? value : [])]));
  const given = { ...plain, n: problem.n, m: problem.m };

  const runs = Object.fromEntries(["nothing", ...NAMES].map((name) => [name, []]));
  for (let round = 0; round < (quick ? 3 : 15); round++) {
    for (const name of Object.keys(runs)) runs[name].push(freshProcess(name, given));
  }
  const middle = (name, key) => median(runs[name].map((run) => run[key]));
  const records = [];
  for (const name of NAMES) {
    const { x } = runs[name][0];
    const { violation, excess } = accuracy(problem, multiply, Float64Array.from(x), certified);
    const record = {
      name,
      assets: ASSETS,
      milliseconds: middle(name, "milliseconds"),
      beyondNode: middle(name, "milliseconds") - middle("nothing", "milliseconds"),
      loading: middle(name, "loading"),
      solving: middle(name, "solving"),
      error: Math.max(violation, Math.abs(excess)),
      ...(await bytesOf(name)),
    };
    record.ratio =
      (record.loading + record.solving) /
      (records[0] === undefined ? record.loading + record.solving : records[0].loading + records[0].solving);
    record.bytesRatio = record.gzipped / (records[0] ?? record).gzipped;
    if (!(record.error <= 1e-6)) throw new Error(`The first solve of ${name} is off by ${record.error}.`);
    records.push(record);
    report(record);
  }
  return records;
}

const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

export const cold = {
  name: "cold",
  measure,
  table: {
    title: `Cold start: a fresh process imports, loads and solves ${ASSETS} assets once. process: all of it; beyond node: without what an empty one takes`,
    columns: ["package", "process ms", "beyond node", "load ms", "first solve ms", "ratio", "shipped", "gzipped", "ratio"],
    row: ({ name, milliseconds, beyondNode, loading, solving, ratio: times, bytes, gzipped, bytesRatio }) => [
      name,
      milliseconds.toFixed(0),
      beyondNode.toFixed(1),
      loading.toFixed(1),
      solving.toFixed(2),
      ratio(times, 1),
      kilo(bytes),
      kilo(gzipped),
      ratio(bytesRatio, 1),
    ],
    notes: () => [],
  },
};
