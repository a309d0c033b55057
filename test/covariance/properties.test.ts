import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EstimatorOptions } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { jacobi } from "../support/eigen.js";
import { naiveCovariance, relativeError } from "../support/naive.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();

const ESTIMATORS: EstimatorOptions[] = [
  { estimator: "sample" },
  { estimator: "ewma", halfLife: 15 },
  { estimator: "ledoit-wolf", target: "identity" },
  { estimator: "ledoit-wolf", target: "diagonal" },
  { estimator: "ledoit-wolf", target: "constant-correlation" },
  { estimator: "ledoit-wolf", target: "single-factor" },
  { estimator: "ledoit-wolf", target: "two-parameter" },
  { estimator: "oas" },
  { estimator: "nonlinear-shrinkage" },
  { estimator: "eigenvalue-clipping" },
  { estimator: "pca", factors: 1 },
  { estimator: "semi", threshold: "mean" },
  { estimator: "pairwise" },
];

/** Those whose trace is that of the sample covariance. */
const KEEP_TRACE = ["sample", "ledoit-wolf", "oas", "nonlinear-shrinkage", "eigenvalue-clipping", "pca", "pairwise"];

/** Panels on both sides of T = n, of a seed. */
const panels = fc.record({
  observations: fc.integer({ min: 6, max: 40 }),
  assets: fc.integer({ min: 2, max: 24 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

function estimate(values: ArrayLike<number>, observations: number, assets: number, options: EstimatorOptions) {
  using returns = core.returns(values, { observations, assets });
  using covariance = core.covariance(returns, options);
  return { matrix: covariance.toMatrix(), shrinkage: covariance.shrinkage };
}

describe.each(ESTIMATORS)("%o", (options) => {
  it("is symmetric, positive semidefinite, and keeps the trace where it says so", () => {
    fc.assert(
      fc.property(panels, ({ observations, assets, seed }) => {
        const values = randomReturns(observations, assets, seed);
        const { matrix, shrinkage } = estimate(values, observations, assets, options);
        const eigen = jacobi(matrix, assets).values;
        expect(eigen[0]).toBeGreaterThan(-1e-14 * eigen[assets - 1]);
        if (shrinkage !== undefined) expect(shrinkage >= 0 && shrinkage <= 1).toBe(true);
        const trace = (P: Float64Array) => P.reduce((sum, v, k) => sum + (k % (assets + 1) === 0 ? v : 0), 0);
        const S = naiveCovariance(values, observations, assets);
        if (KEEP_TRACE.includes(options.estimator)) expect(trace(matrix) / trace(S)).toBeCloseTo(1, 11);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it("follows a permutation of the assets, a change of unit, and a shift of every return", () => {
    fc.assert(
      fc.property(
        panels,
        fc.integer({ min: 1, max: 23 }),
        fc.constantFrom(1e-6, 100, 1e5),
        ({ observations, assets, seed }, step, unit) => {
          const values = randomReturns(observations, assets, seed);
          const plain = estimate(values, observations, assets, options);
          const from = (i: number) => (i + step) % assets;
          const changed = values.map((_, k) => unit * (values[k - (k % assets) + from(k % assets)] + 0.25));
          const moved = estimate(changed, observations, assets, options);
          const expected = plain.matrix.map(
            (_, k) => unit * unit * plain.matrix[from(Math.floor(k / assets)) * assets + from(k % assets)],
          );
          // The eigenvectors of n > T returns carry the rounding of a shift, times the condition of the smallest eigenvalue kept.
          const tolerance = options.estimator === "nonlinear-shrinkage" ? 1e-8 : 1e-10;
          expect(relativeError(moved.matrix, expected)).toBeLessThan(tolerance);
          if (plain.shrinkage !== undefined) expect(moved.shrinkage).toBeCloseTo(plain.shrinkage, 9);
        },
      ),
      { numRuns: 25, seed: 2 },
    );
  });
});

describe("the limit of many observations", () => {
  const assets = 4;
  it.each(ESTIMATORS.filter(({ estimator }) => ["ledoit-wolf", "oas", "nonlinear-shrinkage"].includes(estimator)))(
    "%o comes to the sample covariance",
    (options) => {
      const distance = (observations: number) => {
        const values = randomReturns(observations, assets, 3);
        return relativeError(
          estimate(values, observations, assets, options).matrix,
          naiveCovariance(values, observations, assets),
        );
      };
      const far = distance(20000);
      expect(far).toBeLessThan(0.002);
      expect(far).toBeLessThan(distance(60));
    },
  );
});
