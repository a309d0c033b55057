/**
 * Time and memory of every estimator, T = 504, from 500 to 20,000 assets.
 *   node bench/covariance/estimators.mjs [n …]      after npm run build; 500 2000 5000 20000 by default
 * The best of three runs; memory is what the estimate holds beyond the returns, as a share of them. The
 * one with an n × n result (pairwise) is not in the list.
 */
import { loadCore } from "quadfolio";
import { seededReturns } from "../seededReturns.mjs";

const T = 504;
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [500, 2000, 5000, 20000];
const core = await loadCore();

const LAZY = [
  { estimator: "sample" },
  { estimator: "ewma", halfLife: 60 },
  ...["identity", "diagonal", "constant-correlation", "single-factor", "two-parameter"].map((target) => ({
    estimator: "ledoit-wolf",
    target,
  })),
  { estimator: "oas" },
  { estimator: "nonlinear-shrinkage" },
  { estimator: "eigenvalue-clipping" },
  { estimator: "pca", factors: 10 },
  { estimator: "semi" },
];

/** The sample covariance as most JavaScript packages compute it: a pass over the rows for every pair of assets. */
function plainCovariance(values, n) {
  const means = new Float64Array(n);
  for (let k = 0; k < values.length; k++) means[k % n] += values[k] / T;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let t = 0; t < T; t++) sum += (values[t * n + i] - means[i]) * (values[t * n + j] - means[j]);
      matrix[i * n + j] = matrix[j * n + i] = sum / (T - 1);
    }
  }
  return matrix;
}

/** The best of three, in ms. */
function best(run) {
  let least = Infinity;
  for (let k = 0; k < 3; k++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

console.log(`Node ${process.version}, ${core.simd} build, T = ${T}`);
for (const n of sizes) {
  const values = seededReturns(T, n);
  const returns = core.returns(values, { observations: T, assets: n });
  console.log(`n = ${n}`);
  for (const options of LAZY) {
    const held = core.memory.used;
    const time = best(() => core.covariance(returns, options).dispose());
    const covariance = core.covariance(returns, options);
    const share = (core.memory.used - held) / (8 * n * T);
    const column = best(() => covariance.column(n - 1));
    covariance.dispose();
    const name = [options.estimator, options.target].filter(Boolean).join(" ");
    console.log(
      `  ${name.padEnd(34)} ${time.toFixed(1).padStart(9)} ms   column ${column.toFixed(2).padStart(7)} ms   memory + ${share.toFixed(3)} × returns`,
    );
  }
  if (n > 2000) {
    returns.dispose();
    continue;
  }
  const sample = core.covariance(returns, { estimator: "sample" });
  const ours = best(() => sample.toMatrix());
  const plain = best(() => plainCovariance(values, n));
  const compared = `plain JavaScript ${plain.toFixed(0)} ms, ${(plain / ours).toFixed(0)} ×`;
  console.log(`  sample covariance, all n × n formed: ${ours.toFixed(1)} ms; ${compared}`);
  sample.dispose();
  returns.dispose();
}
