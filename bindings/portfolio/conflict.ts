import type { CheckedProblem } from "../qp/problem.js";
import type { CheckedSettings } from "../qp/settings.js";
import type { PrimalInfeasibility, QPSolution } from "../qp/solution.js";
import { solveChecked } from "../qp/solveQP.js";
import type { Wasm } from "../wasm.js";
import type { Conflict } from "./portfolio.js";
import type { Row } from "./rows.js";

/** A multiplier this small beside the largest, each times the size of its constraint, is rounding. */
const ROUNDING = 1e-9;

/**
 * Names the constraints of an infeasible problem that cannot hold together: those with a multiplier in
 * its Farkas certificate. One of them is the subject, and what it could be while the others hold is found
 * by two linear programs.
 */
export function findConflict(
  wasm: Wasm,
  qp: CheckedProblem,
  rows: readonly Row[],
  solution: QPSolution,
  settings: CheckedSettings,
): Conflict {
  const { y, z } = solution.certificate as PrimalInfeasibility;
  const largest = [...y, ...z].reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const counts = (multiplier: number): boolean => Math.abs(multiplier) > ROUNDING * largest;
  const involved = rows.flatMap((_, i) => (counts(y[i]) ? [i] : []));
  const bounds = [
    ...(z.some((one) => one < 0 && counts(one)) ? ["minWeights"] : []),
    ...(z.some((one) => one > 0 && counts(one)) ? ["maxWeights"] : []),
  ];
  const constraints = Object.freeze([...involved.map((i) => rows[i].name), ...bounds]);
  const subject =
    involved.find((i) => rows[i].kind === "target") ?? involved.find((i) => rows[i].kind === "budget") ?? involved[0];
  const others = involved.filter((i) => i !== subject);
  const range = subject === undefined ? undefined : attainableRange(wasm, qp, subject, others, settings);
  if (subject === undefined || range === undefined)
    return Object.freeze({ constraints, message: `${listOf(constraints)} cannot all hold.` });
  const row = rows[subject];
  const attainable = Object.freeze({ constraint: row.name, range: Object.freeze(range) });
  const message = sentence(row, [...others.map((i) => rows[i].name), ...bounds], range);
  return Object.freeze({ constraints, message, attainable });
}

/** What the subject can be where the other rows of the conflict and all bounds hold; undefined where they conflict by themselves. */
function attainableRange(
  wasm: Wasm,
  qp: CheckedProblem,
  subject: number,
  others: readonly number[],
  settings: CheckedSettings,
): [number, number] | undefined {
  const { n, A } = qp;
  const row = A.subarray(subject * n, (subject + 1) * n);
  if (others.length === 0) return [extremeSum(row, qp.lb, qp.ub), extremeSum(row, qp.ub, qp.lb)];
  const rowsOnly = {
    ...qp,
    m: others.length,
    P: new Float64Array(n * n),
    A: Float64Array.from(others.flatMap((i) => [...A.subarray(i * n, (i + 1) * n)])),
    l: Float64Array.from(others, (i) => qp.l[i]),
    u: Float64Array.from(others, (i) => qp.u[i]),
  };
  const extreme = (sign: 1 | -1): number => {
    const { status, objective } = solveChecked(
      wasm,
      { ...rowsOnly, q: row.map((one) => sign * one) },
      { ...settings, warmStart: undefined },
    );
    if (status === "dual_infeasible") return sign * -Infinity;
    return status === "solved" ? sign * objective : NaN;
  };
  const range: [number, number] = [extreme(1), extreme(-1)];
  return range.some(Number.isNaN) ? undefined : range;
}

/** rowᵀw at the corner of the bounds where w is `wherePositive` or `whereNegative` by the sign of the row's coefficient. */
function extremeSum(row: Float64Array, wherePositive: Float64Array, whereNegative: Float64Array): number {
  return row.reduce((sum, one, i) => (one === 0 ? sum : sum + one * (one > 0 ? wherePositive : whereNegative)[i]), 0);
}

function sentence(row: Row, others: readonly string[], [least, most]: readonly [number, number]): string {
  const tooHigh = row.min > most;
  const [asked, attained] = tooHigh ? [row.min, most] : [row.max, least];
  if (row.kind === "budget" && others.length === 1) {
    return `${others[0]} sum to ${rounded(attained)}, ${tooHigh ? "less" : "more"} than the budget ${rounded(asked)}.`;
  }
  const must = row.min === row.max ? "" : tooHigh ? "at least " : "at most ";
  if (others.length === 0)
    return `${row.name} must be ${must}${rounded(asked)}, but is ${rounded(attained)} whatever the weights.`;
  return `${row.name} must be ${must}${rounded(asked)}, but ${listOf(others)} allow ${tooHigh ? "at most" : "at least"} ${rounded(attained)}.`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** Enough digits to see the difference, none that are rounding. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(9)));
}
