/** Whole efficient frontiers, every corner, beside one cold minimum variance of the same covariance and constraints. */
import { denseProduct, portfolioResiduals, shrunkProduct } from "../certificate.mjs";
import { DAYS, market } from "../families.mjs";
import { annualCovariance } from "./given.mjs";
import { certify, fastest } from "./measure.mjs";
import { groups, hasShares, sharesOf, transposed } from "./shares.mjs";

const RUNS = 7;

/** Corners whose weights are compared with those of the utility at their λ, which is certified: these shares of the way. */
const COMPARED = [0.1, 0.5, 0.9];

/** The largest difference of such weights. */
const SAME = 1e-9;

const LONG = { "long only": () => ({}), "at most 2 %": () => ({ maxWeights: 0.02 }) };
const GROUPED = { "at most 5 %, eleven groups": (n) => ({ maxWeights: 0.05, groups: groups(n) }) };

/** Of a market whose Σ is given, annualised. */
function given(core, assets) {
  const universe = market({ assets, observations: 1260 });
  const P = annualCovariance(core, universe);
  const expectedReturns = universe.means.map((one) => DAYS * one);
  return { covariance: core.denseCovariance(P), expectedReturns, multiply: denseProduct(P), unit: 1 };
}

/** Of real shares, Ledoit–Wolf, never formed. */
function shares(core, name) {
  const panel = sharesOf(name);
  const returns = core.returns(panel.values, { observations: panel.observations, assets: panel.names.length });
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  returns.dispose();
  const multiply = shrunkProduct(transposed(panel), covariance.shrinkage, 1);
  return { covariance, expectedReturns: covariance.mean, multiply, unit: DAYS };
}

/** The largest residual of the utilities at some corners, annualised, whose weights are those of the corners. */
function certified(core, { corners }, problem, { multiply, unit }) {
  return COMPARED.reduce((most, share) => {
    const { lambda, weights } = corners[Math.floor(share * corners.length)];
    const at = { ...problem, objective: { kind: "utility", riskAversion: 1 / lambda } };
    const portfolio = core.optimize(at);
    const { primal, dual, gap, objective } = portfolioResiduals(multiply, at, portfolio);
    const label = `the frontier at ${share} of its corners`;
    const { residual } = certify(label, portfolio, { primal, dual: unit * dual, gap: unit * gap, objective });
    const distance = weights.reduce((far, one, i) => Math.max(far, Math.abs(one - portfolio.weights[i])), 0);
    if (!(distance <= SAME)) throw new Error(`${label}: weights ${distance} from those of the utility there`);
    return Math.max(most, residual);
  }, 0);
}

export function corners(core, { quick, sizesOf = (all) => all }, report) {
  const records = [];
  const measure = (name, data, kinds) => {
    const { covariance, expectedReturns } = data;
    for (const [kind, constraintsOf] of Object.entries(kinds)) {
      const problem = { covariance, expectedReturns, constraints: constraintsOf(covariance.assets) };
      const cold = fastest(RUNS, () => core.optimize({ ...problem, objective: { kind: "min-variance" } }));
      const { milliseconds, result: frontier } = fastest(RUNS, () => core.efficientFrontier(problem));
      if (frontier.status !== "solved") throw new Error(`frontier of ${name}, ${kind}: ${frontier.status}`);
      const residual = certified(core, frontier, problem, data);
      const share = milliseconds / cold.milliseconds;
      const { assets } = covariance;
      records.push({
        name,
        kind,
        assets,
        corners: frontier.corners.length,
        milliseconds,
        cold: cold.milliseconds,
        share,
        residual,
      });
      report(records.at(-1));
    }
    covariance.dispose();
  };
  for (const assets of sizesOf(quick ? [500] : [500, 1000, 2000])) {
    measure("market, Σ given", given(core, assets), { ...LONG, ...GROUPED });
  }
  for (const name of quick ? ["us_top1000"] : ["us_top1000", "us_clean"]) {
    const file = `${name}_2015_2017_returns`;
    if (hasShares(file)) measure(name, shares(core, file), { ...LONG, ...GROUPED });
  }
  return records;
}

export const cornersTable = {
  title: "Whole efficient frontiers, every corner. share: of them all / one cold minimum variance",
  columns: ["universe".padEnd(16), "constraints".padEnd(26), "n", "corners", "cold ms", "ms", "share", "a corner", "residual"],
  row: ({ name, kind, assets, corners: count, cold, milliseconds, share, residual }) => [
    name.padEnd(16),
    kind.padEnd(26),
    assets,
    count,
    cold.toFixed(2),
    milliseconds.toFixed(1),
    share.toFixed(1),
    (share / count).toFixed(3),
    residual.toExponential(0),
  ],
};
