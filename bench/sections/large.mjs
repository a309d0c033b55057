/** Large universes: Σ given, passed on before the clock starts, cold; and from raw returns to weights. */
import { families, market } from "../families.mjs";
import { corners, cornersTable } from "../large/corners.mjs";
import { annualCovariance } from "../large/given.mjs";
import { factors, factorsTable } from "../large/factors.mjs";
import { real, realTable } from "../large/real.mjs";
import { fromReturns, returnsTable } from "../large/returns.mjs";
import { rolled, rolledTable } from "../large/rolled.mjs";
import { singular, singularTable } from "../large/singular.mjs";
import { warm, warmTable } from "../large/warm.mjs";
import { contest } from "../race/contest.mjs";
import { ratio } from "../report/ratio.mjs";
import { against, summary } from "./measured.mjs";

const T = 1260;
const FULL = [1000, 2000, 3000, 5000];
const QUICK = [1000];

/** The largest universes that are put to an incumbent which takes 20 s there already, or fails. */
const MOST = {
  quadprog: { A: 1000 },
  "portfolio-allocation": { A: 1000, B: 1000 },
  highs: { A: 5000, B: 5000, C: 5000, D: 2000 },
};
const INCUMBENTS = Object.keys(MOST).sort();

async function measure({ quick, clock, sizesOf, core }, report) {
  const records = [];
  for (const n of sizesOf(quick ? QUICK : FULL)) {
    const universe = market({ assets: n, observations: T });
    const P = annualCovariance(core, universe);
    for (const [family, build] of Object.entries(families)) {
      const problem = { ...build(universe), P };
      const names = INCUMBENTS.filter((name) => n <= (MOST[name][family] ?? 0));
      const contenders = await contest(problem, names, { ...clock, passed: true });
      records.push({ family, n, m: problem.m, contenders });
      report(records.at(-1));
    }
  }
  return records;
}

const solving = ({ milliseconds, loading = 0 }) => milliseconds - loading;

/** Without the passing of Σ on both sides. */
function alone({ quadfolio, highs }) {
  if (highs?.status !== "solved" || quadfolio.status !== "solved") return "";
  return ratio(solving(highs), solving(quadfolio));
}

const given = {
  name: "large/given",
  measure,
  table: {
    title: "Σ given, cold. highs alone: without the passing of Σ, on both sides; the others with it",
    columns: ["problem", "n", "free", "iter", "passes", "Mflop", "Σ in ms", "ms", "residual", "highs alone", ...INCUMBENTS],
    row: ({ family, n, contenders }) => {
      const { free, iterations, passes, flops, residual, loading, status } = contenders.quadfolio;
      return [
        family,
        n,
        free ?? "",
        iterations ?? "",
        passes ?? "",
        flops === undefined ? "" : (flops / 1e6).toPrecision(3),
        loading?.toFixed(1) ?? "",
        status === "solved" ? solving(contenders.quadfolio).toFixed(2) : status,
        residual?.toExponential(0) ?? "",
        alone(contenders),
        ...INCUMBENTS.map((name) => against(contenders, name)),
      ];
    },
    notes: (records) => summary(records, INCUMBENTS),
  },
};

/** A case of bench/large, which measures in this thread. */
const borrowed = (name, measure, table) => ({
  name: `large/${name}`,
  measure: ({ core, quick, sizesOf }, report) => measure(core, { quick, sizesOf }, report),
  table,
});

export const large = [
  given,
  borrowed("returns", fromReturns, returnsTable),
  borrowed("rolled", rolled, rolledTable),
  borrowed("warm", warm, warmTable),
  borrowed("factors", factors, factorsTable),
  borrowed("singular", singular, singularTable),
  borrowed("real", real, realTable),
  borrowed("corners", corners, cornersTable),
];
