/** Quadratic programs with Σ given as an array, n = 10 … 500: one call from the arrays of each solver to the solution. */
import { families, market } from "../families.mjs";
import { annualCovariance } from "../large/given.mjs";
import { contest } from "../race/contest.mjs";
import { randomProgram } from "../randomProgram.mjs";
import { against, perSecond, summary } from "./measured.mjs";

const T = 1260;
const INCUMBENTS = ["highs", "quadprog", "quadprog-js", "portfolio-allocation"];

/** C and D have eleven sectors, which fewer assets do not fill. */
const FULL = { A: [10, 20, 50, 100, 200, 500], C: [50, 100, 200, 500] };
const QUICK = { A: [10, 100], C: [50, 100] };

const ofFamily = (family, core) => (n) => {
  const universe = market({ assets: n, observations: T });
  return { ...families[family](universe), P: annualCovariance(core, universe) };
};

function section(family, sizes, generate) {
  return async ({ quick, clock, sizesOf, core }, report) => {
    const build = generate(core);
    const records = [];
    for (const n of sizesOf((quick ? QUICK : FULL)[sizes])) {
      const problem = build(n);
      const contenders = await contest(problem, INCUMBENTS, clock);
      records.push({ family, n, m: problem.m, contenders });
      report(records.at(-1));
    }
    return records;
  };
}

const table = (title) => ({
  title,
  columns: ["problem", "n", "m", "free", "iter", "passes", "Mflop", "solves/s", "residual", ...INCUMBENTS],
  row: ({ family, n, m, contenders }) => {
    const { free, iterations, passes, flops, residual } = contenders.quadfolio;
    return [
      family,
      n,
      m,
      free ?? "",
      iterations ?? "",
      passes ?? "",
      flops === undefined ? "" : (flops / 1e6).toPrecision(3),
      perSecond(contenders.quadfolio),
      residual?.toExponential(0) ?? "",
      ...INCUMBENTS.map((name) => against(contenders, name)),
    ];
  },
  notes: (records) => summary(records, INCUMBENTS),
});

const family = (name, sizes, what) => ({
  name: `qp/${name}`,
  measure: section(name, sizes, (core) => ofFamily(name, core)),
  table: table(`${name}: ${what}`),
});

export const programs = [
  family("A", "A", "long-only minimum variance"),
  family("B", "A", "mean–variance, weights of at most 2 % (4/n below 200 assets)"),
  family("C", "C", "B with eleven sector sums and a beta"),
  family("D", "C", "tracking, ±1 % active, sectors, beta"),
  {
    name: "qp/random",
    measure: section("random", "A", () => randomProgram),
    table: table("random dense programs, n/2 rows of which a fifth are equations, bounds on every variable"),
  },
];
