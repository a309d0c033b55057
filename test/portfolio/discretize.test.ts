import { describe, expect, it } from "vitest";
import { DimensionError, ValueError, type Covariance, type DiscretePortfolio } from "quadfolio/full";
import { fuzz } from "../support/blocks.js";
import { loadFullTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";
import { randomGram, uniform } from "../support/random.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadFullTestCore();

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

/** The least of all whole numbers up to `reach` from the rounded ones, within a budget in cents, in which prices are whole. */
function bruteForce(one: Case, reach: number, budget = 100 * one.capital): number {
  const { weights, prices, capital } = one;
  const cents = prices.map((price) => Math.round(100 * price));
  const shares = weights.map((w, i) => Math.round((w * capital) / prices[i]));
  const centre = [...shares];
  let least = Infinity;
  const visit = (i: number, spent: number): void => {
    if (i === shares.length) {
      if (spent <= budget) least = Math.min(least, variance(one, shares));
      return;
    }
    for (let by = -reach; by <= reach; by++) {
      shares[i] = centre[i] + by;
      if (weights[i] * shares[i] >= 0) visit(i + 1, spent + shares[i] * cents[i]);
    }
  };
  visit(0, 0);
  return least;
}

/** Of one asset changed by a lot or two, or two by a lot each, none is within the cash and better. */
function expectNoneNear(one: Case, { shares, drift, cash }: DiscretePortfolio): void {
  const { covariance, matrix, weights, prices, capital } = one;
  const n = weights.length;
  const least = -1e-9 * variance(one, shares);
  const pull = covariance.multiply(drift);
  const changes = Array.from(shares).flatMap((z, i) =>
    [-2, -1, 1, 2]
      .filter((k) => weights[i] !== 0 && weights[i] * (z + k) >= 0)
      .map((k) => ({ i, k, money: k * prices[i], by: (k * prices[i]) / capital })),
  );
  const effect = ({ i, by }: { i: number; by: number }): number => 2 * by * pull[i] + by * by * matrix[i * (n + 1)];
  for (const a of changes) {
    if (a.money <= cash) expect(effect(a), `${a.k} of ${a.i}`).toBeGreaterThanOrEqual(least);
    for (const b of changes) {
      if (b.i >= a.i || Math.abs(a.k * b.k) > 1 || a.money + b.money > cash) continue;
      const change = effect(a) + effect(b) + 2 * a.by * b.by * matrix[a.i * n + b.i];
      expect(change, `${a.k} of ${a.i}, ${b.k} of ${b.i}`).toBeGreaterThanOrEqual(least);
    }
  }
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
    const discrete = wholeShares(one);
    const { shares, weights, drift, cost, cash, trackingError } = discrete;
    const spent = shares.reduce((sum, z, i) => sum + z * one.prices[i], 0);
    expect(cost).toBeCloseTo(spent, 8);
    expect(cash).toBeGreaterThanOrEqual(0);
    expect(cost + cash).toBeCloseTo(50_000, 8);
    expect(trackingError).toBeCloseTo(Math.sqrt(variance(one, shares)), 14);
    drift.forEach((by, i) => expect(by).toBeCloseTo(weights[i] - one.weights[i], 15));
    expect(shares.every((z, i) => Number.isInteger(z) && z >= 0 && (one.weights[i] > 0 || z === 0))).toBe(true);

    expectNoneNear(one, discrete);
    const here = variance(one, shares);
    const down = one.weights.map((w, i) => Math.floor((w * one.capital) / one.prices[i]));
    expect(here).toBeLessThan(0.2 * variance(one, down));
  });

  it.each([3, 4, 20, 37, 40])("a search that is given up leaves nothing better within a lot of two assets (seed %i)", (seed) => {
    const n = 40;
    const next = uniform(seed);
    const matrix = randomGram(n, 10, 0.01, next);
    const raw = Array.from({ length: n }, () => 0.05 + next());
    const total = raw.reduce((sum, one) => sum + one, 0);
    const prices = raw.map(() => Math.round(100 * Math.exp(1 + 4 * next())) / 100);
    using covariance = core.denseCovariance(matrix);
    const one: Case = { covariance, matrix, weights: raw.map((w) => w / total), prices, capital: 5000 };
    const discrete = wholeShares(one);
    expect(discrete.isOptimal).toBe(false);
    expectNoneNear(one, discrete);
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

describe("money that comes out exactly", () => {
  it("is spent to the last cent, though the sum of doubles is more", () => {
    expect(5 * 1.4 + 6 * 3.18).toBeGreaterThan(26.08);
    using covariance = core.denseCovariance([
      [0.04, 0.01],
      [0.01, 0.09],
    ]);
    const [prices, capital] = [[1.4, 3.18], 26.08];
    const { shares, ...rest } = core.discretize(
      { weights: [(5 * 1.4) / capital, (6 * 3.18) / capital] },
      { covariance, prices, capital },
    );
    expect(Array.from(shares)).toEqual([5, 6]);
    expect(rest).toMatchObject({ cost: 26.08, cash: 0, trackingError: 0, isOptimal: true });
  });

  it("buys the last lot, though the cash is less than its price by rounding", () => {
    const n = 45;
    using covariance = core.denseCovariance(randomGram(n, n, 1, uniform(7)));
    const wanted = Array.from({ length: n }, (_, i) => 1 + (i % 9));
    const capital = wanted.reduce((sum, one) => sum + one, 0) / 50;
    const weights = wanted.map((one) => (one * 0.02) / capital);
    const { shares, cash, cost } = core.discretize({ weights }, { covariance, prices: 0.02, capital });
    expect(Array.from(shares)).toEqual(wanted);
    expect([cost, cash]).toEqual([capital, 0]);
  });

  it("is paid for by short positions", () => {
    using covariance = core.denseCovariance([
      [0.02566816524881573, -0.016522124406533025, 0.01708961460397688],
      [-0.016522124406533025, 0.09834966883619908, -0.04397878075499536],
      [0.01708961460397688, -0.04397878075499536, 0.02526795971518856],
    ]);
    const prices = [0.3, 0.4, 0.2];
    const { shares, ...rest } = core.discretize({ weights: [-0.3, 1.55, -1.25] }, { covariance, prices, capital: 1 });
    expect(Array.from(shares)).toEqual([-2, 4, -5]);
    expect(rest).toMatchObject({ cost: 0, cash: 0, isOptimal: true });
  });

  it("of short positions too small for a lot nothing is left but 0", () => {
    using covariance = core.denseCovariance([
      [0.04, 0.01, 0.02],
      [0.01, 0.09, 0.03],
      [0.02, 0.03, 0.06],
    ]);
    const options = { covariance, prices: [7, 10, 10], capital: 20 };
    const { shares, weights } = core.discretize({ weights: [1.06, -0.01, -0.05] }, options);
    expect(Array.from(shares)).toEqual([2, 0, 0]);
    expect(Array.from(weights)).toEqual([0.7, 0, 0]);
  });

  /** Prices and positions are whole cents, few enough that many portfolios cost just the budget; every other case wants whole shares. */
  function inCents(n: number, seed: number, isShort: boolean): Case & { budget: number } {
    const next = uniform(seed);
    const matrix = randomGram(n, n, 0.02 * next(), next);
    const cents = Array.from({ length: n }, () => 5 + Math.floor(400 * next() ** 2));
    const money = cents.map((price, i) => {
      const lots = 0.5 + 6 * next();
      return (isShort && i % 2 === 1 ? -1 : 1) * Math.ceil(seed % 2 === 0 ? price * Math.ceil(lots) : price * lots);
    });
    const budget = money.reduce((sum, one) => sum + one, 0);
    const capital = isShort ? 100 + Math.floor(2000 * next()) : budget;
    return {
      covariance: core.denseCovariance(matrix),
      matrix,
      weights: money.map((one) => one / capital),
      prices: cents.map((one) => one / 100),
      capital: capital / 100,
      budget,
    };
  }

  it.each([
    [2, 8, false],
    [3, 4, false],
    [4, 2, false],
    [2, 8, true],
    [3, 4, true],
    [4, 2, true],
  ])("%i assets: the optimum of all whole numbers within %i, counted in cents (short: %s)", (n, reach, isShort) => {
    for (let seed = 0; seed < (fuzz ? 1000 : 100); seed++) {
      const one = inCents(n, 1000 * n + seed, isShort);
      const { shares, cost, cash, isOptimal } = wholeShares(one);
      const spent = shares.reduce((sum, z, i) => sum + z * Math.round(100 * one.prices[i]), 0);
      expect(spent).toBeLessThanOrEqual(one.budget);
      expect(cash === 0, `seed ${seed}`).toBe(spent === one.budget);
      expect(100 * cash).toBeCloseTo(one.budget - spent, 8);
      expect(100 * cost).toBeCloseTo(spent, 8);
      expect(isOptimal && !shares.some((z) => Object.is(z, -0))).toBe(true);
      const least = bruteForce(one, reach, one.budget);
      expect(variance(one, shares), `seed ${seed}`).toBeLessThanOrEqual(least * (1 + 1e-9) + 1e-18);
      one.covariance.dispose();
    }
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
