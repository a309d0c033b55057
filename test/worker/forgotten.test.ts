import { loadCore } from "quadfolio/worker";
import { afterEach, describe, expect, it, vi } from "vitest";
import { collectGarbage, isForced } from "../support/collectGarbage.js";
import { simd } from "../support/core.js";
import { WorkerClass } from "../support/WorkerClass.js";
import { withGaps } from "./withGaps.js";

afterEach(() => vi.restoreAllMocks());

/** Collects until it is so; between two tasks, for what was looked at in one is held until its end. */
async function collectUntil(isSo: () => boolean): Promise<void> {
  for (let k = 0; k < 300 && !isSo(); k++) {
    await new Promise((resolve) => setTimeout(resolve));
    await collectGarbage();
  }
}

// Elsewhere it is the browser that knows when.
describe.skipIf(!isForced)("what is forgotten", () => {
  it("is not given back before the calls that were given it are answered", async () => {
    const core = await loadCore({ simd });
    const returns = await core.returns(withGaps(60, 300), { observations: 60, assets: 300, missing: "keep" });
    let forgotten: WeakRef<object> | undefined;
    const solve = async () => {
      const covariance = await core.denseCovariance([1, 0, 0, 1]);
      forgotten = new WeakRef(covariance);
      const long = core.covariance(returns, { estimator: "pairwise" });
      return { long, answer: core.optimize({ covariance, objective: { kind: "min-variance" } }) };
    };
    const { long, answer } = await solve();
    await collectUntil(() => forgotten!.deref() === undefined);
    expect(forgotten!.deref()).toBeUndefined();
    expect((await answer).status).toBe("solved");
    await (await long).dispose();
    await returns.dispose();
    await core.solveQP({ P: [1] });
    expect(core.memory.used).toBe(0);
    core.dispose();
  });

  it("is not held by the worker's side of it: answers", async () => {
    const core = await loadCore({ simd });
    const answers: WeakRef<Float64Array>[] = [];
    for (let k = 0; k < 5; k++) answers.push(new WeakRef((await core.solveQP({ P: [1], q: [k] })).x));
    await core.solveQP({ P: [1] });
    const left = () => answers.filter((answer) => answer.deref() !== undefined).length;
    await collectUntil(() => left() === 0);
    expect(left()).toBe(0);
    core.dispose();
  });

  it("ends the worker where it is a core, with a warning in development, and not while a handle is kept", async () => {
    const terminate = vi.spyOn(WorkerClass.prototype, "terminate");
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    await (async () => {
      const covariance = await (await loadCore({ simd })).denseCovariance([1, 0, 0, 1]);
      for (let k = 0; k < 5; k++) await collectGarbage();
      expect(await covariance.variance([1, 0])).toBe(1);
      expect(terminate).not.toHaveBeenCalled();
    })();
    await collectUntil(() => terminate.mock.calls.length > 0);
    expect(terminate).toHaveBeenCalledTimes(1);
    const warnings = warn.mock.calls.map(([text]) => /a ([\w ]+) was forgotten/.exec(String(text))?.[1]);
    expect(warnings).toEqual(typeof process === "undefined" ? [] : ["core in a worker"]);
  });

  it("and was disposed of, or never loaded, is not spoken of", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    await (async () => (await loadCore({ simd })).dispose())();
    await loadCore({ wasm: new Uint8Array([1, 2, 3]) }).catch(() => {});
    for (let k = 0; k < 10; k++) await collectGarbage();
    expect(warn).not.toHaveBeenCalled();
  });
});
