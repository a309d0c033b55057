/** Σ given, warm: the expected returns roll on by five days, the solve begins where the one before ended. */
import { denseProduct, residuals } from "../certificate.mjs";
import { families, market } from "../families.mjs";
import { annualCovariance } from "./given.mjs";
import { certify, fastest, program } from "./measure.mjs";

const T = 1260;
const ROLL = 5;
const RUNS = 15;

/** Means of T days from `first` on. */
function windowMeans({ assets, observations, values }, first) {
  return Float64Array.from({ length: assets }, (_, i) => {
    const from = i * observations + first;
    return values.subarray(from, from + T).reduce((sum, one) => sum + one, 0) / T;
  });
}

export function warm(core, { quick, sizesOf = (all) => all }, report) {
  const records = [];
  for (const assets of sizesOf(quick ? [500, 1000] : [500, 1000, 2000, 3000, 5000])) {
    const universe = market({ assets, observations: T + ROLL });
    const P = annualCovariance(core, universe);
    let covariance;
    const { milliseconds: loading } = fastest(3, () => {
      covariance?.dispose();
      core.denseCovariance(P).dispose();
      covariance = core.denseCovariance(P);
    });
    for (const family of ["B", "C", "D"]) {
      const before = program(families[family](universe, windowMeans(universe, 0)), covariance);
      const problem = families[family](universe, windowMeans(universe, ROLL));
      const cold = fastest(RUNS, () => core.solveQP(program(problem, covariance)));
      // To and fro between the two: each begins where the one before ended.
      let { warmStart } = cold.result;
      const { milliseconds, result } = fastest(
        RUNS,
        () => core.solveQP(program(problem, covariance), { warmStart }),
        () => ({ warmStart } = core.solveQP(before, { warmStart })),
      );
      const certified = certify(`warm ${family} ${assets}`, result, residuals(problem, denseProduct(P), result));
      const record = {
        family,
        assets,
        milliseconds,
        iterations: result.iterations,
        cold: cold.milliseconds,
        coldIterations: cold.result.iterations,
        share: milliseconds / cold.milliseconds,
        shareWithLoading: milliseconds / (cold.milliseconds + loading / 2),
        residual: certified.residual,
      };
      records.push(record);
      report(record);
    }
    covariance.dispose();
  }
  return records;
}

export const warmTable = {
  title: "Σ given, warm after a roll of five days in the expected returns. share: warm / cold, and / cold with the passing of Σ",
  columns: ["family", "n", "cold iter", "warm iter", "cold ms", "warm ms", "share", "Σ in", "residual"],
  row: ({ family, assets, coldIterations, iterations, cold, milliseconds, share, shareWithLoading, residual }) => [
    family,
    assets,
    coldIterations,
    iterations,
    cold.toFixed(2),
    milliseconds.toFixed(2),
    share.toFixed(2),
    shareWithLoading.toFixed(3),
    residual.toExponential(0),
  ],
};
