/** A fresh process of the cold start: reads a problem, loads the package named by the argument, solves, and writes times and weights. */
import { readFileSync } from "node:fs";

const name = process.argv[2];
const given = JSON.parse(readFileSync(0, "utf8"));
const problem = Object.fromEntries(
  Object.entries(given).map(([key, value]) => [key, Array.isArray(value) ? Float64Array.from(value) : value]),
);

const starts = {
  nothing: async () => () => [],
  quadfolio: async () => {
    const { loadCore } = await import("quadfolio");
    const core = await loadCore();
    const { P, q, A, l, u, lb, ub } = problem;
    return () => core.solveQP({ P, q, A, l, u, lb, ub }).x;
  },
};

/** Through the adapter of an incumbent, whose import is that of the package. */
async function incumbent() {
  const { open } = await import(new URL(`../incumbents/${name}.mjs`, import.meta.url));
  const { pass, solve } = await open(problem);
  return () => solve(pass?.()).x;
}

const began = performance.now();
const solve = await (starts[name] ?? incumbent)();
const loaded = performance.now();
const x = solve();
const solved = performance.now();
process.stdout.write(JSON.stringify({ loading: loaded - began, solving: solved - loaded, x: Array.from(x) }));
