import { describe, expect, it } from "vitest";
import { DimensionError, ValueError, type Covariance } from "quadfolio";
import { fuzz } from "../support/blocks.js";
import { loadTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";
import { randomGram, uniform } from "../support/random.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();

interface Case {
  covariance: Covariance;
  matrix: Float64Array;
  weights: number[];
  prices: number[];
  capital: number;
}

/** n assets with lots that are large beside their weights, one in three short in some cases. */
function randomCase(n: number, seed: number): Case {
  const next = uniform(seed);
  const matrix = randomGram(n, 1 + Math.floor(3 * next()), 0.02 * next(), next);
  const isShort = next() < 0.3;
  const raw = Array.from({ length: n }, () => (isShort && next() < 0.3 ? -0.3 : 1) * (0.05 + next()));
  const total = raw.reduce((sum, one) => sum + one, 0);
  const prices = raw.map(() => Math.round(100 * (5 + 200 * next())) / 100);
  return {
    covariance: core.denseCovariance(matrix),
    matrix,
    weights: raw.map((one) => one / total),
    prices,
    capital: 500 * (1 + n * next()),
  };
}

function wholeShares({ covariance, weights, prices, capital }: Case) {
  return core.discretize({ weights }, { covariance, prices, capital });
}

/** (Vz − w)ᵀΣ(Vz − w), by the definition. */
function variance({ matrix, weights, prices, capital }: Case, shares: ArrayLike<number>): number {
  const drift = weights.map((one, i) => (shares[i] * prices[i]) / capital - one);
  const n = weights.length;
  return drift.reduce((sum, a, i) => sum + drift.reduce((row, b, j) => row + a * matrix[i * n + j] * b, 0), 0);
}

/** The least of all whole numbers up to `reach` from the rounded ones. */
function bruteForce(one: Case, reach: number): number {
  const { weights, prices, capital } = one;
  const shares = weights.map((w, i) => Math.round((w * capital) / prices[i]));
  const centre = [...shares];
  let least = Infinity;
  const visit = (i: number, spent: number): void => {
    if (i === shares.length) {
      if (spent <= capital) least = Math.min(least, variance(one, shares));
      return;
    }
    for (let by = -reach; by <= reach; by++) {
      shares[i] = centre[i] + by;
      if (weights[i] * shares[i] >= 0) visit(i + 1, spent + shares[i] * prices[i]);
    }
  };
  visit(0, 0);
  return least;
}

describe("whole shares that track best", () => {
  const cases = fuzz ? 400 : 40;
  it.each([
    [2, 12],
    [3, 8],
    [4, 5],
    [5, 4],
  ])("%i assets: the optimum of all whole numbers around, proven", (n, reach) => {
    for (let seed = 0; seed < cases; seed++) {
      const one = randomCase(n, 100 * n + seed);
      const { shares, isOptimal, cash } = wholeShares(one);
      expect(isOptimal).toBe(true);
      expect(cash).toBeGreaterThanOrEqual(0);
      expect(variance(one, shares), `seed ${seed}`).toBeLessThanOrEqual(bruteForce(one, reach) * (1 + 1e-9) + 1e-18);
      one.covariance.dispose();
    }
  });

  it("of hundreds of assets nothing within a lot of two assets is better, and rounding is worse", () => {
    const shape = { observations: 250, assets: 200 };
    using returns = core.returns(randomReturns(250, 200, 8), shape);
    using covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
    const next = uniform(4);
    const raw = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? 0 : 0.1 + next()));
    const total = raw.reduce((sum, one) => sum + one, 0);
    const one: Case = {
      covariance,
      matrix: covariance.toMatrix(),
      weights: raw.map((w) => w / total),
      prices: raw.map(() => 5 + 200 * next()),
      capital: 50_000,
    };
    const { shares, weights, drift, cost, cash, trackingError } = wholeShares(one);
    const spent = shares.reduce((sum, z, i) => sum + z * one.prices[i], 0);
    expect(cost).toBeCloseTo(spent, 8);
    expect(cash).toBeGreaterThanOrEqual(0);
    expect(cost + cash).toBeCloseTo(50_000, 8);
    expect(trackingError).toBeCloseTo(Math.sqrt(variance(one, shares)), 14);
    drift.forEach((by, i) => expect(by).toBeCloseTo(weights[i] - one.weights[i], 15));
    expect(shares.every((z, i) => Number.isInteger(z) && z >= 0 && (one.weights[i] > 0 || z === 0))).toBe(true);

    const here = variance(one, shares);
    const held = raw.flatMap((w, i) => (w > 0 ? [i] : []));
    const pull = covariance.multiply(drift);
    const lot = one.prices.map((price) => price / one.capital);
    for (const i of held) {
      for (const k of [-1, 0, 1]) {
        for (const j of held) {
          for (const l of [-1, 1]) {
            if (i === j || shares[i] + k < 0 || shares[j] + l < 0) continue;
            if (k * one.prices[i] + l * one.prices[j] > cash) continue;
            const [a, b] = [k * lot[i], l * lot[j]];
            const [ii, jj, ij] = [i * 201, j * 201, i * 200 + j].map((at) => one.matrix[at]);
            const change = 2 * (a * pull[i] + b * pull[j]) + a * a * ii + b * b * jj + 2 * a * b * ij;
            expect(change, `${k} of ${i}, ${l} of ${j}`).toBeGreaterThanOrEqual(-1e-9 * here);
          }
        }
      }
    }
    const down = one.weights.map((w, i) => Math.floor((w * one.capital) / one.prices[i]));
    expect(here).toBeLessThan(0.2 * variance(one, down));
  });

  it("buys exactly what is whole", () => {
    const covariance = threeAssets(core);
    const problem = { covariance, prices: { BOND: 10, STOCK: 25 }, capital: 1000, lots: { STOCK: 2 } };
    const { shares, cash, trackingError, isOptimal } = core.discretize({ weights: { BOND: 0.4, STOCK: 0.6 } }, problem);
    expect(Array.from(shares)).toEqual([40, 24, 0]);
    expect([cash, trackingError, isOptimal]).toEqual([0, 0, true]);
    covariance.dispose();
  });

  it("counts lots, round ones and parts of a share", () => {
    const covariance = threeAssets(core);
    const weights = [0.5, 0.3, 0.2];
    const options = { covariance, prices: [12.34, 56.78, 91.01], capital: 100_000 };
    const round = core.discretize({ weights }, { ...options, lots: 100 });
    expect(round.shares.every((one) => one % 100 === 0)).toBe(true);
    const parts = core.discretize({ weights }, { ...options, lots: 0.001 });
    expect(parts.trackingError).toBeLessThan(1e-6);
    expect(parts.trackingError).toBeLessThan(round.trackingError);
    expect(parts.cash).toBeGreaterThanOrEqual(0);
    covariance.dispose();
  });

  it("takes what optimize returns, and a capital too small for anything", () => {
    const covariance = threeAssets(core);
    const portfolio = core.optimize({ covariance, objective: { kind: "min-variance" } });
    const { shares, cash, names } = core.discretize(portfolio, { covariance, prices: 50, capital: 40 });
    expect(Array.from(shares)).toEqual([0, 0, 0]);
    expect(cash).toBe(40);
    expect(names).toEqual(["BOND", "STOCK", "GOLD"]);
    const none = core.discretize({ weights: [0, 0, 0] }, { covariance, prices: 50, capital: 40 });
    expect(none).toMatchObject({ cost: 0, cash: 0, trackingError: 0 });
    covariance.dispose();
    expect(core.memory.used).toBe(0);
  });
});

it("refuses what it cannot discretize, by name", () => {
  const covariance = threeAssets(core);
  const options = { covariance, prices: [1, 2, 3], capital: 100 };
  const weights = [0.5, 0.5, 0];
  expect(() => core.discretize({ weights: [1] }, options)).toThrow(DimensionError);
  expect(() => core.discretize({ weights }, { ...options, capital: 0 })).toThrow("options.capital is 0");
  expect(() => core.discretize({ weights }, { ...options, prices: [1, -2, 3] })).toThrow('options.prices[1] ("STOCK") is -2');
  expect(() => core.discretize({ weights }, { ...options, prices: { BOND: 1 } })).toThrow(
    'options.prices[1] ("STOCK") is undefined, expected the price of a share.',
  );
  expect(() => core.discretize({ weights }, { ...options, lots: 0 })).toThrow(ValueError);
  expect(() => core.discretize(undefined as never, options)).toThrow("portfolio.weights is undefined");
  const names = [...covariance.names!].reverse();
  expect(() => core.discretize({ weights, names }, options)).toThrow(
    "portfolio.names is an array of 3, expected those of the covariance, in its order.",
  );
  covariance.dispose();
});

it("refuses lots beyond counting, and ends where a lot is rounding of what is spent", () => {
  using covariance = core.denseCovariance([
    [0.04, 0.01],
    [0.01, 0.09],
  ]);
  const tiny = { covariance, prices: [8.005256e-6, 4.314427e-6], capital: 25_505, lots: 1e-8 };
  expect(() => core.discretize({ weights: [1, 0] }, tiny)).toThrow(
    "options.prices[0] is 0.000008005256, expected a price of lots that can be counted, not ",
  );
  const { cost, cash } = core.discretize({ weights: [0.5, 0.5] }, { covariance, prices: [1e6, 1e-3], capital: 3e12 });
  expect(cost).toBeLessThanOrEqual(3e12 * (1 + 1e-15));
  expect(Math.abs(cash)).toBeLessThan(1);
});
