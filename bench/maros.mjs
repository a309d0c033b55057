/**
 * The Maros–Mészáros problems of ../shared/data/qp: status, iterations, time and the three residuals of each,
 * absolute, recomputed here from the data.
 *   node bench/maros.mjs [name …]      after npm run build
 * Iterations are exact; the time is that of the least of three runs on a machine that does other things too.
 */
import { loadCore } from "quadfolio";
import { marosNames, readMaros } from "./marosProblems.mjs";

const names = process.argv.length > 2 ? process.argv.slice(2) : marosNames();
if (names === undefined) throw new Error("There is no ../shared/data/qp/maros_meszaros beside this repository.");
const core = await loadCore({ simd: process.env.QUADFOLIO_SIMD ?? "auto" });

/** The definitions of qpbenchmark, in plain loops. */
function residuals({ n, m, problem: { P, q, A, l, u, lb, ub } }, { x, y, z }) {
  const side = (multiplier, lower, upper) => (multiplier === 0 ? 0 : multiplier * (multiplier > 0 ? upper : lower));
  const gradient = Float64Array.from({ length: n }, (_, j) => q[j] + z[j]);
  let [primal, dual, gap] = [0, 0, 0];
  for (let i = 0; i < m; i++) {
    let ax = 0;
    for (let j = 0; j < n; j++) {
      ax += A[i * n + j] * x[j];
      gradient[j] += A[i * n + j] * y[i];
    }
    primal = Math.max(primal, ax - u[i], l[i] - ax);
    gap += side(y[i], l[i], u[i]);
  }
  for (let j = 0; j < n; j++) {
    let px = 0;
    for (let k = 0; k < n; k++) px += P[j * n + k] * x[k];
    gradient[j] += px;
    gap += x[j] * px + q[j] * x[j] + side(z[j], lb[j], ub[j]);
    primal = Math.max(primal, x[j] - ub[j], lb[j] - x[j]);
    dual = Math.max(dual, Math.abs(gradient[j]));
  }
  return [primal, dual, Math.abs(gap)];
}

const columns = ["problem", "n", "m", "status", "iter", "ms", "primal", "dual", "gap", "objective error"];
const widths = [10, 5, 5, 20, 7, 9, 9, 9, 9, 15];
const line = (cells) =>
  console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[i]))).join(" "));
line(columns);

const counts = { "1e-6": 0, "1e-9": 0, false: 0 };
for (const name of names) {
  const loaded = readMaros(name);
  let solution;
  let least = Infinity;
  try {
    for (let run = 0; run < 3 && (run === 0 || least * run < 2000); run++) {
      const start = performance.now();
      solution = core.solveQP(loaded.problem, { timeLimit: 60 });
      least = Math.min(least, performance.now() - start);
    }
  } catch (error) {
    line([name, loaded.n, loaded.m, error.name]);
    continue;
  }
  const found = residuals(loaded, solution);
  const known = loaded.objective_known;
  const error = Math.abs(solution.objective + loaded.constant_r - known) / Math.max(1, Math.abs(known));
  const within = (limit) => solution.status === "solved" && found.every((one) => one < limit);
  if (within(1e-6)) counts["1e-6"]++;
  else if (solution.status === "solved") counts.false++;
  if (within(1e-9)) counts["1e-9"]++;
  const small = (value) => value.toExponential(1);
  line([name, loaded.n, loaded.m, solution.status, solution.iterations, least.toFixed(1), ...found.map(small), small(error)]);
}
console.log(
  `\n${names.length} problems: ${counts["1e-6"]} solved at 1e-6, ${counts["1e-9"]} at 1e-9, ${counts.false} called solved that miss 1e-6`,
);
console.log(`Node ${process.version}, ${core.simd} SIMD`);
