import { describe, expect, it } from "vitest";
import { compare, passes } from "../../bench/counts/compare.mjs";
import { countedCore } from "../../bench/counts/countedCore.mjs";
import { cases } from "../../bench/counts/cases.mjs";

const baseline = { A: { iterations: 30, flops: 1000 }, B: { iterations: 40, flops: 5000 } };
const changed = (flops: number) => compare(baseline, { ...baseline, A: { iterations: 30, flops } });

describe("bench:check", () => {
  it("passes where nothing changed", () => {
    const comparison = compare(baseline, structuredClone(baseline));
    expect(comparison).toEqual({ more: [], less: [], missing: [], added: [] });
    expect(passes(comparison)).toBe(true);
  });

  it("fails by one operation more, and says where", () => {
    expect(changed(1001).more).toEqual([{ name: "A", quantity: "flops", before: 1000, after: 1001 }]);
    expect(passes(changed(1001))).toBe(false);
  });

  it("passes with less work, and says where", () => {
    expect(changed(999).less).toEqual([{ name: "A", quantity: "flops", before: 1000, after: 999 }]);
    expect(passes(changed(999))).toBe(true);
  });

  it("fails where less of one quantity comes with more of another", () => {
    expect(passes(compare(baseline, { ...baseline, A: { iterations: 29, flops: 1001 } }))).toBe(false);
  });

  it("fails where a case is new, gone, or lost a quantity", () => {
    expect(passes(compare(baseline, { ...baseline, C: { iterations: 1, flops: 1 } }))).toBe(false);
    expect(passes(compare(baseline, { A: baseline.A }))).toBe(false);
    expect(passes(compare(baseline, { ...baseline, A: { iterations: 30 } }))).toBe(false);
  });

  it("fails where a count is not a number", () => {
    expect(passes(changed(NaN))).toBe(false);
  });
});

describe("counts", () => {
  it("are the same each time, on one core and on another", async () => {
    const counts = async (rounds: number) => {
      const { core, count } = await countedCore();
      return Array.from({ length: rounds }, () => cases["A 300, matrix"](core, count));
    };
    const [first, ...others] = [...(await counts(2)), ...(await counts(1))];
    for (const other of others) expect(other).toEqual(first);
    expect(first.flops).toBeGreaterThan(10_000);
  });

  it("grow with the work: the squares of twice the assets are four times as many", async () => {
    const { core, count } = await countedCore();
    const flops = (assets: number) => {
      const returns = core.returns(
        Float64Array.from({ length: 40 * assets }, (_, k) => Math.sin(k * k)),
        { observations: 40, assets },
      );
      const covariance = core.covariance(returns, { estimator: "sample" });
      const { flops } = count(() => covariance.toMatrix());
      covariance.dispose();
      returns.dispose();
      return flops;
    };
    // Half of n × n, 40 multiplications and additions each; tiles that stand over the edge add a little.
    expect(flops(400) / (400 * 400 * 40)).toBeGreaterThan(1);
    expect(flops(400) / (400 * 400 * 40)).toBeLessThan(1.1);
    expect(flops(400) / flops(200)).toBeCloseTo(4, 0);
  });
});
