import { MemoryError, type Progress } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { withTickingClock } from "../support/clock.js";
import { loadTestCore } from "../support/core.js";
import { uniform } from "../support/random.js";
import { normal, randomReturns } from "../support/randomReturns.js";

const core = await loadTestCore();
const n = 1200;
const returns = core.returns(randomReturns(300, n, 5), { observations: 300, assets: n });
const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
returns.dispose();
afterAll(() => covariance.dispose());

const expectedReturns = covariance.mean as Float64Array;
const objective = { kind: "utility", riskAversion: 10 } as const;
// Some 400 assets are held: more than the first restricted problem has.
const constraints = { maxWeights: 0.0025 };
const problem = { covariance, expectedReturns, objective, constraints };

describe("progress and limits", () => {
  it("each round is told of, and the solve goes on", () => {
    const seen: Progress[] = [];
    const { status } = core.optimize({ ...problem, settings: { onProgress: (one) => seen.push(one) } });
    expect(status).toBe("solved");
    expect(seen.map(({ round }) => round)).toEqual(seen.map((_, i) => i + 1));
    expect(seen.every(({ assets }) => assets > 0 && assets <= n)).toBe(true);
    expect(seen.every(({ seconds }, i) => seconds >= (seen[i - 1]?.seconds ?? 0))).toBe(true);
  });

  it("false stops it with the weights it has reached, which a warm start takes up", () => {
    const used = core.memory.used;
    const stopped = core.optimize({ ...problem, settings: { onProgress: () => false } });
    expect(stopped.status).toBe("time_limit");
    expect(stopped.weights.every((one) => one >= 0 && one <= 0.0025)).toBe(true);
    expect(core.memory.used).toBe(used);
    const resumed = core.optimize({ ...problem, warmStart: stopped.warmStart });
    const cold = core.optimize(problem);
    expect(resumed.status).toBe("solved");
    expect(Math.abs(resumed.objective - cold.objective)).toBeLessThanOrEqual(1e-12 * Math.abs(cold.objective));
  });

  it("false stops the search for a limit's price", () => {
    let rounds = 0;
    const current = new Float64Array(n).fill(1 / n);
    const stopped = core.optimize({
      ...problem,
      current,
      constraints: { ...constraints, maxTurnover: 0.5 },
      settings: { onProgress: () => ++rounds < 4 },
    });
    expect([stopped.status, rounds]).toEqual(["time_limit", 4]);
  });

  it("a time limit that has passed, and one iteration", () => {
    const late = withTickingClock(() => core.optimize({ ...problem, settings: { timeLimit: 1e-9 } }));
    expect(late.status).toBe("time_limit");
    expect(core.optimize({ ...problem, settings: { maxIterations: 1 } }).status).toBe("max_iterations");
  });

  it("a limit in the middle of a round, where the active-set method takes long", () => {
    const assets = 600;
    using few = core.returns(randomReturns(80, assets, 900), { observations: 80, assets });
    using singular = core.covariance(few, { estimator: "sample" });
    const current = Float64Array.from({ length: assets }, (_, j) => (j % 17 === 0 && j < 340 ? 0.05 : 0));
    // It proves that no turnover of 0.3 sells all that is held.
    const conflicting = { minWeights: -1, maxWeights: 1, budget: 0, maxTurnover: 0.3 };
    const used = core.memory.used;
    let rounds = 0;
    const settings = { maxIterations: 100, onProgress: () => ++rounds };
    const minVariance = { kind: "min-variance" } as const;
    const stopped = core.optimize({ covariance: singular, current, objective: minVariance, constraints: conflicting, settings });
    expect([stopped.status, rounds]).toEqual(["max_iterations", 0]);
    expect(stopped.iterations).toBeLessThan(115);
    expect(stopped.weights.every((one) => Math.abs(one) <= 1)).toBe(true);
    expect(core.memory.used).toBe(used);
  });

  it("what the callback throws comes through, and the memory is given back", () => {
    const used = core.memory.used;
    const onProgress = (): never => {
      throw new RangeError("enough");
    };
    expect(() => core.optimize({ ...problem, settings: { onProgress } })).toThrow(RangeError);
    expect(core.memory.used).toBe(used);
  });
});

describe("warm starts", () => {
  it("after the expected returns changed: the same weights", () => {
    const next = normal(9);
    const { warmStart } = core.optimize(problem);
    const moved = expectedReturns.map((one) => one * (1 + 0.05 * next()));
    const cold = core.optimize({ ...problem, expectedReturns: moved });
    const warm = core.optimize({ ...problem, expectedReturns: moved, warmStart });
    expect([cold.status, warm.status]).toEqual(["solved", "solved"]);
    expect(warm.iterations).toBeLessThan(cold.iterations);
    warm.weights.forEach((one, j) => expect(Math.abs(one - cold.weights[j])).toBeLessThanOrEqual(1e-13));
  });

  it("after the covariance and the bounds changed: bounds are taken up where they are now", () => {
    const { warmStart } = core.optimize(problem);
    const fresh = core.returns(randomReturns(300, n, 6), { observations: 300, assets: n });
    const other = core.covariance(fresh, { estimator: "ledoit-wolf" });
    const changed = { ...problem, covariance: other, constraints: { maxWeights: 0.003 } };
    const [cold, warm] = [core.optimize(changed), core.optimize({ ...changed, warmStart })];
    expect([cold.status, warm.status]).toEqual(["solved", "solved"]);
    expect(warm.weights.every((one) => one >= 0 && one <= 0.003)).toBe(true);
    expect(Math.abs(warm.objective - cold.objective)).toBeLessThanOrEqual(1e-12 * Math.abs(cold.objective));
    other.dispose();
    fresh.dispose();
  });

  it("that is nonsense costs pivots, never correctness", () => {
    const next = uniform(4);
    const cold = core.optimize(problem);
    const x = Float64Array.from({ length: n }, () => (next() < 0.9 ? 0 : next() - 0.5));
    const activeSet = Int8Array.from({ length: n + 1 }, (_, j) => (j < n && x[j] === 0 ? -1 : Math.floor(3 * next()) - 1));
    const kinks = new Int32Array(n).fill(77);
    const warm = core.optimize({ ...problem, warmStart: { x, y: new Float64Array(1), z: x, activeSet, kinks } });
    expect(warm.status).toBe("solved");
    expect(Math.abs(warm.objective - cold.objective)).toBeLessThanOrEqual(1e-12 * Math.abs(cold.objective));
  });
});

describe("what does not fit the memory", () => {
  it("is refused with the sizes named, and nothing is kept", async () => {
    const fresh = await loadTestCore();
    const assets = 60_000;
    const panel = fresh.returns(randomReturns(3, assets, 8), { observations: 3, assets });
    const sample = fresh.covariance(panel, { estimator: "sample" });
    panel.dispose();
    const used = fresh.memory.used;
    // Free variables are all in the restricted problem: 60,000 × 60,000 numbers.
    const attempt = (): unknown => fresh.solveQP({ P: sample, q: 1 });
    expect(attempt).toThrow(MemoryError);
    expect(attempt).toThrow(
      /^The restricted problem of 60000 of 60000 assets needs 28,800,000,000 bytes, more than is left of the 4 GiB/,
    );
    expect(fresh.memory.used).toBe(used);
    sample.dispose();
  });
});
