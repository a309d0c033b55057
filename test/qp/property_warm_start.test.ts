import { describe, expect, it } from "vitest";
import type { QPSolution } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import type { PlainQP } from "../support/certificate.js";
import { numbers, type Numbers } from "../support/generateNumbers.js";
import { generateSolvable, solvableSpec } from "../support/generateSolvable.js";
import { check, expectObjective, solvePlain, solveTo, TIMEOUT } from "../support/property.js";

const core = await loadTestCore();

/** The sides a little further out, so that the problem stays feasible and bounded, and a q a little different where P is definite. */
function changed(qp: PlainQP, definite: boolean, random: Numbers): PlainQP {
  const out = (sides: number[], sign: number): number[] => sides.map((side) => side + sign * 1e-3 * random.next());
  return {
    ...qp,
    q: definite ? qp.q.map((one) => one * (1 + 1e-3 * random.normal())) : qp.q,
    l: out(qp.l, -1),
    u: out(qp.u, 1),
    lb: out(qp.lb, -1),
    ub: out(qp.ub, 1),
  };
}

/** Numbers of all sizes, and sides at random. */
function nonsense({ n, m }: PlainQP, random: Numbers): QPSolution["warmStart"] {
  const vector = (length: number): Float64Array =>
    Float64Array.from({ length }, () => 10 ** random.integer(-3, 6) * random.normal());
  const activeSet = Int8Array.from({ length: n + m }, () => random.integer(-1, 1));
  return { x: vector(n), y: vector(m), z: vector(n), activeSet };
}

describe("a warm start", { timeout: TIMEOUT }, () => {
  it("from the own solution takes a few iterations", () => {
    let cold = 0;
    let warm = 0;
    check(solvableSpec({ digits: 4 }), 30, (spec) => {
      const { qp, objective } = generateSolvable(spec);
      const first = solveTo(core, "solved", qp);
      const again = solveTo(core, "solved", qp, { warmStart: first.warmStart });
      expectObjective(qp, again, objective);
      cold += first.iterations;
      warm += again.iterations;
    });
    expect(warm).toBeLessThan(cold / 8);
  });

  it("after a small change takes fewer iterations than a cold one", () => {
    let cold = 0;
    let warm = 0;
    check(solvableSpec({ digits: 4 }), 30, (spec) => {
      const { qp } = generateSolvable(spec);
      const { warmStart } = solveTo(core, "solved", qp);
      const next = changed(qp, spec.curvature === "definite", numbers(spec.seed, "changed"));
      const fresh = solveTo(core, "solved", next);
      const solution = solveTo(core, "solved", next, { warmStart });
      expectObjective(next, solution, fresh.objective);
      cold += fresh.iterations;
      warm += solution.iterations;
    });
    expect(warm).toBeLessThan(cold / 2);
  });

  it("from the solution of another problem is still right", () => {
    check(solvableSpec({ digits: 4 }), 20, (spec) => {
      const { qp, objective } = generateSolvable(spec);
      const stale = solvePlain(core, generateSolvable({ ...spec, seed: spec.seed + 1 }).qp);
      expectObjective(qp, solveTo(core, "solved", qp, { warmStart: stale.warmStart }), objective);
    });
  });

  it("from a random working set and point is still right", () => {
    check(solvableSpec({ digits: 4 }), 20, (spec) => {
      const { qp, objective } = generateSolvable(spec);
      const warmStart = nonsense(qp, numbers(spec.seed, "nonsense"));
      expectObjective(qp, solveTo(core, "solved", qp, { warmStart }), objective);
    });
  });
});
