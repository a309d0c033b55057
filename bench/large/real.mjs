/**
 * Real data, from file to weights: 4,241 US shares over 498 days (rank 497), with and without costs, limits of turnover and gross
 * exposure, and groups. The file stands beside the repository; where it is missing the section is left out.
 */
import { portfolioResiduals, shrunkProduct } from "../certificate.mjs";
import { certify } from "./measure.mjs";
import { groups, hasShares, sharesOf, transposed } from "./shares.mjs";

const NAME = "us_clean_2015_2017_returns";

const utility = { kind: "utility", riskAversion: 10 };
const cases = {
  "minimum variance": { objective: { kind: "min-variance" } },
  "utility, at most 2 %": { objective: utility, constraints: { maxWeights: 0.02 } },
  "… eleven groups": { objective: utility, constraints: { maxWeights: 0.02 }, grouped: true },
  "… costs": { objective: utility, constraints: { maxWeights: 0.02 }, costs: { buy: 5e-4, sell: 1e-3 }, held: true },
  "… turnover of 30 %": { objective: utility, constraints: { maxWeights: 0.02, maxTurnover: 0.3 }, held: true },
  "… costs, turnover of 40 %, groups": {
    objective: utility,
    constraints: { maxWeights: 0.02, maxTurnover: 0.4 },
    costs: { buy: 2e-4, sell: 3e-4 },
    held: true,
    grouped: true,
  },
  "long and short 2 %, gross of 160 %": {
    objective: utility,
    constraints: { minWeights: -0.02, maxWeights: 0.02, maxGross: 1.6 },
  },
};

export function real(core, options, report) {
  if (!hasShares(NAME)) return [];
  const began = performance.now();
  const panel = sharesOf(NAME);
  const returns = core.returns(panel.values, { observations: panel.observations, assets: panel.names.length });
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  returns.dispose();
  const loading = performance.now() - began;
  const { assets: n, mean: expectedReturns } = covariance;
  const multiply = shrunkProduct(transposed(panel), covariance.shrinkage, 1);
  const current = Float64Array.from({ length: n }, (_, j) => (j % 7 === 0 ? 1 / Math.ceil(n / 7) : 0));
  const records = Object.entries(cases).map(([name, { grouped, held, objective, costs, constraints = {} }]) => {
    const limited = grouped ? { ...constraints, groups: groups(n) } : constraints;
    const problem = { objective, constraints: limited, expectedReturns, ...(costs && { costs }), ...(held && { current }) };
    const start = performance.now();
    const portfolio = core.optimize({ covariance, ...problem });
    const milliseconds = performance.now() - start;
    const checked = portfolioResiduals(multiply, problem, portfolio);
    const { residual } = certify(name, portfolio, checked);
    const heldAssets = portfolio.weights.filter((w) => w !== 0).length;
    const { turnover, gross } = checked;
    const record = {
      name,
      assets: n,
      loading,
      milliseconds,
      iterations: portfolio.iterations,
      held: heldAssets,
      turnover,
      gross,
      residual,
    };
    report(record);
    return record;
  });
  covariance.dispose();
  return records;
}

export const realTable = {
  title:
    "us_clean, 4,241 shares × 498 days. file: to read it and estimate the covariance, Ledoit–Wolf; turnover from a seventh of the shares",
  columns: ["problem".padEnd(36), "held", "iter", "file ms", "ms", "turnover", "gross", "residual"],
  row: ({ name, held, iterations, loading, milliseconds, turnover, gross, residual }) => [
    name.padEnd(36),
    held,
    iterations,
    loading.toFixed(0),
    milliseconds.toFixed(0),
    turnover.toFixed(3),
    gross.toFixed(3),
    residual.toExponential(0),
  ],
};
