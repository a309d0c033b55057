/**
 * From raw returns, T = 1,260, shrinkage intensity given, to weights: the time of passing the returns, of the estimate and of the
 * solve, against our own SYRK of the same panel, which is what forming Σ takes.
 */
import { readFileSync } from "node:fs";
import { residuals, shrunkProduct } from "../certificate.mjs";
import { families, market, SHRINKAGE } from "../families.mjs";
import { annualised, certify, daily, freeOf, growth, program } from "./measure.mjs";

const T = 1260;
const RUNS = 3;

/** Beyond this many assets Σ is not formed for comparison. */
const MOST_FORMED = 5000;

/** The milliseconds in which the kernel forms Σ from a panel in memory: the best of two runs. */
function formingTime(simd, { assets, values }) {
  const bytes = readFileSync(new URL(`../../build/${simd}.wasm`, import.meta.url));
  const core = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const panel = core.panelCreate(assets, T);
  new Float64Array(core.memory.buffer, core.panelValues(panel) >>> 0, assets * T).set(values);
  const covariance = core.covCreateGram(panel, 0, T);
  core.covCentre(covariance);
  core.covSample(covariance, 1);
  const out = core.allocate(BigInt(8 * assets * assets)) >>> 0;
  const scratch = core.allocate(core.covGatherScratch(covariance, assets)) >>> 0;
  let best = Infinity;
  for (let run = 0; run < 2; run++) {
    const began = performance.now();
    core.covToMatrix(covariance, out, scratch);
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

/** The times of one way from returns to weights. */
function solveFromReturns(core, { assets, values }, problem) {
  const times = [performance.now()];
  const returns = core.returns(values, { observations: T, assets, layout: "assets" });
  times.push(performance.now());
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf", shrinkage: SHRINKAGE });
  times.push(performance.now());
  const solution = core.solveQP(program(problem, covariance));
  times.push(performance.now());
  covariance.dispose();
  returns.dispose();
  const [loading, estimating, solving] = [1, 2, 3].map((k) => times[k] - times[k - 1]);
  return { milliseconds: times[3] - times[0], loading, estimating, solving, solution };
}

export function fromReturns(core, { quick, sizesOf = (all) => all }, report) {
  const records = [];
  for (const assets of sizesOf(quick ? [1000, 3000] : [1000, 3000, 10000, 50000])) {
    const universe = market({ assets, observations: T });
    const forming = assets <= MOST_FORMED ? formingTime(core.simd, universe) : undefined;
    const multiply = shrunkProduct(universe, SHRINKAGE, 1);
    for (const family of ["A", "B", "C"]) {
      const problem = daily(families[family](universe));
      const runs = Array.from({ length: RUNS }, () => solveFromReturns(core, universe, problem));
      const { solution, ...times } = runs.reduce((best, run) => (run.milliseconds < best.milliseconds ? run : best));
      const certified = certify(`${family} ${assets}`, solution, annualised(residuals(problem, multiply, solution)));
      const record = {
        family,
        assets,
        free: freeOf(solution),
        iterations: solution.iterations,
        ...times,
        forming,
        ratio: forming && forming / times.milliseconds,
        solvingRatio: forming && forming / times.solving,
        residual: certified.residual,
      };
      const first = records.find((one) => one.family === family);
      if (first !== undefined) record.growth = growth(first, record);
      records.push(record);
      report(record);
    }
  }
  return records;
}

export const returnsTable = {
  title:
    "From raw returns, T = 1,260. ratio: our SYRK of the panel / returns to weights, and / the solve; growth: e of time ~ n^e",
  columns: [
    "family",
    "n",
    "free",
    "iter",
    "returns in",
    "estimate",
    "solve",
    "all ms",
    "SYRK ms",
    "ratio",
    "solve",
    "growth",
    "residual",
  ],
  row: (one) => [
    one.family,
    one.assets,
    one.free,
    one.iterations,
    ...[one.loading, one.estimating, one.solving, one.milliseconds].map((time) => time.toFixed(1)),
    one.forming?.toFixed(0) ?? "",
    one.ratio?.toFixed(1) ?? "",
    one.solvingRatio?.toFixed(1) ?? "",
    one.growth?.toFixed(2) ?? "",
    one.residual.toExponential(0),
  ],
};
