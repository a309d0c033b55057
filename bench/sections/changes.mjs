/** One program of family C whose expected returns change ten times, the covariance the same: the time of one change. */
import { DAYS, families, market, normal } from "../families.mjs";
import { annualCovariance } from "../large/given.mjs";
import { errorOf } from "../race/errorOf.mjs";
import { race } from "../race/race.mjs";
import { shared } from "../race/shared.mjs";
import { against, summary } from "./measured.mjs";

const T = 1260;
const CHANGES = 10;
const FULL = [50, 100, 200, 500];
const QUICK = [50];
const INCUMBENTS = ["highs", "quadprog", "quadprog-js"];
const ACCURATE = 1e-6;

/** Means that move by a twentieth of their standard error from one change to the next. */
function changedCosts(assets, q) {
  const next = normal(21);
  const changes = new Float64Array(CHANGES * assets);
  let before = q;
  for (let k = 0; k < CHANGES; k++) {
    before = before.map((one) => one + (DAYS / 10) * 2.5e-5 * next());
    changes.set(before, k * assets);
  }
  return changes;
}

async function measure({ quick, clock, sizesOf, core }, report) {
  const records = [];
  for (const n of sizesOf(quick ? QUICK : FULL)) {
    const universe = market({ assets: n, observations: T });
    const problem = { ...families.C(universe), P: annualCovariance(core, universe) };
    const sequence = { ...problem, changes: changedCosts(n, problem.q) };
    const given = shared(sequence);
    const contenders = {};
    for (const name of ["quadfolio", ...INCUMBENTS]) {
      const { x, ...outcome } = await race(name, given, clock);
      // The first solve and the factorization are before the changes.
      if (outcome.milliseconds !== undefined) outcome.milliseconds = (outcome.milliseconds - (outcome.loading ?? 0)) / CHANGES;
      if (outcome.status === "solved") {
        outcome.error = errorOf(core, problem, sequence.changes, x);
        if (!(outcome.error <= ACCURATE)) outcome.status = "inaccurate";
      }
      contenders[name] = outcome;
    }
    records.push({ family: "C", n, m: problem.m, contenders });
    report(records.at(-1));
  }
  return records;
}

export const changes = {
  name: "changes",
  measure,
  table: {
    title: `${CHANGES} changes of the expected returns: a reusable solver against highs with its model kept and quadprog with its factor kept`,
    columns: ["problem", "n", "iter", "ms each", "error", ...INCUMBENTS],
    row: ({ family, n, contenders }) => {
      const { status, iterations, milliseconds, error } = contenders.quadfolio;
      const own = status === "solved" ? milliseconds.toFixed(3) : status;
      return [
        family,
        n,
        iterations ?? "",
        own,
        error?.toExponential(0) ?? "",
        ...INCUMBENTS.map((name) => against(contenders, name)),
      ];
    },
    notes: (records) => summary(records, INCUMBENTS),
  },
};
