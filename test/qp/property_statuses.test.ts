import { describe, expect, it } from "vitest";
import { farkas, ray } from "../support/certificate.js";
import { loadTestCore } from "../support/core.js";
import { generateIndefinite, indefiniteSpec } from "../support/generateIndefinite.js";
import { generateInfeasible, infeasibleSpec } from "../support/generateInfeasible.js";
import { generateUnbounded, unboundedSpec } from "../support/generateUnbounded.js";
import { check, solveTo, TIMEOUT } from "../support/property.js";

const core = await loadTestCore();

describe("problems without a solution get the right status, and a proof that checks", { timeout: TIMEOUT }, () => {
  it("built around a Farkas proof: primal_infeasible", () => {
    check(infeasibleSpec, 120, (spec) => {
      const { qp, y, z } = generateInfeasible(spec);
      const known = farkas(qp, y, z);
      expect(known.balance).toBeLessThan(1e-12);
      expect(known.value).toBeLessThan(-1e-7);
      solveTo(core, "primal_infeasible", qp);
    });
  });

  it("a sum of infeasibilities that is level: its near end, or it goes to and fro", () => {
    const shape = {
      seed: 986632107,
      n: 9,
      m: 57,
      digits: 0,
      exact: true,
      proof: 8,
      bounded: 4,
      equalities: 2,
      density: 5,
      margin: 1,
    };
    solveTo(core, "primal_infeasible", generateInfeasible({ ...shape, curvature: "definite" }).qp);
  });

  it("built around a ray of descent: dual_infeasible", () => {
    check(unboundedSpec, 120, (spec) => {
      const { qp, ray: direction } = generateUnbounded(spec);
      const known = ray(qp, direction);
      expect(known.curvature).toBe(0);
      expect(known.leaving).toBe(0);
      expect(known.slope).toBeLessThan(0);
      solveTo(core, "dual_infeasible", qp);
    });
  });

  it("an eigenvalue clearly below 0 and an inside: non_convex", () => {
    check(indefiniteSpec, 60, (spec) => {
      solveTo(core, "non_convex", generateIndefinite(spec));
    });
  });
});
