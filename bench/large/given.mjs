/** Σ given, cold: families A–D against npm highs and npm quadprog in the same run. */
import { denseProduct, residuals } from "../certificate.mjs";
import { DAYS, families, market, SHRINKAGE } from "../families.mjs";
import * as highs from "../incumbents/highs.mjs";
import * as quadprog from "../incumbents/quadprog.mjs";
import { certify, fastest, freeOf, program } from "./measure.mjs";

const T = 1260;

/** The largest universe that quadprog is asked for, and that highs is asked for with D, which it fails on. */
const MOST_QUADPROG = 1000;
const MOST_HIGHS_D = 1000;

/** Runs of highs: another where the first was short. */
const SHORT = 2000;

/** The annualised covariance of a market, n × n, shrunk to the identity. */
export function annualCovariance(core, { assets, observations, values }) {
  const returns = core.returns(values, { observations, assets, layout: "assets" });
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf", shrinkage: SHRINKAGE });
  const P = covariance.toMatrix();
  covariance.dispose();
  returns.dispose();
  for (let k = 0; k < P.length; k++) P[k] *= DAYS;
  return P;
}

function runHighs(problem) {
  const first = highs.solve(problem);
  if (first.status !== "solved" || first.milliseconds > SHORT) return first;
  const second = highs.solve(problem);
  return second.milliseconds < first.milliseconds ? second : first;
}

/** What an incumbent's x is worth. */
function objectiveOf({ q }, multiply, x) {
  const Px = multiply(x);
  return x.reduce((sum, one, j) => sum + one * (Px[j] / 2 + q[j]), 0);
}

export async function given(core, { quick }, report) {
  const records = [];
  for (const assets of quick ? [500, 1000, 2000] : [500, 1000, 2000, 3000, 5000]) {
    const universe = market({ assets, observations: T });
    const P = annualCovariance(core, universe);
    const { milliseconds: loading, result: covariance } = fastest(1, () => core.denseCovariance(P));
    const multiply = denseProduct(P);
    for (const [family, build] of Object.entries(families)) {
      const problem = { ...build(universe), P };
      const { milliseconds, result: solution } = fastest(5, () => core.solveQP(program(problem, covariance)));
      const incumbent = family !== "D" || assets <= MOST_HIGHS_D ? runHighs(problem) : { status: "not asked" };
      const solved = incumbent.status === "solved" || undefined;
      const certified = certify(
        `${family} ${assets}`,
        solution,
        residuals(problem, multiply, solution),
        solved && objectiveOf(problem, multiply, incumbent.x),
      );
      const record = {
        family,
        assets,
        free: freeOf(solution),
        iterations: solution.iterations,
        milliseconds,
        loading,
        highs: { status: incumbent.status, milliseconds: incumbent.milliseconds, loading: incumbent.loading },
        ratio: solved && incumbent.milliseconds / milliseconds,
        totalRatio: solved && (incumbent.milliseconds + incumbent.loading) / (milliseconds + loading),
        ...certified,
      };
      if (family === "A" && assets <= MOST_QUADPROG) {
        const { status, milliseconds: time } = await quadprog.solve(problem);
        record.quadprog = { status, milliseconds: time };
      }
      records.push(record);
      report(record);
    }
    covariance.dispose();
  }
  const yardstick = records.find(({ family, assets }) => family === "A" && assets === 1000)?.highs.milliseconds;
  for (const record of records) if (record.family === "D") record.shareOfHighsA1000 = record.milliseconds / yardstick;
  return records;
}

const speed = (time) => (time === undefined ? "" : time.toFixed(time < 10 ? 2 : 0));

export const givenTable = {
  title: "Σ given, cold. ms: the solver alone; highs fails on D; ratio: highs / ours, and with the passing of Σ on both sides",
  columns: [
    "family",
    "n",
    "free",
    "iter",
    "ms",
    "Σ in",
    "highs ms",
    "Σ in",
    "ratio",
    "all in",
    "residual",
    "objective",
    "quadprog ms",
  ],
  row: ({ family, assets, free, iterations, milliseconds, loading, highs, ratio, totalRatio, residual, distance, quadprog }) => [
    family,
    assets,
    free,
    iterations,
    speed(milliseconds),
    speed(loading),
    highs.status === "solved" ? speed(highs.milliseconds) : highs.status,
    speed(highs.loading),
    ratio?.toFixed(0) ?? "",
    totalRatio?.toFixed(0) ?? "",
    residual.toExponential(0),
    highs.status === "solved" ? distance.toExponential(0) : "",
    quadprog === undefined
      ? ""
      : quadprog.status === "solved"
        ? speed(quadprog.milliseconds)
        : `> ${speed(quadprog.milliseconds)}`,
  ],
};
