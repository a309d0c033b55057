import { describe, it } from "vitest";
import { coneSpec, generateCone } from "../support/generateCone.js";
import { generateSolvable, solvableSpec } from "../support/generateSolvable.js";
import { loadTestCore } from "../support/core.js";
import { check, expectObjective, expectPoint, solveTo, TIMEOUT } from "../support/property.js";

const core = await loadTestCore();

describe("problems built around a solution are solved", { timeout: TIMEOUT }, () => {
  it("P definite, semidefinite or zero; rows degenerate, dependent, doubled, empty: the known objective", () => {
    check(solvableSpec(), 300, (spec) => {
      const { qp, objective } = generateSolvable(spec);
      expectObjective(qp, solveTo(core, "solved", qp), objective);
    });
  });

  it("P definite with a condition number up to 1e6: the known point", () => {
    check(solvableSpec({ curvature: ["definite"], digits: 6 }), 60, (spec) => {
      const { qp, x } = generateSolvable(spec);
      expectPoint(solveTo(core, "solved", qp).x, x);
    });
  });

  it("every side is 0 or none", () => {
    check(coneSpec, 60, (spec) => {
      solveTo(core, "solved", generateCone(spec));
    });
  });
});
