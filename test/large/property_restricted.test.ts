import type { Core, Covariance, QPSolution } from "quadfolio";
import { describe, expect, it } from "vitest";
import { fuzz } from "../support/blocks.js";
import { loadTestCore } from "../support/core.js";
import { largeProblem, type LargeProblem } from "../support/large_problem.js";
import { costlyProblem, splitFormulation } from "../support/split.js";

const core = await loadTestCore();
/** `npm run test:fuzz`: ten times as many. */
const BLOCKS = fuzz ? 80 : 8;
const IN_BLOCK = 25;
/** One problem in so many has costs and limits; its seed is that of its split formulation. */
const COSTLY = 5;

/** The dense solver over all assets. */
function solveInFull(core: Core, problem: LargeProblem): QPSolution {
  const solver = core.qpSolver({ variables: problem.P.assets, rows: problem.l.length });
  try {
    solver.update({ ...problem, P: problem.P.toMatrix() });
    return solver.solve();
  } finally {
    solver.dispose();
  }
}

/** The two terms of the objective over P as it is kept: of a nearly riskless portfolio the formed matrix rounds more than 1e-10. */
function termsOf(P: Covariance, q: Float64Array, { x }: QPSolution): [quadratic: number, linear: number] {
  return [P.variance(x) / 2, q.reduce((sum, one, j) => sum + one * x[j], 0)];
}

/** What the solutions of the problem of this seed disagree in, each by itself: nothing. */
function disagreements(seed: number): string[] {
  const problem = largeProblem(core, seed);
  const { P, q } = problem;
  try {
    const full = solveInFull(core, problem);
    const forms = { restricted: core.solveQP(problem), byRows: core.solveQP({ ...problem, P: P.toMatrix() }) };
    const outcome = (solution: QPSolution) => {
      const [quadratic, linear] = solution.status === "solved" ? termsOf(P, q, solution) : [NaN, NaN];
      return { status: solution.status, objective: quadratic + linear, terms: Math.max(quadratic, Math.abs(linear)) };
    };
    const { terms, ...known } = outcome(full);
    return Object.entries(forms).flatMap(([form, solution]) => compare(`${seed} ${form}`, outcome(solution), known, terms));
  } finally {
    P.dispose();
  }
}

/** Likewise with costs and limits, against the split formulation, which leaves out a constant. */
function costlyDisagreements(seed: number): string[] {
  const problem = costlyProblem(core, seed, 100);
  const { riskAversion, current, costs, constraints, covariance, expectedReturns } = problem;
  try {
    const objective = { kind: "utility", riskAversion } as const;
    const ours = core.optimize({ covariance, expectedReturns, objective, constraints, costs, current });
    const full = core.solveQP(splitFormulation(problem));
    const constant = costs.quadratic.reduce((all, one, j) => all + (0.5 * one * current[j] ** 2) / riskAversion, 0);
    const terms = Math.max(covariance.variance(ours.weights) / 2, Math.abs(full.objective), constant);
    return compare(`${seed} costs`, { status: ours.status, objective: -ours.objective / riskAversion - constant }, full, terms);
  } finally {
    covariance.dispose();
  }
}

type Outcome = Pick<QPSolution, "status" | "objective">;

function compare(label: string, ours: Outcome, full: Outcome, terms: number): string[] {
  if (ours.status !== full.status) return [`${label}: ${ours.status}, in full ${full.status}`];
  const difference = Math.abs(ours.objective - full.objective);
  return full.status === "solved" && !(difference <= 1e-10 * terms) ? [`${label}: off by ${difference} of ${terms}`] : [];
}

describe(`${BLOCKS * IN_BLOCK} random problems, restricted and in full: the same status, the same objective to 1e-10`, () => {
  it.each(Array.from({ length: BLOCKS }, (_, i) => i * IN_BLOCK))("seeds from %i", (from) => {
    const seeds = Array.from({ length: IN_BLOCK }, (_, i) => from + i);
    expect(seeds.flatMap((seed) => (seed % COSTLY === 0 ? costlyDisagreements(seed) : disagreements(seed)))).toEqual([]);
    expect(core.memory.used).toBe(0);
  });
});
