import type { EstimatorOptions } from "quadfolio";
import { expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();

const estimators: EstimatorOptions[] = [
  { estimator: "sample" },
  { estimator: "ewma", halfLife: 60 },
  { estimator: "ledoit-wolf" },
  { estimator: "ledoit-wolf", target: "diagonal" },
  { estimator: "ledoit-wolf", target: "constant-correlation" },
  { estimator: "ledoit-wolf", target: "single-factor" },
  { estimator: "oas" },
  { estimator: "nonlinear-shrinkage" },
  { estimator: "eigenvalue-clipping" },
  { estimator: "eigenvalue-clipping", detone: true },
  { estimator: "pca", factors: 5 },
  { estimator: "semi" },
];

it.each(estimators.map((options) => [JSON.stringify(options), options] as const))(
  "the lazy form of %s gives the weights of its matrix",
  (_, options) => {
    const assets = 300;
    const observations = 200;
    const returns = core.returns(randomReturns(observations, assets, 9), { observations, assets });
    const covariance = core.covariance(returns, options);
    const lazy = core.optimize({ covariance, objective: { kind: "min-variance" }, constraints: { maxWeights: 0.05 } });
    const full = core.solveQP({
      P: covariance.toMatrix(),
      A: [new Array<number>(assets).fill(1)],
      l: [1],
      u: [1],
      lb: 0,
      ub: 0.05,
    });
    expect(lazy.status).toBe("solved");
    expect(full.status).toBe("solved");
    lazy.weights.forEach((weight, i) => expect(Math.abs(weight - full.x[i]), `weight ${i}`).toBeLessThanOrEqual(1e-10));
    covariance.dispose();
    returns.dispose();
  },
);
