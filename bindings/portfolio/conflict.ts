import type { PrimalInfeasibility } from "../qp/solution.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { LinearPrograms, ROUNDING, type Part } from "./linearProgram.js";
import { limitsOf, type LimitName } from "./limits.js";
import { largest } from "./points.js";
import type { Conflict } from "./portfolio.js";
import type { Row } from "./rows.js";
import type { LimitRefuted } from "./solveLimited.js";

/**
 * Names a least set of constraints of an infeasible problem that cannot hold together, and says what one
 * of them, its subject, could be while all others hold.
 *
 * The set starts from those with a multiplier in the proof and loses, one after the other, those without which the rest is
 * still infeasible (Chinneck & Dravnieks 1991, "Locating minimal infeasible constraint sets in linear programs",
 * the deletion filter): a proof by itself may hold more than is needed. All bounds of one name count as one constraint.
 */
export function findConflict(constraints: CheckedPortfolio, proof: PrimalInfeasibility | LimitRefuted): Conflict {
  const programs = new LinearPrograms(constraints);
  // A trade that is out of reach stands against the bounds of its asset, whatever else there is.
  const trade = constraints.rows.findIndex(({ kind }) => kind === "trade");
  try {
    return conflictOf(
      programs,
      constraints,
      trade >= 0
        ? { rows: [trade], bounds: [0, 1], limits: [] }
        : "limit" in proof
          ? refutedPart(constraints, proof)
          : certifiedPart(constraints, proof),
    );
  } finally {
    programs.dispose();
  }
}

function conflictOf(programs: LinearPrograms, constraints: CheckedPortfolio, start: Part): Conflict {
  const part = irreducible(programs, start);
  const subject = subjectOf(part, constraints);
  const others = partWithout(part, subject);
  const besides = partWithout(allOf(constraints), subject);
  const names = namesOf(others, constraints);
  const [least, most] = rangeOf(programs, subject, besides);
  // Where nothing is within the others there is no range.
  const isKnown = least < Infinity && !Number.isNaN(most) && subject.row?.label === undefined;
  return toConflict(
    sentence(programs, subject, others, names),
    subject.name,
    isKnown ? [least, most] : undefined,
    subject.limit === undefined ? namesOf(part, constraints) : [subject.name, ...names],
  );
}

/** A conflict as users get it, with the range of one of its constraints where that is known. */
export function toConflict(
  message: string,
  constraint: string,
  range?: readonly [number, number],
  constraints: readonly string[] = [constraint],
): Conflict {
  return Object.freeze({
    constraints: Object.freeze(constraints),
    message,
    ...(range && { attainable: Object.freeze({ constraint, range: Object.freeze(range) }) }),
  });
}

/** The constraint that is said to be out of reach: a row, or a limit. */
interface Subject {
  readonly name: string;
  readonly position: number;
  readonly row?: Row;
  readonly limit?: LimitName;
  readonly min: number;
  readonly max: number;
}

function allOf(constraints: CheckedPortfolio): Part {
  return {
    rows: Array.from(constraints.rows.keys()),
    bounds: Array.from(constraints.bounds.sources.keys()),
    limits: limitsOf(constraints).map(({ name }) => name),
  };
}

/** The constraints that have a multiplier in the certificate. */
function certifiedPart({ bounds: { lb, ub, sources } }: CheckedPortfolio, { y, z }: PrimalInfeasibility): Part {
  const nothing = ROUNDING * Math.max(largest(y), largest(z));
  const holds = (position: number): boolean => {
    const { lower, upper } = sources[position];
    return z.some((one, i) => (one < -nothing && lower?.[i] === lb[i]) || (one > nothing && upper?.[i] === ub[i]));
  };
  return {
    rows: Array.from(y.keys()).filter((i) => Math.abs(y[i]) > nothing),
    bounds: Array.from(sources.keys()).filter(holds),
    limits: [],
  };
}

/** The constraints that stand against a limit. */
function refutedPart(constraints: CheckedPortfolio, { limit, besides, rows }: LimitRefuted): Part {
  return { ...allOf(constraints), rows, limits: [limit, ...besides] };
}

/**
 * The part without what it does not need to be infeasible: bounds first, so that rows with names remain. What was not decided is asked again of
 * the smaller part.
 */
function irreducible(programs: LinearPrograms, start: Part): Part {
  let part = start;
  const drop = (without: Part): void => {
    if (programs.isInfeasible(without)) part = without;
  };
  let before: Part;
  do {
    before = part;
    programs.isUndecided = false;
    for (const one of [...before.bounds].reverse()) drop({ ...part, bounds: part.bounds.filter((other) => other !== one) });
    for (const one of before.limits) drop({ ...part, limits: part.limits.filter((other) => other !== one) });
    for (const one of [...before.rows].reverse()) drop({ ...part, rows: part.rows.filter((other) => other !== one) });
  } while (programs.isUndecided && part !== before);
  return part;
}

/** What is best said to be out of reach: the target, else a limit, else the budget, else the first of the rows. */
function subjectOf({ rows: positions, limits: [limit] }: Part, constraints: CheckedPortfolio): Subject {
  const { rows } = constraints;
  const first = (kind: Row["kind"]): number | undefined => positions.find((i) => rows[i].kind === kind);
  const target = first("target");
  if (target === undefined && limit !== undefined) {
    return { name: limit, position: -1, limit, min: -Infinity, max: constraints[limit] };
  }
  const position = target ?? first("budget") ?? positions[0];
  const row = rows[position];
  const { name, min, max, reference = 0 } = row;
  return { name, position, row, min: min - reference, max: max - reference };
}

function partWithout(part: Part, { position, limit }: Subject): Part {
  return { ...part, rows: part.rows.filter((one) => one !== position), limits: part.limits.filter((one) => one !== limit) };
}

function namesOf({ rows, bounds, limits }: Part, constraints: CheckedPortfolio): string[] {
  return [...rows.map((i) => constraints.rows[i].name), ...bounds.map((i) => constraints.bounds.sources[i].name), ...limits];
}

/** What the subject can be where the part holds. */
function rangeOf(programs: LinearPrograms, { row, limit }: Subject, part: Part): [number, number] {
  if (limit !== undefined) return [programs.leastAmount(limit, part), Infinity];
  const { coefficients, reference = 0 } = row as Row;
  return [programs.least(coefficients, part) - reference, programs.greatest(coefficients, part) - reference];
}

/** What the others allow the subject to be, and that it is not enough. */
function sentence(programs: LinearPrograms, subject: Subject, others: Part, names: readonly string[]): string {
  const { name, row, min, max } = subject;
  const [least, most] = rangeOf(programs, subject, others);
  const upwards = most < min;
  if (!upwards && !(least > max)) return `${listOf([name, ...names])} cannot all hold.`;
  const [asked, attained] = (upwards ? [min, most] : [max, least]).map(rounded);
  if (row?.kind === "budget" && others.rows.length + others.limits.length === 0 && names.length === 1) {
    return `${names[0]} sum to ${attained}, ${upwards ? "less" : "more"} than the budget ${asked}.`;
  }
  const must = `${row?.label ?? name} must be ${min === max ? "" : upwards ? "at least " : "at most "}${asked}`;
  return `${must}, but ${names.length === 0 ? `is ${attained} whatever the weights` : allowed(names, upwards, attained)}.`;
}

/** `a and b allow at most 3`. */
export function allowed(names: readonly string[], most: boolean, reached: string): string {
  const allow = names.length > 1 || names[0]?.endsWith("Weights") ? "allow" : "allows";
  return `${listOf(names)} ${allow} ${most ? "at most" : "at least"} ${reached}`;
}

/** `a, b and c`. */
export function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** Enough digits to see the difference, none that are rounding. */
export function rounded(value: number): string {
  return String(Number(value.toPrecision(9)));
}
