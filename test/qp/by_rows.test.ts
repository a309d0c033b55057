import { describe, expect, it } from "vitest";
import { withTickingClock } from "../support/clock.js";
import { loadTestCore } from "../support/core.js";
import { memorySize } from "../support/memorySize.js";
import { randomGram, uniform } from "../support/random.js";
import { normal } from "../support/randomReturns.js";
import { solveCertified } from "../support/solve_certified.js";

/** A covariance of n assets with five factors, exactly symmetric; long-only with caps, so that few assets are held. */
function universe(n: number, seed: number) {
  const next = uniform(seed);
  const gauss = normal(seed);
  const P = randomGram(n, 5, 1, next);
  const q = Float64Array.from({ length: n }, () => 0.1 * gauss());
  return { P, q, A: new Float64Array(n).fill(1), l: 1, u: 1, lb: 0, ub: 0.1 };
}

describe("a large P in an array", () => {
  it("crosses by the rows that are needed: 1,500 variables in less than a fifth of the memory of P", async () => {
    const core = await loadTestCore();
    const before = memorySize(core);
    const problem = universe(1500, 1);
    const { status } = core.solveQP(problem);
    expect(status).toBe("solved");
    expect(memorySize(core) - before).toBeLessThan(problem.P.byteLength / 5);
    expect(core.memory.used).toBe(0);
  });

  it("is solved as all of it is: solution, multipliers, proofs", async () => {
    const core = await loadTestCore();
    const problem = universe(300, 2);
    const { x, y, z, objective } = solveCertified(core, problem);
    const solver = core.qpSolver({ variables: 300, rows: 1 });
    solver.update(problem);
    const full = solver.solve();
    solver.dispose();
    expect(Math.abs(objective - full.objective)).toBeLessThanOrEqual(1e-12 * Math.abs(full.objective));
    for (const [ours, theirs] of [
      [x, full.x],
      [y, full.y],
      [z, full.z],
    ]) {
      ours.forEach((one, j) => expect(Math.abs(one - theirs[j])).toBeLessThanOrEqual(1e-10));
    }
    expect(solveCertified(core, { ...problem, ub: 1e-3 }).status).toBe("primal_infeasible");
    expect(solveCertified(core, { ...problem, lb: -Infinity, ub: Infinity }).status).toBe("solved");
    expect(core.memory.used).toBe(0);
  });

  it("starts warm in few iterations, where the next one differs a little", async () => {
    const core = await loadTestCore();
    const problem = universe(400, 3);
    const { warmStart } = core.solveQP(problem);
    const next = { ...problem, q: problem.q.map((one, j) => one * (1 + 0.01 * (j % 3))) };
    const warm = solveCertified(core, next, { warmStart });
    expect(warm.iterations).toBeLessThan(core.solveQP(next).iterations / 3);
  });

  it("that is singular is solved in the space of its few columns", async () => {
    const core = await loadTestCore();
    const n = 1000;
    const problem = { A: new Float64Array(n).fill(1), l: 1, u: 1, lb: -0.01, ub: 0.01 };
    const { status, x, objective, iterations } = core.solveQP({ ...problem, P: randomGram(n, 60, 0, uniform(9)) });
    expect(status).toBe("solved");
    expect(Math.abs(x.reduce((sum, one) => sum + one) - 1)).toBeLessThanOrEqual(1e-13);
    expect(Math.max(...x.map(Math.abs))).toBeLessThanOrEqual(0.01);
    // Many portfolios have no variance at all.
    expect(Math.abs(objective)).toBeLessThanOrEqual(1e-15);
    // Over P itself it took 82, each with a factor of up to 1,000 variables.
    expect(iterations).toBeLessThan(50);
    expect(core.memory.used).toBe(0);
  });

  it("with an entry beyond the variances of its row and column is not convex", async () => {
    const core = await loadTestCore();
    const problem = universe(300, 4);
    const held = core.solveQP(problem).x.findIndex((one) => one > 0);
    const P = problem.P.slice();
    P[held * 300 + 299 - held] = P[(299 - held) * 300 + held] = 100;
    expect(core.solveQP({ ...problem, P }).status).toBe("non_convex");
  });

  it("without a lower bound on the objective has a ray", async () => {
    const core = await loadTestCore();
    const n = 250;
    // The last variable moves with the first: x₀ − xₙ₋₁ costs nothing and gains.
    const { P, ...problem } = universe(n, 5);
    for (let j = 0; j < n - 1; j++) P[(n - 1) * n + j] = P[j * n + n - 1] = P[j];
    P[n * n - 1] = P[0];
    problem.q[n - 1] = problem.q[0] + 1;
    expect(solveCertified(core, { ...problem, P, lb: -Infinity, ub: Infinity }).status).toBe("dual_infeasible");
  });

  it("ends at its limits after a round, and goes on from there", async () => {
    const core = await loadTestCore();
    // Some 500 assets are held: more than the first round looks at.
    const problem = { ...universe(1000, 6), ub: 0.002 };
    expect(withTickingClock(() => core.solveQP(problem, { timeLimit: 1e-9 })).status).toBe("time_limit");
    const stopped = core.solveQP(problem, { maxIterations: 1 });
    expect(stopped.status).toBe("max_iterations");
    expect(core.solveQP(problem, { warmStart: stopped.warmStart }).status).toBe("solved");
    expect(core.memory.used).toBe(0);
  });
});

describe("is checked before any of it crosses", () => {
  it.each([
    ["NaN", (P: Float64Array) => (P[5 * 300 + 7] = P[7 * 300 + 5] = NaN), "P[5][7] is NaN, expected a finite number."],
    [
      "infinity",
      (P: Float64Array) => (P[5 * 300 + 7] = P[7 * 300 + 5] = Infinity),
      "P[5][7] is Infinity, expected a finite number.",
    ],
    ["an asymmetric pair", (P: Float64Array) => (P[5 * 300 + 7] += 1), "P must be symmetric."],
  ])("%s", async (_, spoil, message) => {
    const core = await loadTestCore();
    const problem = universe(300, 7);
    spoil(problem.P);
    expect(() => core.solveQP(problem)).toThrow(message);
  });

  it("pairs that differ by rounding are taken at their mean, and the array is left alone", async () => {
    const core = await loadTestCore();
    const problem = universe(300, 8);
    const P = problem.P.slice();
    P[1] *= 1 + 2 ** -50;
    const before = P.slice();
    const { x } = core.solveQP({ ...problem, P });
    expect(P).toEqual(before);
    core.solveQP(problem).x.forEach((one, j) => expect(Math.abs(one - x[j])).toBeLessThanOrEqual(1e-12));
  });
});
