/**
 * Cold, warm and hot starts over a sequence of small changes of q, the problem otherwise the same: iterations, and time
 * as a share of the cold one.
 *   node bench/starts.mjs      after npm run build
 * Long-only with a cap of 5/n, a budget and m − 1 two-sided rows; q moves by up to 2 % of its range each time. Iterations are
 * exact; times are medians, those of one line taken in turns.
 */
import { loadCore } from "quadfolio";

const CHANGES = 30;
const SHAPES = [
  { n: 80, m: 5, factors: 160 },
  { n: 80, m: 5, factors: 10 },
  { n: 150, m: 3, factors: 300 },
  { n: 300, m: 1, factors: 600 },
  { n: 500, m: 20, factors: 60 },
];
const core = await loadCore({ simd: process.env.QUADFOLIO_SIMD ?? "auto" });

let state = 1;
const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
const random = (length, value) => Float64Array.from({ length }, (_, i) => value(i));

/** GGᵀ/k + I/20, G of n × k uniform. */
function randomCovariance(n, k) {
  const G = random(n * k, () => 2 * next() - 1);
  const P = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 0.05 : 0;
      for (let f = 0; f < k; f++) sum += (G[i * k + f] * G[j * k + f]) / k;
      P[i * n + j] = P[j * n + i] = sum;
    }
  }
  return P;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function timed(total, solve) {
  const start = performance.now();
  const solution = solve();
  total.times.push(performance.now() - start);
  total.iterations += solution.iterations;
  return solution;
}

console.log("    n    m  factors    iterations: cold     warm      hot    time: warm/cold   hot/cold   largest difference");
for (const { n, m, factors } of SHAPES) {
  const problem = {
    P: randomCovariance(n, factors),
    q: random(n, () => next() - 0.5),
    A: random(m * n, (k) => (k < n ? 1 : next() < 0.5 ? 2 * next() - 1 : 0)),
    l: random(m, (i) => (i === 0 ? 1 : -1)),
    u: random(m, (i) => (i === 0 ? 1 : 0.02)),
    lb: 0,
    ub: 5 / n,
  };
  const solver = core.qpSolver({ variables: n, rows: m });
  solver.update(problem);
  let { warmStart } = solver.solve();
  const [cold, warm, hot] = [0, 1, 2].map(() => ({ times: [], iterations: 0 }));
  let difference = 0;
  for (let k = 0; k < CHANGES; k++) {
    problem.q = problem.q.map((one) => one + 0.02 * (next() - 0.5));
    const fresh = timed(cold, () => core.solveQP(problem));
    ({ warmStart } = timed(warm, () => core.solveQP(problem, { warmStart })));
    const again = timed(hot, () => {
      solver.update({ q: problem.q });
      return solver.solve();
    });
    if (again.status !== "solved" || fresh.status !== "solved") throw new Error(`${again.status}, ${fresh.status}`);
    again.x.forEach((one, i) => (difference = Math.max(difference, Math.abs(one - fresh.x[i]))));
  }
  solver.dispose();
  const each = ({ iterations }, width) => (iterations / CHANGES).toFixed(1).padStart(width);
  const share = ({ times }, width) => (median(times) / median(cold.times)).toFixed(2).padStart(width);
  console.log(
    `${String(n).padStart(5)}${String(m).padStart(5)}${String(factors).padStart(9)}${each(cold, 20)}${each(warm, 9)}${each(hot, 9)}` +
      `${share(warm, 19)}${share(hot, 11)}${difference.toExponential(1).padStart(21)}`,
  );
}
console.log(`${CHANGES} changes each; Node ${process.version}, ${core.simd} SIMD`);
