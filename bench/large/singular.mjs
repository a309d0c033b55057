/** Fewer days than assets, long and short, the sample covariance as it is: no curvature along most directions. From the returns, from the matrix, and npm highs. */
import { denseProduct, residuals } from "../certificate.mjs";
import { DAYS, market } from "../families.mjs";
import { ratio } from "../report/ratio.mjs";
import { race } from "../race/race.mjs";
import { shared } from "../race/shared.mjs";
import { annualised, certify, fastest } from "./measure.mjs";

const T = 120;
const RISK_AVERSION = 10;

/** The sample covariance, annualised and n × n, and as the returns it is of. */
function estimates(core, { assets, observations, values }) {
  const returns = core.returns(values, { observations, assets, layout: "assets" });
  const lazy = core.covariance(returns, { estimator: "sample" });
  returns.dispose();
  const P = lazy.toMatrix();
  for (let k = 0; k < P.length; k++) P[k] *= DAYS;
  return { lazy, P };
}

/** minimise ½wᵀΣw − μᵀw/γ, or the variance alone, for weights of sum 1 within ±1 %. */
const program = (n, q) => ({
  q,
  A: new Float64Array(n).fill(1),
  l: Float64Array.of(1),
  u: Float64Array.of(1),
  lb: new Float64Array(n).fill(-0.01),
  ub: new Float64Array(n).fill(0.01),
});

export async function singular(core, { quick, sizesOf = (all) => all }, report) {
  const records = [];
  for (const assets of sizesOf(quick ? [500] : [500, 1000, 2000])) {
    const universe = market({ assets, observations: T });
    const { lazy, P } = estimates(core, universe);
    const multiply = denseProduct(P);
    const means = universe.means.map((mean) => (-DAYS * mean) / RISK_AVERSION);
    for (const [name, q] of Object.entries({ utility: means, "least variance": new Float64Array(assets) })) {
      const problem = program(assets, q);
      const ours = fastest(3, () => core.solveQP({ ...problem, q: q.map((one) => one / DAYS), P: lazy }));
      const dense = fastest(2, () => core.solveQP({ ...problem, P }));
      const whole = { ...problem, n: assets, m: 1, P };
      const { status, x, milliseconds: theirs } = await race("highs", shared(whole), { seconds: 0.1 });
      // Where no variance is left the objectives are rounding, and only the residuals say anything.
      const known =
        name === "utility" && status === "solved" ? residuals(whole, multiply, { ...dense.result, x }).objective : undefined;
      const { residual } = certify(`singular ${name} ${assets}`, dense.result, residuals(whole, multiply, dense.result), known);
      const daily = residuals({ ...whole, q: q.map((one) => one / DAYS) }, denseProduct(P.map((one) => one / DAYS)), ours.result);
      certify(`singular ${name} ${assets} from returns`, ours.result, annualised(daily), known);
      const record = {
        name,
        assets,
        iterations: ours.result.iterations,
        milliseconds: ours.milliseconds,
        fromMatrix: dense.milliseconds,
        highs: { status, milliseconds: theirs },
        residual,
      };
      records.push(record);
      report(record);
    }
    lazy.dispose();
  }
  return records;
}

export const singularTable = {
  title:
    "Fewer days than assets (120), long and short within ±1 %, the sample covariance. ms: from the returns; matrix: Σ passed as an array; highs: all included",
  columns: ["objective", "n", "iter", "ms", "matrix", "highs ms", "highs / ms", "highs / matrix", "residual"],
  row: ({ name, assets, iterations, milliseconds, fromMatrix, highs, residual }) => [
    name,
    assets,
    iterations,
    milliseconds.toFixed(1),
    fromMatrix.toFixed(1),
    highs.status === "solved" ? highs.milliseconds.toFixed(0) : highs.status,
    highs.status === "solved" ? ratio(highs.milliseconds, milliseconds) : "",
    highs.status === "solved" ? ratio(highs.milliseconds, fromMatrix) : "",
    residual.toExponential(0),
  ],
};
