import type { Core, QPProblem, QPSettings, QPSolution } from "quadfolio";
import { expect } from "vitest";
import {
  dualityGap,
  dualResidual,
  farkas,
  objectiveAt,
  primalResidual,
  ray,
  type PlainQP,
  type Residual,
} from "./certificate.js";
import { roundingFloor } from "./roundingFloor.js";

/** What a certificate may miss by rounding, beside the size of its terms. */
const ROUNDING = 1e-9;

/** Where the terms themselves are this small, what is left of them has no digits. */
const UNDERFLOW = 1e-300;

/** Solves the problem and proves that what the solution claims holds, whatever its status. */
export function solveCertified(core: Core, problem: QPProblem, settings: QPSettings = {}): QPSolution {
  const solution = core.solveQP(problem, settings);
  certify(plain(problem), solution, settings.tolerance ?? 1e-9);
  return solution;
}

/** Fails unless every claim of the solution holds on the data. */
export function certify(qp: PlainQP, solution: QPSolution, tolerance = 1e-9): void {
  const { status, x, y, z, activeSet, certificate } = solution;
  expect([x.length, y.length, z.length, activeSet.bounds.length, activeSet.rows.length]).toEqual([qp.n, qp.m, qp.n, qp.n, qp.m]);
  if (status === "solved") certifySolved(qp, solution, tolerance);
  if (status === "primal_infeasible") {
    expect(certificate).toHaveProperty("y");
    const proof = farkas(qp, ...(Object.values(certificate as object) as [Float64Array, Float64Array]));
    expect(proof.balance).toBeLessThanOrEqual(ROUNDING);
    expect(proof.value).toBeLessThan(-ROUNDING);
  } else if (status === "dual_infeasible") {
    const proof = ray(qp, (certificate as { x: Float64Array }).x);
    expect(proof.curvature).toBeLessThanOrEqual(ROUNDING);
    expect(proof.leaving).toBeLessThanOrEqual(ROUNDING);
    expect(proof.slope).toBeLessThan(-ROUNDING);
  } else {
    expect(certificate).toBeUndefined();
  }
}

function certifySolved(qp: PlainQP, solution: QPSolution, tolerance: number): void {
  const { x, y, z, activeSet } = solution;
  const primal = primalResidual(qp, x);
  const dual = dualResidual(qp, { x, y, z });
  const gap = dualityGap(qp, { x, y, z });
  const within = ({ value, scale }: Residual): boolean => value <= tolerance * scale;
  const floor = within(primal) && within(dual) && within(gap) ? { primal: 0, dual: 0, gap: 0 } : roundingFloor(qp, solution);
  expect(primal.value).toBeLessThanOrEqual(tolerance * primal.scale + floor.primal + UNDERFLOW);
  expect(dual.value).toBeLessThanOrEqual(tolerance * dual.scale + floor.dual + UNDERFLOW);
  expect(gap.value).toBeLessThanOrEqual(tolerance * gap.scale + floor.gap + UNDERFLOW);
  expectReported(solution.primalResidual, primal);
  expectReported(solution.dualResidual, dual);
  expectReported(solution.dualityGap, gap);
  const objective = objectiveAt(qp, x);
  expect(Math.abs(solution.objective - objective)).toBeLessThanOrEqual(1e-12 * (gap.scale + Math.abs(objective)) + UNDERFLOW);
  const sides = (multipliers: Float64Array, states: Int8Array): void =>
    multipliers.forEach((one, i) => {
      if (one !== 0) expect(states[i]).toBe(Math.sign(one));
    });
  sides(y, activeSet.rows);
  sides(z, activeSet.bounds);
}

/** A reported residual is what it is on the data, to the rounding of the sum it is made of. */
function expectReported(reported: number, { value, scale }: Residual): void {
  expect(Math.abs(reported - value)).toBeLessThanOrEqual(1e-13 * scale + 1e-9 * value + UNDERFLOW);
}

/** The problem written out for the checker. */
export function plain(problem: QPProblem): PlainQP {
  const n =
    problem.q === undefined || typeof problem.q === "number"
      ? orderOf(problem.P as ArrayLike<unknown>)
      : Object.keys(problem.q).length;
  const P = rowsOf(problem.P, n);
  const A = rowsOf(problem.A ?? [], n);
  const m = A.length;
  return {
    n,
    m,
    P,
    A,
    q: vector(problem.q ?? 0, n),
    l: vector(problem.l ?? -Infinity, m),
    u: vector(problem.u ?? Infinity, m),
    lb: vector(problem.lb ?? -Infinity, n),
    ub: vector(problem.ub ?? Infinity, n),
  };
}

function orderOf(P: ArrayLike<unknown>): number {
  return typeof P[0] === "object" ? P.length : Math.sqrt(P.length);
}

function rowsOf(matrix: unknown, n: number): number[][] {
  const flat = (Array.from(matrix as ArrayLike<unknown>) as unknown[]).flatMap((one) =>
    typeof one === "object" ? Array.from(one as ArrayLike<number>) : [one as number],
  );
  return Array.from({ length: flat.length / n }, (_, i) => flat.slice(i * n, (i + 1) * n));
}

function vector(values: unknown, length: number): number[] {
  const array = typeof values === "number" ? new Array<number>(length).fill(values) : Array.from(values as ArrayLike<number>);
  return array.map((one) => (Math.abs(one) >= 1e30 ? Math.sign(one) * Infinity : one));
}
