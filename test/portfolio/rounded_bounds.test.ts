import { afterAll, describe, expect, it } from "vitest";
import { loadFullTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";

const core = await loadFullTestCore();
const three = threeAssets(core);
const ten = core.denseCovariance(
  Array.from({ length: 10 }, (_, i) => Array.from({ length: 10 }, (_, j) => (i === j ? 0.01 + 0.01 * i : 0))),
);
afterAll(() => {
  three.dispose();
  ten.dispose();
});

const objective = { kind: "min-variance" } as const;
const current = [0.7, 0.2, 0.1];

describe("what can be traded", () => {
  // 0.7 + 0.1 is less than 0.8 by a rounding.
  const volumes = [0.1, 0.101, 0.001];
  const constraints = { budget: [0.8, 1.1] as const, maxTradeOfVolume: 1, minWeights: [0.8, 0, 0] };

  it("reaches a bound that it misses by rounding, and limits the others as before", () => {
    const { status, weights, multipliers } = core.optimize({
      covariance: three,
      objective,
      current,
      volumes,
      capital: 1,
      constraints,
    });
    expect(status).toBe("solved");
    expect(weights[0]).toBe(0.8);
    for (const i of [1, 2]) expect(weights[i]).toBeCloseTo(current[i]! - volumes[i]!, 12);
    expect([...multipliers.maxTradeOfVolume!].map(Math.sign)).toEqual([0, -1, -1]);
  });

  it("does not reach one that it misses by more, and the asset that misses most is named", () => {
    const minWeights = [0.8001, 0.35, 0];
    const { status, conflict } = core.optimize({
      covariance: three,
      objective,
      current,
      volumes,
      capital: 1,
      constraints: { ...constraints, minWeights },
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict!.message).toBe(
      "the weight of STOCK under maxTradeOfVolume must be at most 0.301, but minWeights allow at least 0.35.",
    );
  });
});

describe("caps that sum to the budget but for rounding", () => {
  it.each([3, 6, 7, 10, 13, 30])("are no conflict of risk budgets: %i assets", (n) => {
    const covariance = core.factorCovariance({
      loadings: Array.from({ length: n }, (_, i) => [1 + i / n]),
      factorCovariance: [[0.04]],
      specificVariances: 0.01,
    });
    const { status, weights } = core.optimize({
      covariance,
      objective: { kind: "risk-parity" },
      constraints: { maxWeights: 1 / n },
    });
    expect(status).toBe("solved");
    for (const weight of weights) expect(Math.abs(weight - 1 / n)).toBeLessThan(1e-12);
    covariance.dispose();
  });

  it("are not what a group stands against", () => {
    const groups = [{ name: "G", members: [0, 1, 2, 3, 4], max: 0.3 }];
    const { conflict } = core.optimize({ covariance: ten, objective, constraints: { maxWeights: 0.1, groups } });
    expect(conflict!.message).toBe("budget must be 1, but G and maxWeights allow at most 0.8.");
    expect(conflict!.constraints).toEqual(["budget", "G", "maxWeights"]);
  });
});
