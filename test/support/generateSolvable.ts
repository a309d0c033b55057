import * as fc from "fast-check";
import { exactDot, objectiveAt, type PlainQP } from "./certificate.js";
import { generateHessian, type Curvature, type HessianSpec } from "./generateHessian.js";
import { numbers, type Numbers } from "./generateNumbers.js";

/** What decides a problem with a known solution; shares are in tenths. */
export interface SolvableSpec extends HessianSpec {
  m: number;
  /** Share of the sides that hold the solution. */
  active: number;
  /** Share of those whose multiplier is 0. */
  degenerate: number;
  equalities: number;
  /** Share of the rows that are copies, sums or consequences of earlier ones, or empty. */
  odd: number;
  /** Share of the variables without sides. */
  free: number;
  fixed: number;
  /** Share of the entries of a row that are not 0. */
  density: number;
}

/** A problem built around a point that satisfies the optimality conditions, and that point. */
export interface SolvableCase {
  qp: PlainQP;
  x: number[];
  y: number[];
  z: number[];
  objective: number;
}

export interface SpecLimits {
  n?: number;
  m?: number;
  digits?: number;
  curvature?: Curvature[];
}

export function solvableSpec({ n = 40, m = 60, digits = 10, curvature }: SpecLimits = {}): fc.Arbitrary<SolvableSpec> {
  const tenths = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
  return fc.record({
    seed: fc.nat(),
    n: fc.integer({ min: 1, max: n }),
    m: fc.integer({ min: 0, max: m }),
    curvature: fc.constantFrom<Curvature>(...(curvature ?? ["definite", "semidefinite", "zero"])),
    digits: fc.integer({ min: 0, max: digits }),
    exact: fc.boolean(),
    active: tenths(0, 10),
    degenerate: tenths(0, 9),
    equalities: tenths(0, 5),
    odd: tenths(0, 8),
    free: tenths(0, 10),
    fixed: tenths(0, 3),
    density: tenths(2, 10),
  });
}

/** One constraint around the value it has at the solution. */
interface Sides {
  lower: number;
  upper: number;
  multiplier: number;
}

/**
 * minimise ½xᵀPx + qᵀx with q = −(Px + Aᵀy + z) at a chosen x, y and z: x is optimal, because the
 * problem is convex and x, y, z satisfy its optimality conditions (Karush 1939; Kuhn & Tucker 1951).
 */
export function generateSolvable(spec: SolvableSpec): SolvableCase {
  const { seed, n, m, exact } = spec;
  const P = generateHessian(spec);
  const x = Array.from({ length: n }, (_, j) => {
    const random = numbers(seed, "x", j);
    if (random.happens(0.2)) return 0;
    return exact ? random.integer(-4, 4) : random.normal();
  });
  const bounds = x.map((value, j) => variableSides(spec, value, numbers(seed, "bound", j)));
  const A: number[][] = [];
  const rows: Sides[] = [];
  for (let i = 0; i < m; i++) addRow(spec, x, A, rows, numbers(seed, "row", i));
  const y = rows.map(({ multiplier }) => multiplier);
  const z = bounds.map(({ multiplier }) => multiplier);
  const q = x.map((_, j) => {
    const sum = exactDot([...P[j], ...A.map((row) => row[j]), z[j]], [...x, ...y, 1]);
    return sum === 0 ? 0 : -sum;
  });
  const [l, u] = [rows.map(({ lower }) => lower), rows.map(({ upper }) => upper)];
  const [lb, ub] = [bounds.map(({ lower }) => lower), bounds.map(({ upper }) => upper)];
  const qp: PlainQP = { n, m, P, q, A, l, u, lb, ub };
  return { qp, x, y, z, objective: objectiveAt(qp, x) };
}

/** How far a side that does not hold the solution is from it, and the size of a multiplier. */
function magnitude({ exact }: SolvableSpec, random: Numbers): number {
  return exact ? random.integer(1, 5) : 10 ** (3 * random.next() - 2);
}

function activeMultiplier(spec: SolvableSpec, random: Numbers): number {
  return random.happens(spec.degenerate / 10) ? 0 : magnitude(spec, random);
}

function equality(spec: SolvableSpec, value: number, random: Numbers): Sides {
  return { lower: value, upper: value, multiplier: random.sign() * activeMultiplier(spec, random) };
}

/** Sides around `value`: one or both, one of them at it where it is active. */
function inequality(spec: SolvableSpec, value: number, random: Numbers): Sides {
  const above = random.happens(0.5);
  const both = random.happens(0.5);
  const active = random.happens(spec.active / 10);
  const multiplier = active ? activeMultiplier(spec, random) : 0;
  const near = active ? 0 : magnitude(spec, random);
  const far = magnitude(spec, random);
  const lower = above ? (both ? value - far : -Infinity) : value - near;
  const upper = above ? value + near : both ? value + far : Infinity;
  return { lower, upper, multiplier: multiplier === 0 ? 0 : above ? multiplier : -multiplier };
}

function variableSides(spec: SolvableSpec, value: number, random: Numbers): Sides {
  if (random.happens(spec.free / 10)) return { lower: -Infinity, upper: Infinity, multiplier: 0 };
  if (random.happens(spec.fixed / 10)) return equality(spec, value, random);
  return inequality(spec, value, random);
}

function addRow(spec: SolvableSpec, x: number[], A: number[][], rows: Sides[], random: Numbers): void {
  if (random.happens(spec.odd / 10)) {
    const kind = random.pick(["empty", "copy", "sum", "consequence"] as const);
    if (kind === "empty" || A.length === 0) addEmptyRow(spec, A, rows, random);
    else if (kind === "copy") addCopy(spec, A, rows, random);
    else if (kind === "sum") addSum(spec, x, A, rows, random);
    else addConsequence(spec, x, A, rows, random);
    return;
  }
  const row = x.map(() => (random.happens(spec.density / 10) ? (spec.exact ? random.integer(-5, 5) : random.normal()) : 0));
  const value = exactDot(row, x);
  const equal = random.happens(spec.equalities / 10);
  A.push(row);
  rows.push(
    random.happens(0.05)
      ? { lower: -Infinity, upper: Infinity, multiplier: 0 }
      : equal
        ? equality(spec, value, random)
        : inequality(spec, value, random),
  );
}

/** 0 ∈ [l, u]. */
function addEmptyRow(spec: SolvableSpec, A: number[][], rows: Sides[], random: Numbers): void {
  A.push(new Array<number>(spec.n).fill(0));
  rows.push(random.happens(0.3) ? { lower: 0, upper: 0, multiplier: 0 } : { ...inequality(spec, 0, random), multiplier: 0 });
}

/** A multiple of an earlier row with the sides that go with it; its multiplier is 0. */
function addCopy(spec: SolvableSpec, A: number[][], rows: Sides[], random: Numbers): void {
  const of = random.integer(0, A.length - 1);
  const factor = random.sign() * (spec.exact ? random.pick([1, 2]) : random.pick([1, 1, 0.5, 4, 0.3, 1e-3, 700]));
  const { lower, upper } = rows[of];
  const sides = factor > 0 ? [factor * lower, factor * upper] : [factor * upper, factor * lower];
  A.push(A[of].map((a) => (a === 0 ? 0 : factor * a)));
  rows.push({ lower: sides[0], upper: sides[1], multiplier: 0 });
}

/** A sum of earlier rows through the solution: dependent, and degenerate. */
function addSum(spec: SolvableSpec, x: number[], A: number[][], rows: Sides[], random: Numbers): void {
  const of = Array.from({ length: random.integer(2, 4) }, () => random.integer(0, A.length - 1));
  const factors = of.map(() => (spec.exact ? random.integer(-2, 2) : random.normal()));
  const row = x.map(
    (_, j) =>
      exactDot(
        factors,
        of.map((i) => A[i][j]),
      ) + 0,
  );
  const value = exactDot(row, x);
  const equal = of.every((i) => rows[i].lower === rows[i].upper);
  A.push(row);
  rows.push({ ...(equal ? equality(spec, value, random) : inequality(spec, value, random)), multiplier: 0 });
}

/** A sum of upper sides of earlier rows, a little looser: never active, always implied. */
function addConsequence(spec: SolvableSpec, x: number[], A: number[][], rows: Sides[], random: Numbers): void {
  const of = Array.from({ length: random.integer(1, 3) }, () => random.integer(0, A.length - 1));
  const factors = of.map(() => (spec.exact ? random.integer(1, 2) : 0.1 + random.next()));
  const sides = of.map((i) => rows[i].upper);
  const implied = sides.every(Number.isFinite);
  A.push(
    x.map(
      (_, j) =>
        exactDot(
          factors,
          of.map((i) => A[i][j]),
        ) + 0,
    ),
  );
  rows.push({ lower: -Infinity, upper: implied ? exactDot(factors, sides) + magnitude(spec, random) : Infinity, multiplier: 0 });
}
