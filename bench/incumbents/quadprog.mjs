/**
 * npm quadprog: the dual method of Goldfarb and Idnani in plain JavaScript. It runs in a worker, so that it can be cut off. Finite
 * bounds are rows of its own; equations come first, as it wants them. Its `factorized` option saves a Cholesky factorization of the
 * many that a solve amounts to, and is of no use where P is given.
 */
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import quadprog from "quadprog";

/** Rows aᵀx ≥ b, those with both sides alike first. */
function inequalities({ n, m, A, l, u, lb, ub }) {
  const [equations, rest] = [[], []];
  const unit = (j, sign) => Float64Array.from({ length: n }, (_, k) => (k === j ? sign : 0));
  for (let i = 0; i < m; i++) {
    const row = A.subarray(i * n, (i + 1) * n);
    if (l[i] === u[i]) equations.push([row, l[i]]);
    else {
      if (l[i] > -Infinity) rest.push([row, l[i]]);
      if (u[i] < Infinity) rest.push([row.map((one) => -one), -u[i]]);
    }
  }
  for (let j = 0; j < n; j++) {
    if (lb[j] > -Infinity) rest.push([unit(j, 1), lb[j]]);
    if (ub[j] < Infinity) rest.push([unit(j, -1), -ub[j]]);
  }
  return { rows: [...equations, ...rest], equations: equations.length };
}

/** Its arrays begin at 1. */
const fromOne = (values) => [0, ...values];

function run(problem) {
  const { n, P, q } = problem;
  const { rows, equations } = inequalities(problem);
  const Dmat = fromOne(Array.from({ length: n }, (_, i) => fromOne(P.subarray(i * n, (i + 1) * n))));
  const Amat = fromOne(Array.from({ length: n }, (_, j) => fromOne(rows.map(([row]) => row[j]))));
  const bvec = fromOne(rows.map(([, side]) => side));
  const began = performance.now();
  const { solution, message } = quadprog.solveQP(Dmat, fromOne(q.map((one) => -one)), Amat, bvec, equations);
  const milliseconds = performance.now() - began;
  return { status: message === "" ? "solved" : "failed", milliseconds, loading: 0, x: Float64Array.from(solution.slice(1)) };
}

/** Solves `{ n, m, P, q, A, l, u, lb, ub }`. Ends after `limit` seconds with the status "cut off". */
export function solve(problem, { limit = 20 } = {}) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: problem });
    const cutOff = setTimeout(() => {
      void worker.terminate();
      resolve({ status: "cut off", milliseconds: 1000 * limit, loading: 0 });
    }, 1000 * limit);
    worker.once("message", (answer) => {
      clearTimeout(cutOff);
      resolve(answer);
    });
    worker.once("error", reject);
  });
}

if (!isMainThread) parentPort.postMessage(run(workerData));
