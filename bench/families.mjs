/**
 * Seeded portfolio problems over large universes. A market's returns come from 20 latent factors plus specific noise of
 * 1–3 % a day; expected returns are the noisy means of the sample. The problems are quadratic programs
 *
 *     minimise ½xᵀPx + qᵀx   subject to  l ≤ Ax ≤ u,  lb ≤ x ≤ ub
 *
 * with P an annualised covariance, which the caller estimates:
 *
 *     A  long-only minimum variance
 *     B  mean–variance, 0 ≤ x ≤ 0.02, risk aversion 10
 *     C  B with 11 sector sums in [0.02, 0.20] and a beta between 0.9 and 1.1
 *     D  tracking of log-normal cap weights: x are active weights of ±1 % that sum to 0, sectors ±2 %, beta ±0.05, and so
 *        little of the expected returns that about a third of the assets end free
 */

/** Trading days in a year. */
export const DAYS = 252;

/** The intensity of shrinkage to a multiple of the identity that the benchmarks give. */
export const SHRINKAGE = 0.1;

const FACTORS = 20;
const SECTORS = 11;
const RISK_AVERSION = 10;

/** The largest weight in B and C, from 200 assets on; of fewer, 4/n. */
const CAP = 0.02;

/** The share of the expected returns in D, over the risk aversion: with it a third of the assets end free, at 500 as at 3,000. */
const trackingShare = (assets) => 0.0022 * (1000 / assets) ** 1.4;

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers from a seed (Marsaglia's polar method). */
export function normal(seed) {
  const next = uniform(seed);
  let spare = NaN;
  return () => {
    if (spare === spare) {
      const value = spare;
      spare = NaN;
      return value;
    }
    for (;;) {
      const [a, b] = [2 * next() - 1, 2 * next() - 1];
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = b * scale;
      return a * scale;
    }
  };
}

/**
 * A market of n assets over T days: `values` n × T (one asset after the other), `means` n of a day, `sector` n, `beta` n and
 * `capWeights` n, which sum to 1. The first latent factor is the market's, 1 % a day; the others are style and industry factors.
 */
export function market({ assets, observations, seed = 1 }) {
  const next = normal(seed);
  const pick = uniform(seed + 1);
  const factors = Float64Array.from({ length: FACTORS * observations }, (_, k) => (k < observations ? 0.01 : 0.003) * next());
  const values = new Float64Array(assets * observations);
  const [means, beta, cap] = [0, 0, 0].map(() => new Float64Array(assets));
  const sector = Int32Array.from({ length: assets }, () => Math.floor(SECTORS * pick()));
  const loadings = new Float64Array(FACTORS);
  for (let i = 0; i < assets; i++) {
    for (let f = 0; f < FACTORS; f++) loadings[f] = f === 0 ? 1 + 0.3 * next() : next();
    const specific = 0.01 + 0.02 * pick();
    beta[i] = loadings[0];
    cap[i] = Math.exp(1.5 * next());
    const row = values.subarray(i * observations, (i + 1) * observations);
    for (let t = 0; t < observations; t++) row[t] = 0.0003 + specific * next();
    for (let f = 0; f < FACTORS; f++) {
      const [loading, from] = [loadings[f], f * observations];
      for (let t = 0; t < observations; t++) row[t] += loading * factors[from + t];
    }
    means[i] = row.reduce((sum, one) => sum + one, 0) / observations;
  }
  const total = cap.reduce((sum, one) => sum + one, 0);
  return { assets, observations, values, means, sector, beta, capWeights: cap.map((one) => one / total) };
}

/** A row for each sector and one of the betas, m × n, after the budget. */
function sectorRows({ assets, sector, beta }) {
  const A = new Float64Array((2 + SECTORS) * assets);
  for (let i = 0; i < assets; i++) {
    A[i] = 1;
    A[(1 + sector[i]) * assets + i] = 1;
    A[(1 + SECTORS) * assets + i] = beta[i];
  }
  return A;
}

const sides = (budget, eachSector, beta) => Float64Array.from([budget, ...new Array(SECTORS).fill(eachSector), beta]);

/** The q, rows and sides of each family; P is the caller's. `means` may be those of another window. */
export const families = {
  A: ({ assets: n }) => ({
    n,
    m: 1,
    q: new Float64Array(n),
    A: new Float64Array(n).fill(1),
    l: Float64Array.of(1),
    u: Float64Array.of(1),
    lb: new Float64Array(n),
    ub: new Float64Array(n).fill(1),
  }),
  B: (market, means = market.means) => ({
    ...families.A(market),
    q: means.map((mean) => (-DAYS * mean) / RISK_AVERSION),
    ub: new Float64Array(market.assets).fill(Math.max(CAP, 4 / market.assets)),
  }),
  C: (market, means = market.means) => ({
    ...families.B(market, means),
    m: 2 + SECTORS,
    A: sectorRows(market),
    l: sides(1, 0.02, 0.9),
    u: sides(1, 0.2, 1.1),
  }),
  D: (market, means = market.means) => ({
    n: market.assets,
    m: 2 + SECTORS,
    q: means.map((mean) => -DAYS * trackingShare(market.assets) * mean),
    A: sectorRows(market),
    l: sides(0, -0.02, -0.05),
    u: sides(0, 0.02, 0.05),
    lb: market.capWeights.map((weight) => -Math.min(weight, 0.01)),
    ub: new Float64Array(market.assets).fill(0.01),
  }),
};
