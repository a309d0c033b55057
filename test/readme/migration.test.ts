import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadCore, type Objective, type ShrinkageTarget } from "quadfolio/full";
import { describe, expect, it } from "vitest";
import { root } from "./runModule.js";

type Vector = number[];
type Matrix = Vector[];
/** What the table names of the npm package, which has no types. */
interface Incumbent {
  covarianceMatrix(arr: Matrix, opt?: object): { data: Float64Array };
  meanVector(arr: Matrix): { data: Float64Array };
  globalMinimumVarianceWeights(sigma: Matrix, opt?: object): Vector;
  meanVarianceOptimizationWeights(mu: Vector, sigma: Matrix, opt: object): Vector;
  maximumSharpeRatioWeights(mu: Vector, sigma: Matrix, rf: number): Vector;
  mostDiversifiedWeights(sigma: Matrix): Vector;
  equalRiskContributionWeights(sigma: Matrix): Vector;
  riskBudgetingWeights(sigma: Matrix, rb: Vector): Vector;
  meanVarianceEfficientFrontierPortfolios(mu: Vector, sigma: Matrix, opt: object): [Vector, number, number][];
}

const incumbent = createRequire(import.meta.url)("portfolio-allocation") as Incumbent;
const core = await loadCore({ simd: "baseline" });

describe("the table for those who come from portfolio-allocation", () => {
  const arr = [
    [0.05, 0.01, 0.01, -0.02],
    [-0.05, 0.03, -0.01, 0.01],
    [0.01, -0.02, 0.03, 0.02],
  ];
  const returns = core.returns(arr, { observations: 4, assets: 3, layout: "assets" });
  const sigma = [
    [0.04, 0.01, 0],
    [0.01, 0.09, 0.02],
    [0, 0.02, 0.16],
  ];
  const covariance = core.denseCovariance(sigma);
  const mu = [0.02, 0.06, 0.08];

  function expectClose(ours: ArrayLike<number>, theirs: ArrayLike<number>, digits: number): void {
    expect(ours).toHaveLength(theirs.length);
    Array.from(ours).forEach((value, k) => expect(value).toBeCloseTo(theirs[k]!, digits));
  }

  it("names functions that are there", () => {
    const readme = readFileSync(`${root}README.md`, "utf8");
    const [table] = /^\| portfolio-allocation[\s\S]*?\n\n/m.exec(readme)!;
    const names = [...table.matchAll(/^\| `(\w+)\(/gm)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(incumbent).toHaveProperty(name, expect.any(Function));
  });

  it.each([
    ["T", {}],
    ["T-1", { assumeZeroMean: false }],
  ] as const)("sample covariance, divisor %s", (divisor, opt) => {
    using ours = core.covariance(returns, { estimator: "sample", divisor });
    expectClose(ours.toMatrix(), incumbent.covarianceMatrix(arr, opt).data, 15);
  });

  it.each<[ShrinkageTarget, string]>([
    ["identity", "constant-variance-null-correlation"],
    ["diagonal", "null-correlation"],
    ["constant-correlation", "constant-correlation"],
  ])("shrinkage to %s, which is %s there", (target, shrinkageTarget) => {
    using ours = core.covariance(returns, { estimator: "ledoit-wolf", divisor: "T", target });
    const opt = { regularizationMethod: "linear-shrinkage", shrinkageTarget };
    expectClose(ours.toMatrix(), incumbent.covarianceMatrix(arr, opt).data, 15);
  });

  it("means", () => expectClose(core.expectedReturns(returns, { estimator: "mean" }), incumbent.meanVector(arr).data, 15));

  it.each<[Objective, () => Vector]>([
    [{ kind: "min-variance" }, () => incumbent.globalMinimumVarianceWeights(sigma)],
    [
      { kind: "target-return", value: 0.06 },
      () => incumbent.meanVarianceOptimizationWeights(mu, sigma, { constraints: { return: 0.06 } }),
    ],
    [
      { kind: "target-volatility", value: 0.2 },
      () => incumbent.meanVarianceOptimizationWeights(mu, sigma, { constraints: { volatility: 0.2 } }),
    ],
    [
      { kind: "utility", riskAversion: 1 / 0.5 },
      () => incumbent.meanVarianceOptimizationWeights(mu, sigma, { constraints: { riskTolerance: 0.5 } }),
    ],
    [{ kind: "max-sharpe", riskFree: 0.01 }, () => incumbent.maximumSharpeRatioWeights(mu, sigma, 0.01)],
    [{ kind: "max-diversification" }, () => incumbent.mostDiversifiedWeights(sigma)],
    [{ kind: "risk-parity" }, () => incumbent.equalRiskContributionWeights(sigma)],
    [{ kind: "risk-parity", budgets: [0.5, 0.3, 0.2] }, () => incumbent.riskBudgetingWeights(sigma, [0.5, 0.3, 0.2])],
  ])("%o", (objective, theirs) => {
    const { weights } = core.optimize({ covariance, expectedReturns: mu, objective });
    expectClose(weights, theirs(), 6);
  });

  it("bounds", () => {
    const bounds = { minWeights: [0.1, 0.1, 0.2], maxWeights: [0.5, 0.5, 0.5] };
    const { weights } = core.optimize({ covariance, objective: { kind: "min-variance" }, constraints: bounds });
    expectClose(weights, incumbent.globalMinimumVarianceWeights(sigma, { constraints: bounds }), 6);
  });

  it("the frontier", () => {
    const frontier = core.efficientFrontier({ covariance, expectedReturns: mu });
    for (const [weights, expectedReturn] of incumbent.meanVarianceEfficientFrontierPortfolios(mu, sigma, { nbPortfolios: 5 }))
      expectClose(frontier.at({ expectedReturn }).weights, weights, 6);
  });
});
