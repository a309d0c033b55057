/** From T × n returns to the n × n sample covariance, and the Cholesky factorization of it, beside what JavaScript has for them. */
import { market } from "../families.mjs";
import { compile } from "../covariance/compiled.mjs";
import { race } from "../race/race.mjs";
import { shared } from "../race/shared.mjs";
import { against } from "./measured.mjs";

const T = 1260;
const FULL = [50, 200, 500, 1000];
const QUICK = [200];
const COVARIANCE = ["plain", "ml-matrix", "simple-statistics", "compute-covariance", "portfolio-allocation"];
const CHOLESKY = ["plain", "ml-matrix"];

/** The largest relative difference from plain JavaScript that counts. */
const AGREES = 1e-10;

/** The largest difference in the lower triangles, over the largest element. */
function difference(x, reference, n) {
  let [most, largest] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      most = Math.max(most, Math.abs(x[i * n + j] - reference[i * n + j]));
      largest = Math.max(largest, Math.abs(reference[i * n + j]));
    }
  }
  return most / largest;
}

async function contestOf(problem, names, clock) {
  const given = shared(problem);
  const reference = await race("plain", given, clock);
  const contenders = {};
  for (const name of ["quadfolio", ...names]) {
    const { x, ...outcome } = name === "plain" ? reference : await race(name, given, clock);
    if (outcome.status === "solved") {
      const error = difference(x, reference.x, problem.n);
      if (name !== "plain") outcome.error = error;
      if (!(error <= AGREES)) outcome.status = "inaccurate";
    }
    contenders[name] = outcome;
  }
  return { contenders, reference };
}

async function measure({ quick, clock, sizesOf, core }, report) {
  const module = compile(core.simd);
  const records = [];
  const add = (record) => {
    records.push(record);
    report(record);
  };
  for (const n of sizesOf(quick ? QUICK : FULL)) {
    const { values } = market({ assets: n, observations: T });
    const covariance = { kind: "covariance", n, observations: T, values };
    const { contenders, reference } = await contestOf(covariance, COVARIANCE, clock);
    add({ family: "covariance", n, flops: n * (n + 1) * T, contenders });
    const P = reference.x.map((one, k) => (k % (n + 1) === 0 ? 1.01 * one : one));
    const factored = await contestOf({ kind: "cholesky", n, P, module }, CHOLESKY, clock);
    add({ family: "Cholesky", n, flops: n ** 3 / 3, contenders: factored.contenders });
  }
  return records;
}

export const kernels = {
  name: "kernels",
  measure,
  table: {
    title: `Kernels: the sample covariance of ${T.toLocaleString("en")} days, from arrays to arrays, and the Cholesky factorization of n × n`,
    columns: ["kernel", "n", "ms", "GFLOP/s", ...COVARIANCE],
    row: ({ family, n, flops, contenders }) => {
      const { status, milliseconds } = contenders.quadfolio;
      const solved = status === "solved";
      return [
        family,
        n,
        solved ? milliseconds.toPrecision(3) : status,
        solved ? (flops / milliseconds / 1e6).toFixed(1) : "",
        ...COVARIANCE.map((name) => against(contenders, name)),
      ];
    },
    notes: () => [],
  },
};
