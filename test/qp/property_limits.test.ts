import { describe, expect, it } from "vitest";
import type { QPSolution } from "quadfolio";
import { dualityGap, dualResidual, objectiveAt, primalResidual, type PlainQP } from "../support/certificate.js";
import { withTickingClock } from "../support/clock.js";
import { loadTestCore } from "../support/core.js";
import { generateInfeasible, infeasibleSpec } from "../support/generateInfeasible.js";
import { generateSolvable, solvableSpec } from "../support/generateSolvable.js";
import { roundingFloor } from "../support/roundingFloor.js";
import { check, solvePlain, solveTo, TIMEOUT } from "../support/property.js";

const core = await loadTestCore();

/** The residuals returned are those of the point returned. */
function expectResiduals(qp: PlainQP, solution: QPSolution): void {
  const measured = [primalResidual(qp, solution.x), dualResidual(qp, solution), dualityGap(qp, solution)];
  const reported = [solution.primalResidual, solution.dualResidual, solution.dualityGap];
  measured.forEach(({ value, scale }, k) => {
    expect(Math.abs(reported[k] - value)).toBeLessThanOrEqual(1e-12 * scale + 1e-9 * value + 1e-300);
  });
}

describe("a limit", { timeout: TIMEOUT }, () => {
  it("of iterations is kept, and the residuals are those of the point returned", () => {
    check(solvableSpec({ n: 20, m: 20, digits: 4 }), 20, (spec) => {
      const { qp } = generateSolvable(spec);
      const { iterations } = solveTo(core, "solved", qp);
      for (let limit = 1; limit < iterations; limit += 1 + (limit >> 1)) {
        const solution = solvePlain(core, qp, { maxIterations: limit });
        expect(solution.status).toBe("max_iterations");
        expect(solution.iterations).toBe(limit);
        expectResiduals(qp, solution);
      }
      expect(solvePlain(core, qp, { maxIterations: iterations }).status).toBe("solved");
    });
  });

  it("of iterations, from a feasible start: every point is feasible, and the objective only falls as the limit rises", () => {
    check(solvableSpec({ n: 20, m: 20, digits: 4, curvature: ["definite"] }), 20, (spec) => {
      const { qp } = generateSolvable(spec);
      const { warmStart, x } = solveTo(core, "solved", { ...qp, q: qp.q.map((one) => 1 - one) });
      const { iterations } = solveTo(core, "solved", qp, { warmStart });
      let best = objectiveAt(qp, x);
      for (let limit = 1; limit < iterations; limit += 1 + (limit >> 2)) {
        const solution = solvePlain(core, qp, { maxIterations: limit, warmStart });
        expect(solution.status).toBe("max_iterations");
        const primal = primalResidual(qp, solution.x);
        expect(primal.value).toBeLessThanOrEqual(1e-9 * primal.scale + roundingFloor(qp, solution).primal);
        // Beside data near 1, what is left of an objective that is 0 has no digits.
        const rounding = 1e-7 * (dualityGap(qp, solution).scale + Math.abs(best)) + 1e-28;
        expect(solution.objective).toBeLessThanOrEqual(best + rounding);
        best = solution.objective;
      }
    });
  });

  it("of iterations on an infeasible problem claims nothing", () => {
    check(infeasibleSpec, 10, (spec) => {
      const { qp } = generateInfeasible(spec);
      const { iterations } = solveTo(core, "primal_infeasible", qp);
      if (iterations === 1) return;
      const solution = solvePlain(core, qp, { maxIterations: iterations >> 1 });
      expect(solution.status).toBe("max_iterations");
      expect(solution.certificate).toBeUndefined();
      expectResiduals(qp, solution);
    });
  });
});

describe("a limit of time", () => {
  it("that is over at the first look ends with the point reached and its residuals", () => {
    const { qp } = generateSolvable({
      ...{ seed: 7, n: 400, m: 100, curvature: "definite", digits: 3, exact: false },
      ...{ active: 8, degenerate: 0, equalities: 2, odd: 0, free: 0, fixed: 0, density: 10 },
    });
    const { iterations } = solveTo(core, "solved", qp);
    const stopped = withTickingClock(() => solvePlain(core, qp, { timeLimit: 1e-9 }));
    expect(stopped.status).toBe("time_limit");
    expect(stopped.iterations).toBeLessThan(iterations);
    expectResiduals(qp, stopped);
    expect(solvePlain(core, qp, { timeLimit: Infinity }).status).toBe("solved");
  });
});

describe("the same input", { timeout: TIMEOUT }, () => {
  it("gives the same bits, whatever was solved before and on any core", async () => {
    const other = await loadTestCore();
    check(solvableSpec(), 20, (spec) => {
      const { qp } = generateSolvable(spec);
      const first = solvePlain(core, qp);
      solvePlain(core, generateSolvable({ ...spec, seed: spec.seed + 1 }).qp);
      expect(solvePlain(core, qp)).toEqual(first);
      expect(solvePlain(other, qp)).toEqual(first);
    });
  });
});
