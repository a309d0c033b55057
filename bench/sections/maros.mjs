/** The public Maros–Mészáros problems of ../shared/data/qp, where they are present. */
import { marosNames, readMaros } from "../marosProblems.mjs";
import { contest } from "../race/contest.mjs";
import { against, perSecond, summary } from "./measured.mjs";

const INCUMBENTS = ["highs", "quadprog", "quadprog-js"];

/** Absolute, as qpbenchmark has it for its middle accuracy: one rounding of the largest terms here is 1e-8. */
const CERTIFIED = 1e-6;

/** With --quick every so many. */
const EVERY = 9;

async function measure({ quick, clock }, report) {
  const names = marosNames();
  if (names === undefined) return [];
  const records = [];
  for (const name of quick ? names.filter((_, k) => k % EVERY === 0) : names) {
    const { n, m, problem } = readMaros(name);
    const contenders = await contest({ n, m, ...problem }, INCUMBENTS, {
      ...clock,
      seconds: clock.seconds / 2,
      certified: CERTIFIED,
    });
    records.push({ family: name, n, m, contenders });
    report(records.at(-1));
  }
  return records;
}

export const maros = {
  name: "qp/maros",
  measure,
  table: {
    title: "Maros–Mészáros problems, dense subset; quadprog wants P positive definite, which few of them have",
    columns: ["problem", "n", "m", "iter", "solves/s", "residual", ...INCUMBENTS],
    row: ({ family, n, m, contenders }) => [
      family,
      n,
      m,
      contenders.quadfolio.iterations ?? "",
      perSecond(contenders.quadfolio),
      contenders.quadfolio.residual?.toExponential(0) ?? "",
      ...INCUMBENTS.map((name) => against(contenders, name)),
    ],
    notes: (records) =>
      records.length > 0
        ? summary(records, INCUMBENTS)
        : ["Left out: no ../shared/data/qp/maros_meszaros beside this repository."],
  },
};
