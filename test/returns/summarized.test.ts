import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";

const core = await loadTestCore();

/** More than the two blocks that are looked at together, so that the first and the last asset lie in different ones. */
const ASSETS = 70;
const OBSERVATIONS = 500;
const LAYOUTS = ["assets", "observations"] as const;

const panel = (): Float64Array => Float64Array.from({ length: ASSETS * OBSERVATIONS }, (_, k) => Math.sin(k * k) / 50);
const shape = { assets: ASSETS, observations: OBSERVATIONS };

describe.each(LAYOUTS)("Returns looked at as they cross, by %s", (layout) => {
  it.each([NaN, Infinity, -Infinity])("refuses %d wherever it is, and holds no memory after", (wrong) => {
    const width = layout === "assets" ? OBSERVATIONS : ASSETS;
    const before = core.memory.used;
    for (const k of [0, 1234, ASSETS * OBSERVATIONS - 1]) {
      const values = panel();
      values[k] = wrong;
      expect(() => core.returns(values, { ...shape, layout })).toThrow(`values[${Math.floor(k / width)}][${k % width}]`);
    }
    expect(core.memory.used).toBe(before);
  });

  it("takes finite values whose squares overflow", () => {
    const values = panel();
    values[17] = 1e200;
    values[18] = -1e200;
    const returns = core.returns(values, { ...shape, layout });
    expect(returns.missing).toBe(0);
    expect(returns.toArray().includes(1e200)).toBe(true);
    returns.dispose();
  });

  it.each(["identity", "diagonal", "constant-correlation", "single-factor", "two-parameter"] as const)(
    "shrinks to %s by a given intensity as a window of a longer panel does, which knows no squares",
    (target) => {
      const values = panel();
      const whole = core.returns(values, { ...shape, layout: "assets" });
      const longer = new Float64Array(ASSETS * (OBSERVATIONS + 1)).fill(0.25);
      for (let i = 0; i < ASSETS; i++)
        longer.set(values.subarray(i * OBSERVATIONS, (i + 1) * OBSERVATIONS), i * (OBSERVATIONS + 1));
      const long = core.returns(longer, { assets: ASSETS, observations: OBSERVATIONS + 1, layout: "assets" });
      const window = long.window(0, OBSERVATIONS);
      const [a, b] = [whole, window].map((returns) => {
        const covariance = core.covariance(returns, { estimator: "ledoit-wolf", target, shrinkage: 0.3 });
        const matrix = covariance.toMatrix();
        covariance.dispose();
        returns.dispose();
        return matrix;
      });
      long.dispose();
      const largest = Math.max(...b.map(Math.abs));
      expect(Math.max(...a.map((one, k) => Math.abs(one - b[k])))).toBeLessThan(1e-14 * largest);
    },
  );
});
