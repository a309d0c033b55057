/** From returns that roll on by five days: the estimate is updated, and the solve begins where the one before ended. */
import { residuals, shrunkProduct } from "../certificate.mjs";
import { families, market, SHRINKAGE } from "../families.mjs";
import { annualised, certify, daily, fastest, freeOf, program } from "./measure.mjs";

const T = 1260;
const ROLL = 5;
const RUNS = 7;

/** Beyond this many assets family D, of which a third ends free, is left out. */
const MOST_TRACKED = 1000;

/** T days of a market from `first` on. */
function daysFrom(universe, first) {
  const { assets, observations } = universe;
  const values = new Float64Array(assets * T);
  for (let i = 0; i < assets; i++) {
    const from = i * observations + first;
    values.set(universe.values.subarray(from, from + T), i * T);
  }
  const means = Float64Array.from({ length: assets }, (_, i) => {
    return values.subarray(i * T, (i + 1) * T).reduce((sum, one) => sum + one, 0) / T;
  });
  return { ...universe, observations: T, values, means };
}

/** The days that come next after so many, as `update` takes them: one day after the other. */
function nextDays({ assets, observations, values }, first) {
  return Float64Array.from(
    { length: ROLL * assets },
    (_, k) => values[(k % assets) * observations + first + Math.floor(k / assets)],
  );
}

export function rolled(core, { quick, sizesOf = (all) => all }, report) {
  const records = [];
  for (const assets of sizesOf(quick ? [1000] : [1000, 3000, 10000])) {
    const universe = market({ assets, observations: T + 2 * ROLL });
    const [first, before, after] = [0, ROLL, 2 * ROLL].map((day) => daysFrom(universe, day));
    const returns = core.returns(first.values, { observations: T, assets, layout: "assets" });
    const covariance = core.covariance(returns, { estimator: "ledoit-wolf", shrinkage: SHRINKAGE });
    returns.dispose();
    const roll = (day) => fastest(1, () => covariance.update(nextDays(universe, day))).milliseconds;
    const firstUpdate = roll(T);
    const names = assets <= MOST_TRACKED ? ["B", "C", "D"] : ["B", "C"];
    const starts = names.map((family) => core.solveQP(program(daily(families[family](before)), covariance)).warmStart);
    const updating = roll(T + ROLL);
    const multiply = shrunkProduct(after, SHRINKAGE, 1);
    names.forEach((family, k) => {
      const problem = daily(families[family](after));
      const cold = fastest(RUNS, () => core.solveQP(program(problem, covariance)));
      const warm = fastest(RUNS, () => core.solveQP(program(problem, covariance), { warmStart: starts[k] }));
      const certified = certify(`rolled ${family} ${assets}`, warm.result, annualised(residuals(problem, multiply, warm.result)));
      const record = {
        family,
        assets,
        free: freeOf(warm.result),
        firstUpdate,
        updating,
        milliseconds: warm.milliseconds,
        iterations: warm.result.iterations,
        cold: cold.milliseconds,
        coldIterations: cold.result.iterations,
        share: warm.milliseconds / cold.milliseconds,
        residual: certified.residual,
      };
      records.push(record);
      report(record);
    });
    covariance.dispose();
  }
  return records;
}

export const rolledTable = {
  title:
    "From returns, T = 1,260, warm after a roll of five days in the returns. update: the estimate's, the first one and the next; share: warm / cold",
  columns: ["family", "n", "free", "first", "update", "cold iter", "warm iter", "cold ms", "warm ms", "share", "residual"],
  row: ({ family, assets, free, firstUpdate, updating, coldIterations, iterations, cold, milliseconds, share, residual }) => [
    family,
    assets,
    free,
    firstUpdate.toFixed(1),
    updating.toFixed(1),
    coldIterations,
    iterations,
    cold.toFixed(2),
    milliseconds.toFixed(2),
    share.toFixed(2),
    residual.toExponential(0),
  ],
};
