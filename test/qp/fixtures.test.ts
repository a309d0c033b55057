import type { QPProblem } from "quadfolio";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { hasShared, marosMeszaros, marosMeszarosNames, missing, sharedJson } from "../support/shared.js";
import { solveCertified } from "../support/solve_certified.js";

interface Fixture extends Required<QPProblem> {
  name: string;
  expected_status: "optimal" | "primal_infeasible" | "dual_infeasible" | "nonconvex_or_unbounded";
  f_known?: number;
  f_ipm?: number;
}

const STATUSES = {
  optimal: ["solved"],
  primal_infeasible: ["primal_infeasible"],
  dual_infeasible: ["dual_infeasible"],
  nonconvex_or_unbounded: ["non_convex", "dual_infeasible"],
};

const core = await loadTestCore();
const fixtures = hasShared ? sharedJson<Fixture[]>("qp/failure_fixtures.json") : [];

describe.skipIf(!hasShared)(`problems that broke other solvers${missing}`, () => {
  it("are all there", () => {
    expect(fixtures.length).toBe(16);
  });

  it.each(fixtures)("$name", ({ P, q, A, l, u, lb, ub, expected_status, f_known, f_ipm }) => {
    const solution = solveCertified(core, { P, q, A, l, u, lb, ub });
    expect(STATUSES[expected_status]).toContain(solution.status);
    const reference = f_known ?? f_ipm;
    if (reference !== undefined)
      expect(Math.abs(solution.objective - reference)).toBeLessThanOrEqual(1e-7 * Math.max(1, Math.abs(reference)));
  });
});

describe.skipIf(!hasShared)(`Maros–Mészáros${missing}`, () => {
  const names = hasShared ? marosMeszarosNames() : [];

  it("are all there", () => {
    expect(names.length).toBe(36);
  });

  it.each(names)("%s: each residual below 1e-6, absolute, and the known objective", (name) => {
    const { problem, constant_r, objective_known } = marosMeszaros(name);
    const solution = solveCertified(core, problem);
    expect(solution.status).toBe("solved");
    for (const residual of [solution.primalResidual, solution.dualResidual, solution.dualityGap])
      expect(residual).toBeLessThan(1e-6);
    const objective = solution.objective + constant_r;
    expect(Math.abs(objective - objective_known)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(objective_known)));
  });
});
