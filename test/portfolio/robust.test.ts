import { afterAll, describe, expect, it } from "vitest";
import type { Portfolio, PortfolioProblem, Uncertainty } from "quadfolio";
import { ValueError } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { randomMarket, threeAssets } from "../support/covariances.js";

const core = await loadTestCore();
const covariance = threeAssets(core);
const markets = [1, 2, 3, 4].map((seed) => randomMarket(core, 12 * seed, 4, seed));
afterAll(() => [covariance, ...markets.map((one) => one.covariance)].forEach((one) => one.dispose()));

const utility = { kind: "utility", riskAversion: 3 } as const;
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, one) => total + one, 0);

/** The largest gain that the definition of the objective sees in moving a little weight from one asset to another. */
function improvement(value: (w: Float64Array) => number, { weights }: Portfolio, least: number, most: number): number {
  const step = 1e-5;
  let best = 0;
  for (let i = 0; i < weights.length; i++) {
    for (let j = 0; j < weights.length; j++) {
      if (i === j || weights[i] - step < least || weights[j] + step > most) continue;
      const moved = weights.slice();
      moved[i] -= step;
      moved[j] += step;
      best = Math.max(best, (value(moved) - value(weights)) / step);
    }
  }
  return best;
}

describe("uncertainty of the expected returns", () => {
  it.each(["box", "ellipsoid", "diagonal ellipsoid", "box and ellipsoid"])(
    "%s: no exchange of two assets helps the worst case",
    (kind) => {
      for (const { covariance: market, expectedReturns, next, names } of markets) {
        const box = kind.includes("box") ? names.map(() => 0.05 * next()) : undefined;
        const variances = kind.startsWith("diagonal") ? names.map(() => 0.1 * next()) : undefined;
        const ellipsoid = kind.includes("ellipsoid") ? { radius: 0.3, ...(variances && { variances }) } : undefined;
        const uncertainty = { ...(box && { box }), ...(ellipsoid && { ellipsoid }) } satisfies Uncertainty;
        const constraints = { minWeights: -0.3, maxWeights: 0.5 };
        const one = core.optimize({ covariance: market, expectedReturns, objective: utility, uncertainty, constraints });
        expect(one.status).toBe("solved");
        const worst = (w: Float64Array): number => {
          const apart = box === undefined ? 0 : sum(box.map((delta, i) => delta * Math.abs(w[i])));
          const spread = variances === undefined ? market.variance(w) : sum(variances.map((v, i) => v * w[i] ** 2));
          return sum(expectedReturns.map((mu, i) => mu * w[i])) - apart - (ellipsoid === undefined ? 0 : 0.3 * Math.sqrt(spread));
        };
        const value = (w: Float64Array): number => worst(w) - 1.5 * market.variance(w);
        expect(one.objective).toBeCloseTo(value(one.weights), 12);
        expect(one.worstCaseReturn).toBeCloseTo(worst(one.weights), 12);
        // A move of ε loses about ½ε·curvature: what is more is a slope that was left.
        expect(improvement(value, one, -0.3, 0.5)).toBeLessThanOrEqual(1e-9);
      }
    },
  );

  it("of a box is what a return lower by δ would give where all weights are positive", () => {
    const expectedReturns = [0.05, 0.1, 0.12];
    const box = [0.01, 0.03, 0.02];
    const robust = core.optimize({ covariance, expectedReturns, objective: utility, uncertainty: { box } });
    const lower = expectedReturns.map((one, i) => one - box[i]);
    const plain = core.optimize({ covariance, expectedReturns: lower, objective: utility });
    robust.weights.forEach((one, i) => expect(one).toBeCloseTo(plain.weights[i], 14));
  });

  it("of an ellipsoid is the risk aversion that its own volatility explains", () => {
    const { covariance: market, expectedReturns } = markets[1];
    const radius = 0.4;
    const robust = core.optimize({
      covariance: market,
      expectedReturns,
      objective: utility,
      uncertainty: { ellipsoid: { radius } },
    });
    const riskAversion = 3 + radius / robust.volatility;
    const plain = core.optimize({ covariance: market, expectedReturns, objective: { kind: "utility", riskAversion } });
    robust.weights.forEach((one, i) => expect(one).toBeCloseTo(plain.weights[i], 11));
  });

  it("of nothing changes nothing; with costs it is beside them", () => {
    const expectedReturns = [0.05, 0.1, 0.12];
    const problem = { covariance, expectedReturns, objective: utility };
    const plain = core.optimize(problem);
    expect([...core.optimize({ ...problem, uncertainty: { box: 0, ellipsoid: { radius: 0 } } }).weights]).toEqual([
      ...plain.weights,
    ]);
    const current = [0.3, 0.3, 0.4];
    const costs = { buy: 0.01, sell: 0.01 };
    const both = core.optimize({ ...problem, current, costs, uncertainty: { box: [0, 0.02, 0] } });
    const shifted = core.optimize({ ...problem, expectedReturns: [0.05, 0.08, 0.12], current, costs });
    both.weights.forEach((one, i) => expect(one).toBeCloseTo(shifted.weights[i], 13));
  });

  it.each([
    [
      { objective: { kind: "min-variance" }, uncertainty: { box: 1 } },
      /^uncertainty is an object, expected nothing: the objective "min-variance"/,
    ],
    [{ uncertainty: { box: [0, -1, 0] } }, /^uncertainty\.box\[1\] \("STOCK"\) is -1, expected a number of at least 0/],
    [{ uncertainty: { ellipsoid: { radius: -1 } } }, /^uncertainty\.ellipsoid\.radius is -1/],
    [{ uncertainty: { boxes: 1 } }, /^a key of uncertainty is "boxes", expected "box"/],
    [{ ridge: -1 }, /^ridge is -1, expected a finite number of at least 0/],
  ])("%j is refused", (change, message) => {
    const problem = { covariance, expectedReturns: 0.1, objective: utility, ...change } as PortfolioProblem;
    expect(() => core.optimize(problem)).toThrow(ValueError);
    expect(() => core.optimize(problem)).toThrow(message);
  });
});

describe("ridge", () => {
  it("is a variance more of each asset", () => {
    const matrix = covariance.toMatrix();
    for (let i = 0; i < 3; i++) matrix[4 * i] += 0.05;
    const wider = core.denseCovariance(matrix);
    const ridged = core.optimize({ covariance, objective: { kind: "min-variance" }, ridge: 0.05 });
    const plain = core.optimize({ covariance: wider, objective: { kind: "min-variance" } });
    ridged.weights.forEach((one, i) => expect(one).toBeCloseTo(plain.weights[i], 14));
    wider.dispose();
  });
});

describe("minEffectiveHoldings", () => {
  it("is met exactly through a ridge, and its multiplier is what less of it would gain", () => {
    for (const { covariance: market } of markets) {
      const at = (minEffectiveHoldings: number): Portfolio =>
        core.optimize({ covariance: market, objective: { kind: "min-variance" }, constraints: { minEffectiveHoldings } });
      const free = at(1);
      expect(free.multipliers.minEffectiveHoldings).toBe(0);
      const asked = 0.5 / sum(free.weights.map((one) => one * one)) + 0.5 * market.assets;
      const one = at(asked);
      expect(one.status).toBe("solved");
      expect(Math.abs(sum(one.weights.map((w) => w * w)) - 1 / asked)).toBeLessThanOrEqual(1e-12);
      const gain = (at(asked + 1e-4).objective - at(asked - 1e-4).objective) / 2 / 2e-4;
      expect(-(one.multipliers.minEffectiveHoldings as number) / gain).toBeCloseTo(1, 5);
      const ridge = -(one.multipliers.minEffectiveHoldings as number) * 2 * asked ** 2;
      const ridged = core.optimize({ covariance: market, objective: { kind: "min-variance" }, ridge });
      one.weights.forEach((w, i) => expect(w).toBeCloseTo(ridged.weights[i], 9));
    }
  });

  it("of as many as there are is an equal weight of each; of more it says how many there can be", () => {
    const minimum = { covariance, objective: { kind: "min-variance" } as const };
    const equal = core.optimize({ ...minimum, constraints: { minEffectiveHoldings: 3 } });
    expect(equal.status).toBe("solved");
    equal.weights.forEach((one) => expect(one).toBeCloseTo(1 / 3, 6));
    const { status, conflict } = core.optimize({ ...minimum, constraints: { minEffectiveHoldings: 4 } });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["minEffectiveHoldings", "budget"]);
    expect(conflict?.message).toBe("minEffectiveHoldings must be at least 4, but budget allows at most 3.");
    expect(conflict?.attainable?.range[1]).toBeCloseTo(3, 12);
  });
});

describe("maxTrackingError", () => {
  it("is met exactly, beside costs and limits; its multiplier is what more of it would gain", () => {
    for (const { covariance: market, expectedReturns, names } of markets) {
      const benchmark = names.map(() => 1 / names.length);
      const at = (value: number): Portfolio =>
        core.optimize({
          covariance: market,
          expectedReturns,
          objective: utility,
          current: benchmark,
          costs: { buy: 0.001, sell: 0.002 },
          constraints: { maxTurnover: 1.2, maxTrackingError: { benchmark, value } },
        });
      const active = ({ weights }: Portfolio): number => Math.sqrt(market.variance(weights.map((one, i) => one - benchmark[i])));
      const free = at(10);
      expect(free.multipliers.maxTrackingError).toBe(0);
      const value = 0.4 * active(free);
      const one = at(value);
      expect(one.status).toBe("solved");
      expect(Math.abs(active(one) / value - 1)).toBeLessThanOrEqual(1e-12);
      const slope = (at(value + 1e-6).objective - at(value - 1e-6).objective) / 2e-6;
      expect((one.multipliers.maxTrackingError as number) / slope).toBeCloseTo(1, 4);
      expect(one.residuals.dual).toBeLessThanOrEqual(1e-9);
    }
  });

  it("below what the others allow names them, and says what there is", () => {
    const { status, conflict } = core.optimize({
      covariance,
      objective: { kind: "min-variance" },
      constraints: { maxWeights: { GOLD: 0.2 }, maxTrackingError: { benchmark: { GOLD: 1 }, value: 0.1 } },
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["maxTrackingError", "maxWeights"]);
    expect(conflict?.message).toMatch(/^maxTrackingError must be at most 0\.1, but maxWeights allow at least 0\.\d+\.$/);
  });

  it("and minEffectiveHoldings together: both met, or their conflict named", () => {
    const benchmark = { BOND: 0.8, STOCK: 0.2 };
    const at = (value: number, minEffectiveHoldings: number): Portfolio =>
      core.optimize({
        covariance,
        objective: { kind: "min-variance" },
        constraints: { minEffectiveHoldings, maxTrackingError: { benchmark, value } },
      });
    const both = at(0.12, 2.5);
    expect(both.status).toBe("solved");
    expect(1 / sum(both.weights.map((w) => w * w))).toBeGreaterThanOrEqual(2.5 - 1e-9);
    expect(both.residuals.primal).toBeLessThanOrEqual(1e-12);
    const neither = at(0.02, 2.9);
    expect(neither.status).toBe("primal_infeasible");
    expect(neither.conflict?.constraints).toEqual(["maxTrackingError", "minEffectiveHoldings"]);
  });
});
