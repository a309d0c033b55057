import type { Sides } from "../qp/problem.js";
import type { CheckedSettings } from "../qp/settings.js";
import type { PrimalInfeasibility } from "../qp/solution.js";
import type { Wasm } from "../wasm.js";
import { largestOf, LinearPrograms, ROUNDING, type Part } from "./linearProgram.js";
import type { Conflict } from "./portfolio.js";
import type { Row } from "./rows.js";
import type { LimitRefuted } from "./solveLimited.js";

/**
 * Names a least set of constraints of an infeasible problem that cannot hold together, and says what one
 * of them, its subject, could be while all others hold.
 *
 * The set starts from those with a multiplier in the Farkas certificate and loses, one after the other,
 * those without which the rest is still infeasible (Chinneck & Dravnieks 1991, "Locating minimal
 * infeasible constraint sets in linear programs", the deletion filter): a certificate by itself may hold
 * more than is needed. All minWeights count as one constraint, and all maxWeights.
 */
export function findConflict(
  wasm: Wasm,
  sides: Sides,
  rows: readonly Row[],
  proof: PrimalInfeasibility,
  settings: CheckedSettings,
): Conflict {
  const programs = new LinearPrograms(wasm, sides, settings);
  try {
    return conflictOf(programs, rows, proof);
  } finally {
    programs.dispose();
  }
}

function conflictOf(programs: LinearPrograms, rows: readonly Row[], proof: PrimalInfeasibility): Conflict {
  const part = irreducible(programs, certifiedPart(proof));
  const bounds = [...(part.minWeights ? ["minWeights"] : []), ...(part.maxWeights ? ["maxWeights"] : [])];
  const constraints = Object.freeze([...part.rows.map((i) => rows[i].name), ...bounds]);
  const subject = subjectOf(part, rows);
  const others = { ...part, rows: part.rows.filter((i) => i !== subject) };
  const names = [...others.rows.map((i) => rows[i].name), ...bounds];
  const message = sentence(programs, rows[subject], others, names, proof.y[subject] < 0);
  const range = attainableRange(programs, rows, subject);
  const attainable = Object.freeze({ constraint: rows[subject].name, range: Object.freeze(range) });
  return Object.freeze({ constraints, message, ...(!range.some(Number.isNaN) && { attainable }) });
}

/** What stands against a limit of turnover or gross exposure, and the least it could be. */
export function limitConflict(refuted: LimitRefuted, rows: readonly Row[]): Conflict {
  const { limit, besides, asked, least } = refuted;
  const bounds = [...(refuted.minWeights ? ["minWeights"] : []), ...(refuted.maxWeights ? ["maxWeights"] : [])];
  const others = [...refuted.rows.map((i) => rows[i].name), ...bounds, ...besides];
  const allow = others.length > 1 || others[0].endsWith("Weights") ? "allow" : "allows";
  const message = `${limit} must be at most ${rounded(asked)}, but ${listOf(others)} ${allow} at least ${rounded(least)}.`;
  const attainable = Object.freeze({ constraint: limit, range: Object.freeze([least, Infinity] as const) });
  return Object.freeze({ constraints: Object.freeze([limit, ...others]), message, attainable });
}

/** The constraints that have a multiplier in the certificate. */
function certifiedPart({ y, z }: PrimalInfeasibility): Part {
  const nothing = ROUNDING * largestOf(y, z);
  return {
    rows: Array.from(y.keys()).filter((i) => Math.abs(y[i]) > nothing),
    minWeights: z.some((one) => one < -nothing),
    maxWeights: z.some((one) => one > nothing),
  };
}

/** The part without what it does not need to be infeasible: bounds first, so that rows with names remain. */
function irreducible(programs: LinearPrograms, part: Part): Part {
  const drop = (without: Part): void => {
    if (programs.isInfeasible(without)) part = without;
  };
  if (part.maxWeights) drop({ ...part, maxWeights: false });
  if (part.minWeights) drop({ ...part, minWeights: false });
  for (const row of [...part.rows].reverse()) {
    if (part.rows.length > 1) drop({ ...part, rows: part.rows.filter((one) => one !== row) });
  }
  return part;
}

/** What is best said to be out of reach: the target, else the budget, else the first of the rows. */
function subjectOf({ rows: positions }: Part, rows: readonly Row[]): number {
  const first = (kind: Row["kind"]): number | undefined => positions.find((i) => rows[i].kind === kind);
  return first("target") ?? first("budget") ?? positions[0];
}

/** What the subject can be where all other rows and all bounds hold. */
function attainableRange(programs: LinearPrograms, rows: readonly Row[], subject: number): [number, number] {
  const others = { rows: Array.from(rows.keys()).filter((i) => i !== subject), minWeights: true, maxWeights: true };
  const { coefficients } = rows[subject];
  return [programs.least(coefficients, others), programs.greatest(coefficients, others)];
}

/** What the others allow the row to be, and that it is not enough; `upwards` where it is its lower side that is out of reach. */
function sentence(programs: LinearPrograms, row: Row, others: Part, names: readonly string[], upwards: boolean): string {
  const asked = upwards ? row.min : row.max;
  const attained = upwards ? programs.greatest(row.coefficients, others) : programs.least(row.coefficients, others);
  if (!(upwards ? attained < asked : attained > asked)) return `${listOf([row.name, ...names])} cannot all hold.`;
  if (row.kind === "budget" && others.rows.length === 0) {
    return `${names[0]} sum to ${rounded(attained)}, ${upwards ? "less" : "more"} than the budget ${rounded(asked)}.`;
  }
  const must = `${row.name} must be ${row.min === row.max ? "" : upwards ? "at least " : "at most "}${rounded(asked)}`;
  if (names.length === 0) return `${must}, but is ${rounded(attained)} whatever the weights.`;
  return `${must}, but ${listOf(names)} allow ${upwards ? "at most" : "at least"} ${rounded(attained)}.`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** Enough digits to see the difference, none that are rounding. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(9)));
}
