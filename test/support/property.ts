import * as fc from "fast-check";
import { expect } from "vitest";
import type { Core, QPSettings, QPSolution, QPStatus } from "quadfolio";
import { fuzz } from "./blocks.js";
import { dualityGap, type PlainQP } from "./certificate.js";
import { roundingFloor } from "./roundingFloor.js";
import { certify } from "./solve_certified.js";

/** QUADFOLIO_SEED repeats a run: the seed that a failure prints. */
const seed = Number(process.env["QUADFOLIO_SEED"] ?? (fuzz ? Date.now() & 0x7fffffff : 1952));

/** Milliseconds that a property may take. */
export const TIMEOUT = fuzz ? 1_800_000 : 120_000;

/** Tries `cases` inputs (of 1,000 in `npm test`), twenty times as many in `npm run test:fuzz`; a failure is made small and printed with its seed. */
export function check<T>(input: fc.Arbitrary<T>, cases: number, holds: (one: T) => void): void {
  fc.assert(fc.property(input, holds), {
    numRuns: fuzz ? 20 * cases : cases,
    seed,
    interruptAfterTimeLimit: TIMEOUT,
    markInterruptAsFailure: true,
  });
}

export function solvePlain(core: Core, { P, q, A, l, u, lb, ub }: PlainQP, settings?: QPSettings): QPSolution {
  return core.solveQP({ P, q, A, l, u, lb, ub }, settings);
}

/** Solves, and proves that the status is the right one and what is claimed with it true. */
export function solveTo(core: Core, status: QPStatus, qp: PlainQP, settings?: QPSettings): QPSolution {
  const solution = solvePlain(core, qp, settings);
  expect(solution.status).toBe(status);
  certify(qp, solution);
  return solution;
}

/** The objective agrees to the tolerance of a claim beside the terms it is made of. */
export function expectObjective(qp: PlainQP, solution: QPSolution, objective: number): void {
  const scale = Math.max(dualityGap(qp, solution).scale, Math.abs(objective));
  expect(Math.abs(solution.objective - objective)).toBeLessThanOrEqual(1e-8 * scale + roundingFloor(qp, solution).gap);
}

/** x agrees with the known one beside the largest variable. */
export function expectPoint(x: ArrayLike<number>, known: number[]): void {
  const size = Math.max(1, ...known.map(Math.abs));
  for (let j = 0; j < known.length; j++) expect(Math.abs(x[j] - known[j])).toBeLessThanOrEqual(1e-7 * size);
}
