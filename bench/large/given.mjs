/** Σ given, cold: families A–D against npm highs and npm quadprog in the same run. */
import { denseProduct, residuals } from "../certificate.mjs";
import { DAYS, families, market, SHRINKAGE } from "../families.mjs";
import { race } from "../race/race.mjs";
import { shared } from "../race/shared.mjs";
import { certify, fastest, freeOf, program } from "./measure.mjs";

const T = 1260;

/** The largest universe that quadprog is asked for, and that highs is asked for with D, which it fails on. */
const MOST_QUADPROG = 1000;
const MOST_HIGHS_D = 1000;

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

/** An incumbent in a thread of its own, cut off after 20 s: the solver's milliseconds and those of passing the problem. */
async function incumbentAt(name, problem) {
  const { status, x, milliseconds, loading } = await race(name, shared(problem), { seconds: 0.1 });
  return { status, x, milliseconds: milliseconds - (loading ?? 0), loading };
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
      const { milliseconds: fromArray, result: again } = fastest(3, () => core.solveQP(program(problem, P)));
      certify(`${family} ${assets} from an array`, again, residuals(problem, multiply, again), solution.objective);
      const incumbent = family !== "D" || assets <= MOST_HIGHS_D ? await incumbentAt("highs", problem) : { status: "not asked" };
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
        fromArray,
        highs: { status: incumbent.status, milliseconds: incumbent.milliseconds, loading: incumbent.loading },
        ratio: solved && incumbent.milliseconds / milliseconds,
        totalRatio: solved && (incumbent.milliseconds + incumbent.loading) / (milliseconds + loading),
        arrayRatio: solved && (incumbent.milliseconds + incumbent.loading) / fromArray,
        ...certified,
      };
      if (family === "A" && assets <= MOST_QUADPROG) {
        const { status, milliseconds: time } = await incumbentAt("quadprog", problem);
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
  title:
    "Σ given, cold. ms: the solver alone, Σ a Covariance; Σ in: to pass it; array: solveQP of an array, checks included; highs fails on D. ratio: highs / ours alone; all in: with the passing of Σ on both sides, as a Covariance and as an array",
  columns: [
    "family",
    "n",
    "free",
    "iter",
    "ms",
    "Σ in",
    "array",
    "highs ms",
    "Σ in",
    "ratio",
    "all in",
    "array",
    "residual",
    "objective",
    "quadprog ms",
  ],
  row: ({
    family,
    assets,
    free,
    iterations,
    milliseconds,
    loading,
    fromArray,
    highs,
    quadprog,
    residual,
    distance,
    ...ratios
  }) => [
    family,
    assets,
    free,
    iterations,
    speed(milliseconds),
    speed(loading),
    speed(fromArray),
    highs.status === "solved" ? speed(highs.milliseconds) : highs.status,
    speed(highs.loading),
    ratios.ratio?.toFixed(0) ?? "",
    ratios.totalRatio?.toFixed(0) ?? "",
    ratios.arrayRatio?.toFixed(0) ?? "",
    residual.toExponential(0),
    highs.status === "solved" ? distance.toExponential(0) : "",
    quadprog === undefined
      ? ""
      : quadprog.status === "solved"
        ? speed(quadprog.milliseconds)
        : `> ${speed(quadprog.milliseconds)}`,
  ],
};
