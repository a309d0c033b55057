import { describe, expect, it } from "vitest";
import { withTickingClock } from "../support/clock.js";
import { loadTestCore } from "../support/core.js";
import { randomGram, uniform } from "../support/random.js";
import { solveCertified } from "../support/solve_certified.js";

const core = await loadTestCore();
const n = 80;
const next = uniform(3);
const problem = {
  P: randomGram(n, n, 0.1, next),
  q: Float64Array.from({ length: n }, () => next() - 0.5),
  A: new Float64Array(n).fill(1),
  l: 1,
  u: 1,
  lb: 0,
};

describe("limits", () => {
  it("maxIterations ends the solve with the point it reached", () => {
    const { iterations } = solveCertified(core, problem);
    expect(iterations).toBeGreaterThan(3);
    const limited = core.solveQP(problem, { maxIterations: 3 });
    expect(limited.status).toBe("max_iterations");
    expect(limited.iterations).toBe(3);
    expect(limited.x.every(Number.isFinite)).toBe(true);
    expect(limited.primalResidual).toBeGreaterThanOrEqual(0);
    expect(core.solveQP(problem, { maxIterations: iterations + 1 }).status).toBe("solved");
    expect(core.solveQP(problem, { maxIterations: Infinity }).status).toBe("solved");
  });

  it("continues from where a limit ended it", () => {
    let solution = core.solveQP(problem, { maxIterations: 2 });
    for (let round = 0; solution.status === "max_iterations" && round < 1000; round++) {
      solution = core.solveQP(problem, { maxIterations: 2, warmStart: solution.warmStart });
    }
    expect(solution.status).toBe("solved");
  });

  it("timeLimit ends a solve that takes longer", () => {
    const large = 700;
    const long = {
      P: randomGram(large, 40, 1e-3, next),
      q: Float64Array.from({ length: large }, () => next() - 0.5),
      lb: -1,
      ub: 1,
    };
    const solution = withTickingClock(() => core.solveQP(long, { timeLimit: 1e-6 }));
    expect(solution.status).toBe("time_limit");
    expect(solution.x.length).toBe(large);
    expect(solution.x.every(Number.isFinite)).toBe(true);
  });

  it("a tighter tolerance still holds", () => {
    expect(solveCertified(core, problem, { tolerance: 1e-12 }).status).toBe("solved");
  });
});

describe("the same input gives the same bits", () => {
  it("twice on one core and on another", async () => {
    const first = core.solveQP(problem);
    expect(core.solveQP(problem)).toEqual(first);
    expect((await loadTestCore()).solveQP(problem)).toEqual(first);
  });
});

describe("memory", () => {
  it("is flat over 1,000 rounds of every outcome", () => {
    const outcomes = [
      problem,
      { P: [2], q: [-4] },
      { P: [2], lb: 0, A: [1], u: -1 },
      { P: [0], q: [-1] },
      { P: [-1], lb: -1, ub: 1 },
    ];
    const used = core.memory.used;
    for (let round = 0; round < 1000; round++) {
      core.solveQP(outcomes[round % outcomes.length], { maxIterations: 1 + (round % 50) });
      expect(core.memory.used).toBe(used);
    }
  });
});
