import type { QPSolution } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { normal, randomReturns } from "../support/randomReturns.js";
import { certify, plain } from "../support/solve_certified.js";

/** More than the first restricted problem has: what a row needs has to be priced in. */
const n = 900;
const core = await loadTestCore();
const returns = core.returns(randomReturns(250, n, 21), { observations: 250, assets: n });
const P = core.covariance(returns, { estimator: "ledoit-wolf" });
returns.dispose();
const matrix = P.toMatrix();
const q = (P.mean as Float64Array).map((mean) => -0.1 * mean);
afterAll(() => {
  P.dispose();
  expect(core.memory.used).toBe(0);
});

interface Row {
  at: (j: number) => number;
  l: number;
  u: number;
}

const among = (from: number, to: number, l: number, u: number): Row => ({ at: (j) => (j >= from && j < to ? 1 : 0), l, u });

/** Solves over the covariance, and by the rows of its matrix; each is proved by its certificate. */
function solve(rows: Row[], lower: number, upper: number): QPSolution {
  const A = Float64Array.from(rows.flatMap(({ at }) => Array.from({ length: n }, (_, j) => at(j))));
  const [l, u] = [Float64Array.from(rows, (row) => row.l), Float64Array.from(rows, (row) => row.u)];
  const [lb, ub] = [new Float64Array(n).fill(lower), new Float64Array(n).fill(upper)];
  const solution = core.solveQP({ P, q, A, l, u, lb, ub });
  const byRows = core.solveQP({ P: matrix, q, A, l, u, lb, ub });
  const qp = plain({ P: matrix, q, A, l, u, lb, ub });
  for (const one of [solution, byRows]) certify(qp, one);
  expect(byRows.status).toBe(solution.status);
  if (solution.status === "solved") {
    const terms = Math.max(P.variance(solution.x), Math.abs(q.reduce((sum, one, j) => sum + one * solution.x[j], 0)));
    expect(Math.abs(byRows.objective - solution.objective)).toBeLessThanOrEqual(1e-10 * terms);
  }
  return solution;
}

const sumOf = ({ x }: QPSolution, from: number, to: number): number => x.subarray(from, to).reduce((sum, one) => sum + one, 0);

describe("rows over a universe", () => {
  it("several budgets: each region has its own", () => {
    const solution = solve([among(0, 300, 0.5, 0.5), among(300, 600, 0.3, 0.3), among(600, n, 0.2, 0.2)], 0, 0.02);
    expect(solution.status).toBe("solved");
    for (const [from, budget] of [
      [0, 0.5],
      [300, 0.3],
      [600, 0.2],
    ]) {
      expect(sumOf(solution, from, from + 300)).toBeCloseTo(budget, 14);
    }
  });

  it("factor neutrality: long and short, no exposure to the budget or to five factors", () => {
    const next = normal(22);
    const factors = Array.from({ length: 5 }, () => Float64Array.from({ length: n }, next));
    const solution = solve([among(0, n, 0, 0), ...factors.map((f) => ({ at: (j: number) => f[j], l: 0, u: 0 }))], -0.004, 0.004);
    expect(solution.status).toBe("solved");
    for (const f of factors) expect(Math.abs(f.reduce((sum, one, j) => sum + one * solution.x[j], 0))).toBeLessThanOrEqual(1e-13);
    expect(solution.x.some((one) => one > 0.001) && solution.x.some((one) => one < -0.001)).toBe(true);
  });

  it("a floor that only a few assets can meet: they are priced in by the proof that the others cannot", () => {
    const solution = solve(
      [among(0, n, 1, 1), among(870, n, 0.55, 1), { at: (j) => (j % 97 === 5 ? 1 : 0), l: 0.15, u: 1 }],
      0,
      0.02,
    );
    expect(solution.status).toBe("solved");
    expect(sumOf(solution, 870, n)).toBeCloseTo(0.55, 14);
    expect(solution.x.filter((_, j) => j >= 870).filter((one) => one > 0).length).toBeGreaterThanOrEqual(28);
  });

  it("a floor that not even all of them can meet: the proof holds for the whole universe", () => {
    expect(solve([among(0, n, 1, 1), among(870, n, 0.61, 1)], 0, 0.02).status).toBe("primal_infeasible");
    const crossed = [among(0, n, 1, 1), among(0, 500, 0.7, 1), among(400, n, 0.6, 1), among(400, 500, 0, 0.2)];
    expect(solve(crossed, 0, 0.02).status).toBe("primal_infeasible");
  });
});
