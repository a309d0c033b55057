import { describe, expect, it } from "vitest";
import type { EstimatorOptions } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { relativeError } from "../support/naive.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();

const ESTIMATORS: EstimatorOptions[] = [
  { estimator: "sample" },
  { estimator: "ewma", halfLife: 9 },
  { estimator: "oas" },
  ...(["identity", "diagonal", "constant-correlation", "single-factor", "two-parameter"] as const).map(
    (target) => ({ estimator: "ledoit-wolf", target }) as const,
  ),
];

describe.each([
  [60, 7],
  [21, 30],
  [60, 90],
])("a window of %i observations of %i assets", (observations, assets) => {
  const history = randomReturns(observations + 300, assets, 42);
  const rows = (from: number, to: number) => history.subarray(from * assets, to * assets);

  it.each(ESTIMATORS)("%o rolls to what a fresh estimate gives", (options) => {
    using start = core.returns(rows(0, observations), { observations, assets });
    using rolled = core.covariance(start, options);
    const before = start.toArray();
    let from = 0;
    // One at a time, in batches, more than the window.
    for (const step of [1, 1, 3, 5, observations - 1, 1, observations, observations + 4, 2, 1, 12, 33]) {
      rolled.update(rows(from + observations, from + observations + step));
      from += step;
      using window = core.returns(rows(from, from + observations), { observations, assets });
      using fresh = core.covariance(window, options);
      const matrix = fresh.toMatrix();
      expect(relativeError(rolled.toMatrix(), matrix)).toBeLessThan(1e-12);
      expect(relativeError(rolled.column(1), matrix.slice(assets, 2 * assets))).toBeLessThan(1e-12);
      expect(relativeError(rolled.diagonal(), fresh.diagonal())).toBeLessThan(1e-12);
      expect(relativeError(rolled.mean!, fresh.mean!)).toBeLessThan(1e-12);
      if (fresh.shrinkage !== undefined) expect(Math.abs(rolled.shrinkage! - fresh.shrinkage)).toBeLessThan(1e-12);
    }
    expect(start.toArray()).toEqual(before);
  });
});

it.each([
  [50, 12],
  [25, 40],
])("stays within 1e-12 of a fresh estimate over 5,000 rolls, %i observations of %i assets", (observations, assets) => {
  const rolls = 5000;
  const history = randomReturns(observations + rolls, assets, 8);
  // A level that wanders, so that the mean leaves where it was, and one that jumps.
  for (let t = 0; t < observations + rolls; t++) {
    history[t * assets] += Math.sin(t / 300);
    if (t > 2000) history[t * assets + 1] += 10;
  }
  const start = core.returns(history.subarray(0, observations * assets), { observations, assets });
  const options = { estimator: "ledoit-wolf", target: "diagonal" } as const;
  using rolled = core.covariance(start, options);
  start.dispose();
  const used = core.memory.used;
  let worst = 0;
  for (let r = 0; r < rolls; r++) {
    const end = observations + r + 1;
    rolled.update(history.subarray((end - 1) * assets, end * assets));
    if (r % 97 !== 0 && r < rolls - 3) continue;
    using window = core.returns(history.subarray((end - observations) * assets, end * assets), { observations, assets });
    using fresh = core.covariance(window, options);
    worst = Math.max(
      worst,
      relativeError(rolled.toMatrix(), fresh.toMatrix()),
      relativeError(rolled.mean!, fresh.mean!),
      Math.abs(rolled.shrinkage! - fresh.shrinkage!),
    );
  }
  expect(worst).toBeLessThan(1e-12);
  // The panel was this covariance's alone, so that all it took is the Gram matrix.
  expect(core.memory.used - used).toBeLessThan(8 * Math.min(observations, assets) ** 2 + 8 * 12 * 324 + 40000);
});

it("refuses what it cannot roll", () => {
  using returns = core.returns(randomReturns(9, 3, 1), { observations: 9, assets: 3, names: ["A", "B", "C"] });
  using semi = core.covariance(returns, { estimator: "semi" });
  expect(() => semi.update([[1, 2, 3]])).toThrow(/^estimator is "semi", expected "sample"/);
  using sample = core.covariance(returns, { estimator: "sample" });
  expect(() => sample.update([1, 2])).toThrow("observations has 2 values, expected a multiple of 3.");
  expect(() => sample.update([[1, NaN, 2]])).toThrow('observations[0][1] ("B") is NaN, expected a finite number.');
  const before = sample.toMatrix();
  sample.update([]);
  expect(sample.toMatrix()).toEqual(before);
  using dense = core.denseCovariance([[1]]);
  expect(() => dense.update([1])).toThrow(/^estimator is "dense"/);
});

describe.each([
  [10, 60],
  [60, 10],
])("%i assets over %i days, one of which stops to move", (assets, observations) => {
  const length = 3 * observations;
  const history = randomReturns(observations + length, assets, 5);
  // The same every day, as of what is pegged to something that grows.
  for (let t = observations; t < observations + length; t++) history[t * assets + 2] = 1e-4;
  const rows = (from: number, to: number) => history.subarray(from * assets, to * assets);

  it.each(ESTIMATORS)("%o rolls to what a fresh estimate gives", (options) => {
    using start = core.returns(rows(0, observations), { observations, assets });
    using rolled = core.covariance(start, options);
    for (let from = 1; from <= length; from++) {
      rolled.update(rows(from + observations - 1, from + observations));
      if (from % 7 !== 0) continue;
      using window = core.returns(rows(from, from + observations), { observations, assets });
      using fresh = core.covariance(window, options);
      expect(relativeError(rolled.toMatrix(), fresh.toMatrix())).toBeLessThan(1e-11);
      expect(rolled.toMatrix().every((value, k) => k % (assets + 1) !== 0 || value >= 0)).toBe(true);
      if (fresh.shrinkage !== undefined) expect(Math.abs(rolled.shrinkage! - fresh.shrinkage)).toBeLessThan(1e-10);
    }
  });
});

it("two days that cancel, and dwarf all others, leave no rounding behind when they go", () => {
  const [observations, assets] = [60, 5];
  const history = randomReturns(200, assets, 6);
  history[70 * assets] += 1000;
  history[71 * assets] -= 1000;
  using start = core.returns(history.subarray(0, observations * assets), { observations, assets });
  using rolled = core.covariance(start, { estimator: "ledoit-wolf" });
  for (let from = 5; from <= 140; from += 5) {
    rolled.update(history.subarray((from + observations - 5) * assets, (from + observations) * assets));
    using window = core.returns(history.subarray(from * assets, (from + observations) * assets), { observations, assets });
    using fresh = core.covariance(window, { estimator: "ledoit-wolf" });
    expect(Math.abs(rolled.shrinkage! - fresh.shrinkage!)).toBeLessThan(1e-10);
  }
});

it("an update takes the options that the covariance was made with, whatever became of them", () => {
  const options: EstimatorOptions = { estimator: "ledoit-wolf", target: "identity" };
  const history = randomReturns(30, 3, 7);
  using start = core.returns(history.subarray(0, 60), { observations: 20, assets: 3 });
  using rolled = core.covariance(start, options);
  Object.assign(options, { target: "two-parameter" });
  rolled.update(history.subarray(60));
  using window = core.returns(history.subarray(30), { observations: 20, assets: 3 });
  using fresh = core.covariance(window, { estimator: "ledoit-wolf", target: "identity" });
  expect(Math.abs(rolled.shrinkage! - fresh.shrinkage!)).toBeLessThan(1e-12);
});
