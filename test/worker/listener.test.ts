import { loadCore } from "quadfolio/worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simd } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";

const shape = { observations: 100, assets: 800 };
const objective = { kind: "min-variance" } as const;
const core = await loadCore({ simd });
let covariance: Awaited<ReturnType<typeof core.covariance>>;
beforeAll(async () => {
  const returns = await core.returns(randomReturns(shape.observations, shape.assets, 5), shape);
  covariance = await core.covariance(returns, { estimator: "ledoit-wolf" });
  await returns.dispose();
});
afterAll(() => core.dispose());

describe("onProgress", () => {
  it("rejects the call with what it throws, is called no more, and costs nothing that was made", async () => {
    const mine = new TypeError("mine");
    let called = 0;
    const onProgress = () => {
      called++;
      throw mine;
    };
    await expect(core.optimize({ covariance, objective, settings: { onProgress } })).rejects.toBe(mine);
    expect((await core.optimize({ covariance, objective })).status).toBe("solved");
    expect(called).toBe(1);
  });

  it("is not waited for, only told", async () => {
    const settings = { onProgress: () => new Promise(() => {}) };
    expect((await core.optimize({ covariance, objective, settings })).status).toBe("solved");
    expect((await core.solveQP({ P: [1] })).status).toBe("solved");
  });

  it("may be frozen, and is not written to", async () => {
    const onProgress = Object.freeze(() => {});
    expect((await core.optimize({ covariance, objective, settings: { onProgress } })).status).toBe("solved");
  });
});
