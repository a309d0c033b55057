import * as fc from "fast-check";
import { exactDot, type PlainQP } from "./certificate.js";
import { generateHessian, type Curvature, type HessianSpec } from "./generateHessian.js";
import { numbers } from "./generateNumbers.js";

/** What decides an infeasible problem; shares are in tenths. */
export interface InfeasibleSpec extends HessianSpec {
  m: number;
  /** Rows of the proof, at most m. */
  proof: number;
  /** Share of the variables whose bound is part of the proof. */
  bounded: number;
  /** Share of the sides that are equalities. */
  equalities: number;
  density: number;
  /** The proof falls short of 0 by 10^−margin of its largest term. */
  margin: number;
}

export interface InfeasibleCase {
  qp: PlainQP;
  y: number[];
  z: number[];
}

export const infeasibleSpec: fc.Arbitrary<InfeasibleSpec> = fc.record({
  seed: fc.nat(),
  n: fc.integer({ min: 1, max: 40 }),
  m: fc.integer({ min: 1, max: 60 }),
  curvature: fc.constantFrom<Curvature>("definite", "semidefinite", "zero"),
  digits: fc.integer({ min: 0, max: 10 }),
  exact: fc.boolean(),
  proof: fc.integer({ min: 1, max: 20 }),
  bounded: fc.integer({ min: 0, max: 10 }),
  equalities: fc.integer({ min: 0, max: 5 }),
  density: fc.integer({ min: 2, max: 10 }),
  margin: fc.integer({ min: 0, max: 5 }),
});

/**
 * A problem around a proof that it has no point: Aᵀy + z = 0 while the multipliers times the sides
 * they pull at sum to less than 0 (Farkas 1902). The last row of the proof is minus the sum of the
 * others and of the bounds in it.
 */
export function generateInfeasible(spec: InfeasibleSpec): InfeasibleCase {
  const { seed, n, m, exact } = spec;
  const random = numbers(seed, "proof");
  const proof = Math.min(spec.proof, m);
  const value = (): number => (exact ? random.integer(-3, 3) : random.normal());
  const size = (): number => (exact ? random.integer(1, 3) : 10 ** (2 * random.next() - 1));
  const centre = Array.from({ length: n }, value);
  const A = Array.from({ length: m }, () => centre.map(() => (random.happens(spec.density / 10) ? value() : 0)));
  const y = A.map((_, i) => (i < proof ? random.sign() * size() : 0));
  const z = centre.map(() => (random.happens(spec.bounded / 10) ? random.sign() * size() : 0));
  const last = proof - 1;
  y[last] = random.sign();
  A[last] = centre.map((_, j) => {
    const others = exactDot([...A.slice(0, last).map((row) => row[j]), z[j]], [...y.slice(0, last), 1]);
    return others === 0 ? 0 : -others / y[last];
  });

  const at = A.map((row) => exactDot(row, centre));
  const [l, u] = [at.map((one) => one - size()), at.map((one) => one + size())];
  const [lb, ub] = [centre.map((one) => one - size()), centre.map((one) => one + size())];
  // The sides of the proof: at the centre moved out or in, the last one in by what makes the sum negative.
  let sum = 0;
  let largest = 1;
  const place = (multiplier: number, centreValue: number, lower: number[], upper: number[], k: number, out: number): void => {
    const side = multiplier > 0 ? centreValue + out : centreValue - out;
    (multiplier > 0 ? upper : lower)[k] = side;
    (multiplier > 0 ? lower : upper)[k] = multiplier > 0 ? -Infinity : Infinity;
    if (random.happens(spec.equalities / 10)) lower[k] = upper[k] = side;
    else if (random.happens(0.5)) (multiplier > 0 ? lower : upper)[k] = multiplier > 0 ? side - size() : side + size();
    sum += Math.abs(multiplier) * out;
    largest = Math.max(largest, Math.abs(multiplier * side));
  };
  z.forEach((one, j) => {
    if (one === 0) {
      if (random.happens(0.3)) lb[j] = -Infinity;
      if (random.happens(0.3)) ub[j] = Infinity;
    } else place(one, centre[j], lb, ub, j, random.sign() * size());
  });
  for (let i = 0; i < last; i++) place(y[i], at[i], l, u, i, random.sign() * size());
  place(y[last], at[last], l, u, last, -sum - largest * 10 ** -spec.margin);
  for (let i = proof; i < m; i++) {
    if (random.happens(0.3)) l[i] = -Infinity;
    if (random.happens(0.3)) u[i] = Infinity;
  }
  const q = centre.map(value);
  return { qp: { n, m, P: generateHessian(spec), q, A, l, u, lb, ub }, y, z };
}
