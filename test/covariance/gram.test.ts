import { describe, expect, it } from "vitest";
import type { EstimatorOptions } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { naiveCovariance, naiveMean, naiveProduct, relativeError } from "../support/naive.js";
import { normal, randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();

/** Every edge of the tiles, and both sides of T = n. */
const SHAPES = [
  [2, 1],
  [2, 2],
  [3, 2],
  [5, 3],
  [7, 4],
  [9, 5],
  [2, 9],
  [40, 13],
  [13, 40],
  [101, 97],
  [98, 101],
  [333, 7],
  [7, 333],
  [650, 131],
] as const;

describe.each(SHAPES)("sample covariance of %i observations of %i assets", (observations, assets) => {
  const values = randomReturns(observations, assets, observations * 1000 + assets);
  const expected = naiveCovariance(values, observations, assets);
  const returns = core.returns(values, { observations, assets });
  const covariance = core.covariance(returns, { estimator: "sample" });
  const next = normal(7);
  const w = Float64Array.from({ length: assets }, next);

  it("forms the matrix the definition gives, exactly symmetric", () => {
    const matrix = covariance.toMatrix();
    expect(relativeError(matrix, expected)).toBeLessThan(1e-13);
    for (let i = 0; i < assets; i++) for (let j = 0; j < i; j++) expect(matrix[i * assets + j]).toBe(matrix[j * assets + i]);
  });

  it("has the columns, the diagonal and the means of that matrix without forming it", () => {
    const all = new Float64Array(assets * assets);
    for (let j = 0; j < assets; j++) all.set(covariance.column(j), j * assets);
    expect(relativeError(all, expected)).toBeLessThan(1e-13);
    for (let i = 0; i < assets; i++) for (let j = 0; j < i; j++) expect(all[i * assets + j]).toBe(all[j * assets + i]);
    const diagonal = Float64Array.from({ length: assets }, (_, i) => expected[i * assets + i]);
    expect(relativeError(covariance.diagonal(), diagonal)).toBeLessThan(1e-13);
    expect(relativeError(covariance.mean!, naiveMean(values, observations, assets))).toBeLessThan(1e-14);
  });

  it("multiplies and measures portfolios without forming it", () => {
    const product = naiveProduct(expected, w);
    const error = relativeError(covariance.multiply(w), product);
    expect(error).toBeLessThan(1e-11);
    const variance = w.reduce((sum, weight, i) => sum + weight * product[i], 0);
    expect(Math.abs(covariance.variance(w) / variance - 1)).toBeLessThan(1e-10);
  });

  it("is the same from a panel laid out by assets", () => {
    const transposed = new Float64Array(values.length);
    for (let t = 0; t < observations; t++)
      for (let i = 0; i < assets; i++) transposed[i * observations + t] = values[t * assets + i];
    using byAsset = core.returns(transposed, { observations, assets, layout: "assets" });
    using same = core.covariance(byAsset, { estimator: "sample" });
    expect(same.toMatrix()).toEqual(covariance.toMatrix());
  });
});

describe("shrinkage targets", () => {
  const [observations, assets] = [60, 17];
  const values = randomReturns(observations, assets, 5);
  const S = naiveCovariance(values, observations, assets);
  const returns = core.returns(values, { observations, assets });
  const s = Float64Array.from({ length: assets }, (_, i) => Math.sqrt(S[i * assets + i]));

  /** The targets as their definitions read. */
  const targets: Record<string, (i: number, j: number) => number> = {
    identity: (i, j) => (i === j ? s.reduce((sum, v) => sum + v * v, 0) / assets : 0),
    diagonal: (i, j) => (i === j ? S[i * assets + i] : 0),
    "constant-correlation": (i, j) => (i === j ? S[i * assets + i] : meanCorrelation() * s[i] * s[j]),
    "single-factor": (i, j) => (i === j ? S[i * assets + i] : (marketCovariance(i) * marketCovariance(j)) / marketVariance()),
    "two-parameter": (i, j) => (i === j ? s.reduce((sum, v) => sum + v * v, 0) / assets : meanCovariance()),
  };
  const meanOffDiagonal = (entry: (i: number, j: number) => number) => {
    let sum = 0;
    for (let i = 0; i < assets; i++) for (let j = 0; j < assets; j++) if (i !== j) sum += entry(i, j);
    return sum / (assets * (assets - 1));
  };
  const meanCorrelation = () => meanOffDiagonal((i, j) => S[i * assets + j] / (s[i] * s[j]));
  const meanCovariance = () => meanOffDiagonal((i, j) => S[i * assets + j]);
  const marketCovariance = (i: number) => S.slice(i * assets, (i + 1) * assets).reduce((sum, v) => sum + v, 0) / assets;
  const marketVariance = () => S.reduce((sum, v) => sum + v, 0) / (assets * assets);

  it.each(Object.keys(targets))("%s: (1 − δ)S + δF for a fixed δ, lazily and formed", (target) => {
    const delta = 0.3;
    const options = { estimator: "ledoit-wolf", target, shrinkage: delta } as EstimatorOptions;
    using covariance = core.covariance(returns, options);
    const expected = S.map((v, k) => (1 - delta) * v + delta * targets[target](Math.floor(k / assets), k % assets));
    expect(covariance.shrinkage).toBe(delta);
    expect(relativeError(covariance.toMatrix(), expected)).toBeLessThan(1e-13);
    expect(relativeError(covariance.column(3), expected.slice(3 * assets, 4 * assets))).toBeLessThan(1e-13);
    const w = Float64Array.from({ length: assets }, (_, i) => i - 4);
    expect(relativeError(covariance.multiply(w), naiveProduct(expected, w))).toBeLessThan(1e-12);
    expect(
      relativeError(
        covariance.diagonal(),
        expected.filter((_, k) => k % (assets + 1) === 0),
      ),
    ).toBeLessThan(1e-13);
    const variance = naiveProduct(expected, w).reduce((sum, v, i) => sum + v * w[i], 0);
    expect(covariance.variance(w) / variance).toBeCloseTo(1, 12);
  });

  it("keeps a constant asset out of the correlations", () => {
    const constant = values.map((v, k) => (k % assets === 2 ? 0.001 : v));
    using panel = core.returns(constant, { observations, assets });
    for (const target of ["identity", "diagonal", "constant-correlation", "single-factor", "two-parameter"] as const) {
      using covariance = core.covariance(panel, { estimator: "ledoit-wolf", target });
      const matrix = covariance.toMatrix();
      expect(matrix.every(Number.isFinite)).toBe(true);
      expect(covariance.shrinkage).toBeGreaterThan(0);
      expect(covariance.shrinkage).toBeLessThanOrEqual(1);
    }
    using sample = core.covariance(panel, { estimator: "sample" });
    expect(sample.diagonal()[2]).toBe(0);
  });

  it("takes the negative mean correlation of two opposite assets", () => {
    const opposite = Float64Array.of(0.01, -0.011, -0.02, 0.018, 0.03, -0.029, 0.004, -0.001);
    using panel = core.returns(opposite, { observations: 4, assets: 2 });
    using covariance = core.covariance(panel, { estimator: "ledoit-wolf", target: "constant-correlation", shrinkage: 0.5 });
    const sample = naiveCovariance(opposite, 4, 2);
    expect(relativeError(covariance.toMatrix(), sample)).toBeLessThan(1e-14);
    expect(covariance.column(0)[1]).toBeLessThan(0);
    expect(relativeError(covariance.multiply([1, 2]), naiveProduct(sample, [1, 2]))).toBeLessThan(1e-12);
  });

  it("has nothing to shrink with one asset", () => {
    using one = core.returns([0.01, -0.02, 0.03], { observations: 3, assets: 1 });
    for (const target of ["identity", "diagonal", "constant-correlation", "single-factor", "two-parameter"] as const) {
      using covariance = core.covariance(one, { estimator: "ledoit-wolf", target });
      expect(covariance.toMatrix()[0]).toBeCloseTo(naiveCovariance([0.01, -0.02, 0.03], 3, 1)[0], 16);
    }
  });
});

describe("numerics", () => {
  it("loses nothing at a level of 1e6 with a variance of 1e-8", () => {
    const [observations, assets] = [500, 6];
    const next = normal(3);
    const level = Float64Array.from({ length: observations * assets }, () => 1e6 + 1e-4 * next());
    // The same numbers without their level: the subtraction is exact.
    const shifted = level.map((v) => v - 1e6);
    using high = core.returns(level, { observations, assets });
    using covariance = core.covariance(high, { estimator: "sample" });
    expect(relativeError(covariance.toMatrix(), naiveCovariance(shifted, observations, assets))).toBeLessThan(1e-11);
    using low = core.returns(shifted, { observations, assets });
    using shrunk = core.covariance(low, { estimator: "ledoit-wolf" });
    using same = core.covariance(high, { estimator: "ledoit-wolf" });
    expect(Math.abs(same.shrinkage! / shrunk.shrinkage! - 1)).toBeLessThan(1e-10);
  });

  it("bears one huge outlier and duplicated assets", () => {
    const [observations, assets] = [30, 4];
    const values = randomReturns(observations, assets, 11);
    values[9] = 1268.92;
    for (let t = 0; t < observations; t++) values[t * assets + 3] = values[t * assets + 2];
    using returns = core.returns(values, { observations, assets });
    using covariance = core.covariance(returns, { estimator: "sample" });
    const matrix = covariance.toMatrix();
    expect(relativeError(matrix, naiveCovariance(values, observations, assets))).toBeLessThan(1e-13);
    expect(covariance.column(2)).toEqual(covariance.column(3));
    expect(covariance.variance([0, 0, 1, -1])).toBe(0);
  });
});
