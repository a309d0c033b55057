import * as fc from "fast-check";
import { exactDot, type PlainQP } from "./certificate.js";
import { withEigenvalues } from "./generateHessian.js";
import { numbers } from "./generateNumbers.js";

/** What decides a problem that is not convex. */
export interface IndefiniteSpec {
  seed: number;
  n: number;
  m: number;
  /** Eigenvalues below 0, at most n. */
  negative: number;
  /** The largest of them is −10^−digits of the largest eigenvalue. */
  digits: number;
  /** Share of the variables with bounds, in tenths. */
  boxed: number;
}

export const indefiniteSpec: fc.Arbitrary<IndefiniteSpec> = fc.record({
  seed: fc.nat(),
  n: fc.integer({ min: 1, max: 40 }),
  m: fc.integer({ min: 0, max: 20 }),
  negative: fc.integer({ min: 1, max: 5 }),
  digits: fc.integer({ min: 0, max: 3 }),
  boxed: fc.integer({ min: 0, max: 10 }),
});

/** P with eigenvalues clearly below 0, inequalities only, and a point inside them all. */
export function generateIndefinite({ seed, n, m, negative, digits, boxed }: IndefiniteSpec): PlainQP {
  const random = numbers(seed, "indefinite");
  const size = (): number => 10 ** (2 * random.next() - 1);
  const eigenvalues = Array.from({ length: n }, (_, k) => (k < Math.min(negative, n) ? -(10 ** -digits) : random.next()));
  if (n > negative) eigenvalues[n - 1] = 1;
  const centre = eigenvalues.map(() => random.normal());
  const A = Array.from({ length: m }, () => centre.map(() => (random.happens(0.5) ? random.normal() : 0)));
  const at = A.map((row) => exactDot(row, centre));
  return {
    n,
    m,
    P: withEigenvalues(eigenvalues, random),
    q: centre.map(() => random.normal()),
    A,
    l: at.map((one) => (random.happens(0.7) ? one - size() : -Infinity)),
    u: at.map((one) => (random.happens(0.7) ? one + size() : Infinity)),
    lb: centre.map((one) => (random.happens(boxed / 10) ? one - size() : -Infinity)),
    ub: centre.map((one) => (random.happens(boxed / 10) ? one + size() : Infinity)),
  };
}
