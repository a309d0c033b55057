/**
 * A factor model, n = 10,000 and k = 50: dollar-neutral, ±0.5 % an asset, gross exposure at most 2, linear costs around today's
 * holdings; beside the time npm highs takes for family A at 1,000 assets in the same run.
 */
import { portfolioResiduals } from "../certificate.mjs";
import { families, market, normal, uniform } from "../families.mjs";
import { annualCovariance } from "./given.mjs";
import { race } from "../race/race.mjs";
import { shared } from "../race/shared.mjs";
import { certify, fastest } from "./measure.mjs";

const FACTORS = 50;
const RISK_AVERSION = 10;
const BUY = 0.002;
const SELL = 0.003;
const MOST = 0.005;
const GROSS = 2;

/** Annualised: a market factor of 16 % and 49 others of 4 % a year, specific risks of 16 to 48 %, expected returns of ±2 %. */
function model(assets) {
  const next = normal(11);
  const pick = uniform(12);
  const loadings = Float64Array.from({ length: assets * FACTORS }, (_, k) => (k % FACTORS === 0 ? 1 + 0.3 * next() : next()));
  const factorCovariance = new Float64Array(FACTORS * FACTORS);
  for (let f = 0; f < FACTORS; f++) factorCovariance[f * FACTORS + f] = f === 0 ? 0.16 ** 2 : 0.04 ** 2;
  const specificVariances = Float64Array.from({ length: assets }, () => (0.16 + 0.32 * pick()) ** 2);
  const expectedReturns = Float64Array.from({ length: assets }, () => 0.02 * next());
  const current = Float64Array.from({ length: assets }, () => (pick() < 0.2 ? 0.004 * (pick() - 0.5) : 0));
  return { loadings, factorCovariance, specificVariances, expectedReturns, current };
}

/** Σw of the model, in plain loops. */
function product({ loadings, factorCovariance, specificVariances }, w) {
  const along = new Float64Array(FACTORS);
  w.forEach((one, i) => {
    for (let f = 0; f < FACTORS; f++) along[f] += loadings[i * FACTORS + f] * one;
  });
  return w.map((one, i) => {
    let sum = specificVariances[i] * one;
    for (let f = 0; f < FACTORS; f++) sum += loadings[i * FACTORS + f] * factorCovariance[f * FACTORS + f] * along[f];
    return sum;
  });
}

export async function factors(core, { quick }, report) {
  const assets = 10000;
  const data = model(assets);
  const { loadings, factorCovariance, specificVariances, expectedReturns, current } = data;
  const { milliseconds: loading, result: covariance } = fastest(1, () =>
    core.factorCovariance({ loadings, factorCovariance, specificVariances }),
  );
  const problem = {
    covariance,
    expectedReturns,
    objective: { kind: "utility", riskAversion: RISK_AVERSION },
    current,
    costs: { buy: BUY, sell: SELL },
    constraints: { budget: 0, minWeights: -MOST, maxWeights: MOST, maxGross: GROSS },
  };
  const { milliseconds, result: portfolio } = fastest(quick ? 3 : 15, () => core.optimize(problem));
  const checked = portfolioResiduals((w) => product(data, w), problem, portfolio);
  const { residual } = certify("factor model", portfolio, checked);
  covariance.dispose();

  const universe = market({ assets: 1000, observations: 1260 });
  const P = annualCovariance(core, universe);
  const incumbent = await race("highs", shared({ ...families.A(universe), P }));
  const yardstick = incumbent.milliseconds - incumbent.loading;
  const { weights, iterations } = portfolio;
  const record = {
    assets,
    factors: FACTORS,
    milliseconds,
    loading,
    iterations,
    free: weights.filter((w, i) => Math.abs(w) < MOST && w !== 0 && w !== current[i]).length,
    untraded: weights.filter((w, i) => w === current[i]).length,
    gross: checked.gross,
    highsA1000: yardstick,
    share: milliseconds / yardstick,
    residual,
  };
  report(record);
  return [record];
}

export const factorsTable = {
  title: "Factor model, k = 50, dollar-neutral ±0.5 %, gross ≤ 2, linear costs. share: of the time of highs for A at 1,000",
  columns: ["n", "free", "untraded", "gross", "iter", "model in", "ms", "highs A 1,000", "share", "residual"],
  row: ({ assets, free, untraded, gross, iterations, loading, milliseconds, highsA1000, share, residual }) => [
    assets,
    free,
    untraded,
    gross.toFixed(4),
    iterations,
    loading.toFixed(1),
    milliseconds.toFixed(1),
    highsA1000.toFixed(0),
    share.toFixed(2),
    residual.toExponential(0),
  ],
};
