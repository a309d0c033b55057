/** The efficient frontier of family B: from one trace of its corners, against a solve for each of 50 risk tolerances. */
import { families, market } from "../families.mjs";
import { annualCovariance } from "../large/given.mjs";
import { errorOf } from "../race/errorOf.mjs";
import { race } from "../race/race.mjs";
import { shared } from "../race/shared.mjs";
import { against, summary } from "./measured.mjs";

const T = 1260;
const POINTS = 50;
const FULL = [50, 100, 200, 500, 1000];
const QUICK = [50];
const INCUMBENTS = ["highs", "quadprog", "portfolio-allocation"];
const ACCURATE = 1e-6;

/** The q of risk tolerances from 0 to that of the first corner, evenly spaced, and the corners. */
function risingReturns(core, { n, P, q, lb, ub }) {
  const covariance = core.denseCovariance(P);
  const mu = q.map((one) => -one);
  const constraints = { minWeights: lb, maxWeights: ub };
  const { corners } = core.efficientFrontier({ covariance, expectedReturns: mu, constraints });
  covariance.dispose();
  const most = corners[0].lambda;
  const changes = new Float64Array(POINTS * n);
  const lambdas = Float64Array.from({ length: POINTS }, (_, k) => (most * k) / (POINTS - 1));
  lambdas.forEach((lambda, k) =>
    changes.set(
      q.map((one) => lambda * one),
      k * n,
    ),
  );
  return { corners: corners.length, lambdas, changes };
}

async function measure({ quick, clock, sizesOf, core }, report) {
  const records = [];
  for (const n of sizesOf(quick ? QUICK : FULL)) {
    const universe = market({ assets: n, observations: T });
    const problem = { ...families.B(universe), P: annualCovariance(core, universe) };
    const { corners, ...points } = risingReturns(core, problem);
    const frontier = { ...problem, ...points, kind: "frontier" };
    const given = shared(frontier);
    const contenders = {};
    for (const name of ["quadfolio", ...INCUMBENTS]) {
      const { x, ...outcome } = await race(name, given, clock);
      if (outcome.status === "solved") {
        outcome.error = errorOf(core, problem, points.changes, x);
        if (!(outcome.error <= ACCURATE)) outcome.status = "inaccurate";
      }
      contenders[name] = outcome;
    }
    records.push({ family: "B", n, m: problem.m, corners, contenders });
    report(records.at(-1));
  }
  return records;
}

export const frontier = {
  name: "frontier",
  measure,
  table: {
    title: `The efficient frontier of B at ${POINTS} risk tolerances: quadfolio and portfolio-allocation trace its corners, the others solve ${POINTS} times`,
    columns: ["problem", "n", "corners", "ms", "error", ...INCUMBENTS],
    row: ({ family, n, corners, contenders }) => {
      const { status, milliseconds, error } = contenders.quadfolio;
      const own = status === "solved" ? milliseconds.toPrecision(3) : status;
      return [family, n, corners, own, error?.toExponential(0) ?? "", ...INCUMBENTS.map((name) => against(contenders, name))];
    },
    notes: (records) => summary(records, INCUMBENTS),
  },
};
