import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { randomGram, uniform } from "../support/random.js";
import { solveCertified } from "../support/solve_certified.js";

const core = await loadTestCore();
const n = 60;
const next = uniform(7);
const P = randomGram(n, 2 * n, 0.05, next);
const mu = Float64Array.from({ length: n }, () => next() - 0.5);
const problem = { P, A: new Float64Array(n).fill(1), l: 1, u: 1, lb: 0, ub: 0.2 };
const cold = solveCertified(core, { ...problem, q: mu });

describe("a warm start", () => {
  it("from the solution itself takes next to nothing", () => {
    const warm = solveCertified(core, { ...problem, q: mu }, { warmStart: cold.warmStart });
    expect(warm.status).toBe("solved");
    expect(warm.iterations).toBeLessThanOrEqual(2);
    expect(warm.iterations).toBeLessThan(cold.iterations);
    warm.x.forEach((one, i) => expect(one).toBeCloseTo(cold.x[i], 12));
  });

  it("after a small change takes fewer iterations and ends where a cold start ends", () => {
    const q = mu.map((one) => one + 0.01 * (next() - 0.5));
    const fresh = solveCertified(core, { ...problem, q });
    const warm = solveCertified(core, { ...problem, q }, { warmStart: cold.warmStart });
    expect(warm.status).toBe("solved");
    expect(warm.iterations).toBeLessThan(fresh.iterations);
    warm.x.forEach((one, i) => expect(one).toBeCloseTo(fresh.x[i], 11));
  });

  it("that is wrong costs iterations, never correctness", () => {
    for (let round = 0; round < 20; round++) {
      const x = Float64Array.from({ length: n }, () => 10 * (next() - 0.5));
      const activeSet = Int8Array.from({ length: n + 1 }, () => Math.floor(3 * next()) - 1);
      const warmStart = { x, y: new Float64Array([100 * next()]), z: x, activeSet };
      const warm = solveCertified(core, { ...problem, q: mu }, { warmStart });
      expect(warm.status).toBe("solved");
      warm.x.forEach((one, i) => expect(one).toBeCloseTo(cold.x[i], 11));
    }
  });

  it("from an infeasible problem is taken too", () => {
    const infeasible = solveCertified(core, { ...problem, q: mu, ub: 0.001 });
    expect(infeasible.status).toBe("primal_infeasible");
    const warm = solveCertified(core, { ...problem, q: mu }, { warmStart: infeasible.warmStart });
    warm.x.forEach((one, i) => expect(one).toBeCloseTo(cold.x[i], 11));
  });

  it("survives a copy to a worker and is not changed by the solve", () => {
    const copy = structuredClone(cold.warmStart);
    const warm = solveCertified(core, { ...problem, q: mu }, { warmStart: copy });
    expect(warm.status).toBe("solved");
    expect(copy).toEqual(cold.warmStart);
  });
});
