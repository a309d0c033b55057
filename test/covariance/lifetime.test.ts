import { expect, it } from "vitest";
import { DisposedError } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";

it("keeps the returns alive for a covariance, and no longer", async () => {
  const core = await loadTestCore();
  const empty = core.memory.used;
  const returns = core.returns(randomReturns(50, 20, 1), { observations: 50, assets: 20 });
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  const before = covariance.toMatrix();
  returns.dispose();
  returns.dispose();
  expect(covariance.toMatrix()).toEqual(before);
  covariance.dispose();
  expect(core.memory.used).toBe(empty);
  expect(() => covariance.diagonal()).toThrow(new DisposedError("Covariance"));
  expect(() => returns.toArray()).toThrow(new DisposedError("Returns"));
  expect(() => core.covariance(returns, { estimator: "sample" })).toThrow(DisposedError);
});

it("refers to the returns instead of copying them, windows too", async () => {
  const core = await loadTestCore();
  const returns = core.returns(randomReturns(400, 500, 1), { observations: 400, assets: 500 });
  const held = core.memory.used;
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf", target: "constant-correlation" });
  const window = returns.window(100, 300);
  const part = core.covariance(window, { estimator: "sample" });
  expect(core.memory.used - held).toBeLessThan(0.04 * 400 * 500 * 8);
  using alone = core.returns(window.toArray(), { observations: 200, assets: 500 });
  using same = core.covariance(alone, { estimator: "sample" });
  expect(part.toMatrix()).toEqual(same.toMatrix());
  for (const item of [returns, covariance, window, part]) item.dispose();
});

it("leaves the heap flat over many rounds", async () => {
  const core = await loadTestCore();
  const round = () => {
    using returns = core.returns(randomReturns(30, 10, 1), { observations: 30, assets: 10 });
    using covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
    return covariance.toMatrix().length;
  };
  round();
  const used = core.memory.used;
  for (let k = 0; k < 200; k++) round();
  expect(core.memory.used).toBe(used);
});
