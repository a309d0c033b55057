import { beforeAll, describe, expect, it } from "vitest";
import type { Core, EstimatorOptions, Returns } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { completeRows, hasPrices, readPrices } from "../support/prices.js";

/** Figures of pald22/covShrinkage and scikit-learn 1.9.1 on the complete window of PyPortfolioOpt's 20 stocks. */
describe.skipIf(!hasPrices("pypfopt_20"))("published figures (skipped where ../shared/data is missing)", () => {
  let core: Core;
  let [returns, last60, last15] = [] as unknown as [Returns, Returns, Returns];
  beforeAll(async () => {
    core = await loadTestCore();
    const { names, dates, rows } = completeRows(readPrices("pypfopt_20"));
    returns = core.returnsFromPrices(rows, { observations: rows.length, assets: 20, names, dates });
    last60 = returns.window(returns.observations - 60);
    last15 = returns.window(returns.observations - 15);
  });

  const estimate = (panel: Returns, options: EstimatorOptions) => {
    using covariance = core.covariance(panel, options);
    return { shrinkage: covariance.shrinkage, column: covariance.column(0) };
  };

  it("takes the window the figures are of", () => {
    expect([returns.observations, returns.dates?.[0], returns.dates?.at(-1)]).toEqual([895, "2014-09-22", "2018-04-11"]);
  });

  it.each([
    ["identity", 0.03275093780454731, 0.10312629, 0.15977002],
    ["two-parameter", 0.043589851744439065, 0.19388839, 0.42489855],
    ["constant-correlation", 0.0643305947296699, 0.30776332, 0.56133668],
    ["diagonal", 0.030902782487292984, 0.1105898, 0.16426921],
    ["single-factor", 0.06920764935250859, 0.33807151, 0.47863703],
  ] as const)("Ledoit–Wolf towards %s", (target, all, sixty, fifteen) => {
    const options = { estimator: "ledoit-wolf", target } as const;
    expect(estimate(returns, options).shrinkage).toBeCloseTo(all, 12);
    expect(estimate(last60, options).shrinkage).toBeCloseTo(sixty, 7);
    expect(estimate(last15, options).shrinkage).toBeCloseTo(fifteen, 7);
  });

  it("entries of the sample covariance and of the constant-correlation estimate", () => {
    const sample = estimate(returns, { estimator: "sample" }).column;
    expect(Math.abs(sample[0] / 0.00020997582228184794 - 1)).toBeLessThan(1e-12);
    expect(Math.abs(sample[1] / 0.00009803674633175509 - 1)).toBeLessThan(1e-12);
    const shrunk = estimate(returns, { estimator: "ledoit-wolf", target: "constant-correlation" }).column;
    expect(Math.abs(shrunk[1] / 9.556506992350854e-5 - 1)).toBeLessThan(1e-12);
  });

  it("scikit-learn's convention, divisor T", () => {
    expect(estimate(returns, { estimator: "ledoit-wolf", divisor: "T" }).shrinkage).toBeCloseTo(0.032752793062851226, 12);
    expect(estimate(last60, { estimator: "ledoit-wolf", divisor: "T" }).shrinkage).toBeCloseTo(0.10347881639806487, 12);
  });

  it("oracle-approximating shrinkage", () => {
    expect(estimate(returns, { estimator: "oas" }).shrinkage).toBeCloseTo(0.01247031736715032, 12);
    expect(estimate(last60, { estimator: "oas" }).shrinkage).toBeCloseTo(0.10175055414307516, 12);
  });

  it("nonlinear shrinkage (QIS)", () => {
    const all = estimate(returns, { estimator: "nonlinear-shrinkage" }).column;
    expect(Math.abs(all[0] / 0.00021175081585827257 - 1)).toBeLessThan(1e-10);
    expect(Math.abs(all[1] / 9.71069753662168e-5 - 1)).toBeLessThan(1e-10);
    const sixty = estimate(last60, { estimator: "nonlinear-shrinkage" }).column;
    expect(Math.abs(sixty[0] / 0.00043735631969096583 - 1)).toBeLessThan(1e-10);
  });
});
