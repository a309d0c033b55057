/**
 * The problems whose work is counted: every way through the solver that the project claims to be good at. Each is a function of
 * `(core, count)` that returns `{ iterations?, passes?, flops, bytes }`; they are small, since counts do not need size to be exact.
 */
import { DAYS, families, market, normal, SHRINKAGE, uniform } from "../families.mjs";
import { randomProgram } from "../randomProgram.mjs";

/** Days: a year, or five, where fewer assets than days are ever free and the others are priced. */
const SHORT = 252;
const LONG = 1260;

/** Runs `use` with the estimate of a seeded market, and releases it. */
function withMarket(core, assets, observations, estimate, use) {
  const universe = market({ assets, observations });
  const returns = core.returns(universe.values, { observations, assets, layout: "assets" });
  const covariance = core.covariance(returns, estimate);
  try {
    return use({ universe, returns, covariance });
  } finally {
    covariance.dispose();
    returns.dispose();
  }
}

const lazy = { estimator: "ledoit-wolf", shrinkage: SHRINKAGE };

/** The daily problem of a family. */
function daily(family, universe, means = universe.means) {
  const { q, A, l, u, lb, ub } = families[family](universe, means);
  return { q: q.map((one) => one / DAYS), A, l, u, lb, ub };
}

function counted(count, run, status = "solved") {
  const { result, passes, flops, bytes } = count(run);
  if (result.status !== status) throw new Error(`The problem is not solved, but ${result.status}.`);
  return { iterations: result.iterations, passes, flops, bytes };
}

/** Σ as the returns and a diagonal: never formed. */
const fromReturns = (family, assets, observations) => (core, count) =>
  withMarket(core, assets, observations, lazy, ({ universe, covariance }) =>
    counted(count, () => core.solveQP({ P: covariance, ...daily(family, universe) })),
  );

/** Σ as an array. */
const fromMatrix = (family, assets) => (core, count) =>
  withMarket(core, assets, SHORT, lazy, ({ universe, covariance }) => {
    const P = covariance.toMatrix();
    return counted(count, () => core.solveQP({ P, ...daily(family, universe) }));
  });

/** After a small change of the expected returns. */
const warmStart = (family, assets) => (core, count) =>
  withMarket(core, assets, SHORT, lazy, ({ universe, covariance }) => {
    const before = core.solveQP({ P: covariance, ...daily(family, universe) });
    const next = normal(3);
    const means = universe.means.map((mean) => mean + 2e-5 * next());
    const { warmStart } = before;
    return counted(count, () => core.solveQP({ P: covariance, ...daily(family, universe, means) }, { warmStart }));
  });

/** A portfolio of 500 assets with what `more` adds to it. */
const portfolio = (more) => (core, count) =>
  withMarket(core, 500, SHORT, lazy, ({ universe, covariance }) => {
    const pick = uniform(5);
    const current = universe.capWeights.map((weight) => (pick() < 0.5 ? weight : 0));
    const total = current.reduce((sum, one) => sum + one, 0);
    return counted(count, () =>
      core.optimize({
        covariance,
        expectedReturns: universe.means,
        objective: { kind: "utility", riskAversion: 10 },
        current: current.map((one) => one / total),
        ...more,
      }),
    );
  });

/** Dollar-neutral over a factor model, most assets free. */
function factorModel(core, count) {
  const [assets, factors] = [2000, 20];
  const next = normal(7);
  const pick = uniform(8);
  const draw = (length, value) => Float64Array.from({ length }, (_, k) => value(k));
  const covariance = core.factorCovariance({
    loadings: draw(assets * factors, (k) => (k % factors === 0 ? 1 + 0.3 * next() : next())),
    factorCovariance: draw(factors * factors, (k) => (k % (factors + 1) === 0 ? (k === 0 ? 0.0256 : 0.0016) : 0)),
    specificVariances: draw(assets, () => (0.16 + 0.32 * pick()) ** 2),
  });
  const expectedReturns = draw(assets, () => 0.02 * next());
  const problem = {
    covariance,
    expectedReturns,
    objective: { kind: "utility", riskAversion: 10 },
    constraints: { budget: 0, minWeights: -0.005, maxWeights: 0.005 },
  };
  const result = counted(count, () => core.optimize(problem));
  covariance.dispose();
  return result;
}

/** Long and short over fewer days than assets: no curvature along most directions. From the returns, or their covariances as a matrix. */
const singular = (assets, days, kind, formed) => (core, count) =>
  withMarket(core, assets, days, { estimator: "sample" }, ({ universe, covariance }) => {
    const constraints = { minWeights: -0.01, maxWeights: 0.01 };
    const given = formed ? core.denseCovariance(covariance.toMatrix()) : covariance;
    const problem = { covariance: given, expectedReturns: universe.means, constraints };
    const result = counted(count, () =>
      core.optimize({ ...problem, objective: { kind, ...(kind === "utility" && { riskAversion: 10 }) } }),
    );
    if (formed) given.dispose();
    return result;
  });

/** What no portfolio satisfies, and why: a return beyond the greatest there is, or a group far from today's weights. */
const infeasible = (kind) => (core, count) =>
  withMarket(core, 1500, 400, lazy, ({ universe, covariance }) => {
    const [cap, members] = [1 / 150, Array.from({ length: 150 }, (_, k) => 10 * k)];
    const best = universe.means.toSorted((a, b) => b - a).subarray(0, 150);
    const problem = {
      "target-return": {
        objective: { kind, value: best.reduce((sum, one) => sum + 1.01 * cap * one, 0) },
        constraints: { maxWeights: cap },
      },
      maxTurnover: {
        objective: { kind: "min-variance" },
        constraints: { maxTurnover: 0.02, groups: [{ members, min: 0.3 }] },
        current: universe.capWeights,
      },
    }[kind];
    return counted(count, () => core.optimize({ covariance, expectedReturns: universe.means, ...problem }), "primal_infeasible");
  });

/** A dense program with half as many rows as variables. */
const general = (variables) => (core, count) => {
  const { P, q, A, l, u, lb, ub } = randomProgram(variables);
  return counted(count, () => core.solveQP({ P, q, A, l, u, lb, ub }));
};

/** Every corner of the frontier. */
function corners(core, count) {
  return withMarket(core, 300, LONG, lazy, ({ universe, covariance }) => {
    const constraints = { maxWeights: 0.05 };
    const trace = () => {
      const { status, corners } = core.efficientFrontier({ covariance, expectedReturns: universe.means, constraints });
      return { status, iterations: corners.length };
    };
    return counted(count, trace);
  });
}

/** One program, ten changes of q. */
function hotStarts(core, count) {
  const { n, m, P, q, A, l, u, lb, ub } = randomProgram(80);
  const solver = core.qpSolver({ variables: n, rows: m });
  solver.update({ P, q, A, l, u, lb, ub });
  solver.solve();
  const next = normal(4);
  const run = () => {
    let iterations = 0;
    let status;
    for (let change = 0; change < 10; change++) {
      solver.update({ q: q.map((one) => one + 0.05 * next()) });
      const solution = solver.solve();
      iterations += solution.iterations;
      status = change > 0 && status !== "solved" ? status : solution.status;
    }
    return { status, iterations };
  };
  const result = counted(count, run);
  solver.dispose();
  return result;
}

/** An estimate and, where asked, its matrix. */
const estimate = (assets, options, formed) => (core, count) =>
  withMarket(core, assets, SHORT, { estimator: "sample" }, ({ returns }) => {
    const { flops, bytes } = count(() => {
      const covariance = core.covariance(returns, options);
      if (formed) covariance.toMatrix();
      covariance.dispose();
    });
    return { flops, bytes };
  });

/** Five more days after five others, which have made the window one that rolls. */
const rolls = (assets, options) => (core, count) =>
  withMarket(core, assets, SHORT, options, ({ universe, covariance }) => {
    const days = (first) => Float64Array.from({ length: 5 * assets }, (_, k) => universe.values[first + k]);
    covariance.update(days(0));
    const { flops, bytes } = count(() => covariance.update(days(5 * assets)));
    return { flops, bytes };
  });

export const cases = {
  "A 300, matrix": fromMatrix("A", 300),
  "D 300, matrix": fromMatrix("D", 300),
  "C 800, matrix": fromMatrix("C", 800),
  "A 2000, five years": fromReturns("A", 2000, LONG),
  "B 2000, five years": fromReturns("B", 2000, LONG),
  "C 2000, five years": fromReturns("C", 2000, LONG),
  "D 500, five years": fromReturns("D", 500, LONG),
  "A 4000, one year": fromReturns("A", 4000, SHORT),
  "B 2000, one year": fromReturns("B", 2000, SHORT),
  "B 1000, warm": warmStart("B", 1000),
  "D 500, warm": warmStart("D", 500),
  costs: portfolio({ costs: { buy: 5e-4, sell: 1e-3 } }),
  "turnover limit": portfolio({ constraints: { maxTurnover: 0.3 } }),
  "gross limit": portfolio({ constraints: { minWeights: -0.05, maxGross: 1.6 } }),
  "tracking error limit": (core, count) => {
    const benchmark = market({ assets: 500, observations: 2 }).capWeights;
    return portfolio({ constraints: { maxTrackingError: { benchmark, value: 0.002 } } })(core, count);
  },
  "risk parity": portfolio({ objective: { kind: "risk-parity" } }),
  "factor model 2000": factorModel,
  "singular 1000, utility": singular(1000, 60, "utility"),
  "singular 1000, least variance": singular(1000, 60, "min-variance"),
  "singular 1000, least variance, matrix": singular(1000, 60, "min-variance", true),
  "singular 400, half as many days": singular(400, 200, "min-variance"),
  "return out of reach": infeasible("target-return"),
  "group out of reach": infeasible("maxTurnover"),
  "random 60": general(60),
  "random 200": general(200),
  "hot starts": hotStarts,
  frontier: corners,
  "sample, formed": estimate(300, { estimator: "sample" }, true),
  "ledoit-wolf": estimate(500, { estimator: "ledoit-wolf" }, false),
  "nonlinear-shrinkage": estimate(120, { estimator: "nonlinear-shrinkage" }, true),
  "rolls, intensity given": rolls(500, lazy),
  "rolls, ledoit-wolf": rolls(500, { estimator: "ledoit-wolf" }),
};
