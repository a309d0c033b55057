import * as fc from "fast-check";
import type { PlainQP } from "./certificate.js";
import { generateHessian } from "./generateHessian.js";
import { numbers, type Numbers } from "./generateNumbers.js";

/** What decides a problem whose sides are all 0 or none; shares are in tenths. */
export interface ConeSpec {
  seed: number;
  n: number;
  m: number;
  digits: number;
  exact: boolean;
  equalities: number;
  /** Share of the variables of one sign. */
  signed: number;
}

export const coneSpec: fc.Arbitrary<ConeSpec> = fc.record({
  seed: fc.nat(),
  n: fc.integer({ min: 1, max: 30 }),
  m: fc.integer({ min: 0, max: 30 }),
  digits: fc.integer({ min: 0, max: 8 }),
  exact: fc.boolean(),
  equalities: fc.integer({ min: 0, max: 5 }),
  signed: fc.integer({ min: 0, max: 10 }),
});

/** A definite P over a cone: 0 is feasible, so there is one solution; no side says how large x is. */
export function generateCone({ seed, n, m, digits, exact, equalities, signed }: ConeSpec): PlainQP {
  const random = numbers(seed, "cone");
  const entry = (): number => (random.happens(0.5) ? 0 : exact ? random.integer(-5, 5) : random.normal());
  const q = Array.from({ length: n }, entry);
  const A = Array.from({ length: m }, () => q.map(entry));
  const rows = A.map(() => zeroSides(equalities, 10, random));
  const bounds = q.map(() => zeroSides(0, signed, random));
  return {
    n,
    m,
    P: generateHessian({ seed, n, curvature: "definite", digits, exact }),
    q,
    A,
    l: rows.map(([lower]) => lower),
    u: rows.map(([, upper]) => upper),
    lb: bounds.map(([lower]) => lower),
    ub: bounds.map(([, upper]) => upper),
  };
}

function zeroSides(equalities: number, sided: number, random: Numbers): [number, number] {
  if (random.happens(equalities / 10)) return [0, 0];
  if (!random.happens(sided / 10)) return [-Infinity, Infinity];
  return random.happens(0.5) ? [0, Infinity] : [-Infinity, 0];
}
