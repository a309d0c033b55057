import { QuadfolioError, loadCore, transfer } from "quadfolio/worker";
import { afterAll, describe, expect, it } from "vitest";
import { simd } from "../support/core.js";
import { otherRealm } from "../support/otherRealm.js";

// test/package/worker.test.ts runs this file once more in a sandbox, where what the worker sends is of another realm.
const problem = { P: [4, 1, 1, 2], q: [1, 1], A: [1, 1], l: 1, u: 1, lb: 0, ub: 0.7 };
const objective = { kind: "min-variance" } as const;
const two = { observations: 2, assets: 2 };
const core = await loadCore({ simd });
afterAll(() => core.dispose());

it("what the worker answers is handed out, moved, and stopped", async () => {
  const numbers = Float64Array.of(0.1, 0.2, 0.3, 0.1);
  const returns = await core.returns(transfer(numbers), two);
  expect(numbers).toHaveLength(0);
  const covariance = await core.covariance(returns, { estimator: "ledoit-wolf" });
  await returns.dispose();
  const portfolio = await core.optimize({ covariance, objective, settings: { onProgress: () => {} } });
  expect(portfolio.weights).toHaveLength(2);
  const frontier = await core.efficientFrontier({ covariance, expectedReturns: [1, 2] });
  expect((await frontier.at({ lambda: 1 })).status).toBe("solved");
  await covariance.dispose();
  await expect(covariance.diagonal()).rejects.toThrow(QuadfolioError);
  const stop = new AbortController();
  const call = core.solveQP(problem, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(call).rejects.toThrow("enough");
});

const realm = otherRealm();
describe.skipIf(realm === undefined)("of another realm", () => {
  const { Object: ObjectThere, Array: ArrayThere, Float64Array: NumbersThere, AbortController: Stop } = realm ?? globalThis;

  it("objects with handles, and arrays, are taken", async () => {
    expect(Object.getPrototypeOf(new ObjectThere())).not.toBe(Object.prototype);
    const matrix = ArrayThere.of(NumbersThere.of(0.04, 0.01), NumbersThere.of(0.01, 0.09));
    const covariance = await core.denseCovariance(matrix);
    const constraints = Object.assign(new ObjectThere(), { maxWeights: 0.6 });
    const given = Object.assign(new ObjectThere(), { covariance, objective, constraints });
    expect((await core.optimize(given)).weights[0]).toBe(0.6);
    await covariance.dispose();
  });

  it("arrays are moved, and are said to be moved away", async () => {
    const numbers = NumbersThere.of(0.01, 0.02, -0.01, 0.03);
    await (await core.returns(transfer(numbers), two)).dispose();
    expect(numbers).toHaveLength(0);
    await expect(core.returns(numbers, two)).rejects.toThrow(QuadfolioError);
  });

  it.skipIf(Stop === undefined)("signals stop a call", async () => {
    const stop = new Stop!();
    const call = core.solveQP(problem, { signal: stop.signal });
    stop.abort(new Error("from elsewhere"));
    await expect(call).rejects.toThrow("from elsewhere");
    await expect(core.solveQP(problem, { signal: stop.signal })).rejects.toThrow("from elsewhere");
  });
});
