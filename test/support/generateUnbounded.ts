import * as fc from "fast-check";
import { exactDot, type PlainQP } from "./certificate.js";
import { numbers, type Numbers } from "./generateNumbers.js";

/** What decides an unbounded problem; shares are in tenths. */
export interface UnboundedSpec {
  seed: number;
  n: number;
  m: number;
  /** Terms of P, each flat along the ray. */
  rank: number;
  /** Share of the rows that the ray runs along. */
  along: number;
  /** Share of the variables the ray moves. */
  moving: number;
  /** The entries of a variable and of a row are multiplied by 10^±spread at most. */
  spread: number;
}

export interface UnboundedCase {
  qp: PlainQP;
  ray: number[];
}

export const unboundedSpec: fc.Arbitrary<UnboundedSpec> = fc.record({
  seed: fc.nat(),
  n: fc.integer({ min: 1, max: 40 }),
  m: fc.integer({ min: 0, max: 60 }),
  rank: fc.integer({ min: 0, max: 40 }),
  along: fc.integer({ min: 0, max: 10 }),
  moving: fc.integer({ min: 1, max: 10 }),
  spread: fc.constantFrom(0, 0, 1, 3),
});

/**
 * A feasible problem around a ray of descent d: Pd = 0, qᵀd < 0, and no side is left along d. In
 * small integers, so that the ray is exactly one.
 */
export function generateUnbounded(spec: UnboundedSpec): UnboundedCase {
  const { seed, n, m } = spec;
  const random = numbers(seed, "ray");
  const ray = Array.from({ length: n }, (): number =>
    random.happens(spec.moving / 10) ? random.sign() * random.integer(1, 3) : 0,
  );
  if (!ray.some((one) => one !== 0)) ray[random.integer(0, n - 1)] = random.sign();
  const P = ray.map(() => new Array<number>(n).fill(0));
  for (let k = 0; k < spec.rank; k++) {
    const g = flat(ray, random);
    g.forEach((one, i) => g.forEach((other, j) => (P[i][j] += one * other)));
  }
  const q = ray.map(() => random.integer(-3, 3));
  const mover = ray.findIndex((one) => one !== 0);
  while (exactDot(q, ray) >= 0) q[mover] -= Math.sign(ray[mover]);

  const centre = ray.map(() => random.integer(-3, 3));
  const A = Array.from({ length: m }, () =>
    random.happens(spec.along / 10) ? flat(ray, random) : ray.map(() => (random.happens(0.5) ? random.integer(-3, 3) : 0)),
  );
  const rows = A.map((row) => sidesAlong(exactDot(row, ray), exactDot(row, centre), random));
  const bounds = ray.map((rate, j) => sidesAlong(rate, centre[j], random));
  const [l, u] = [rows.map(([lower]) => lower), rows.map(([, upper]) => upper)];
  const [lb, ub] = [bounds.map(([lower]) => lower), bounds.map(([, upper]) => upper)];
  return spreadUnits({ qp: { n, m, P, q, A, l, u, lb, ub }, ray }, spec.spread, random);
}

/** A vector at right angles to `ray`: a sum of a few dⱼeᵢ − dᵢeⱼ. */
function flat(ray: number[], random: Numbers): number[] {
  const g = new Array<number>(ray.length).fill(0);
  for (let k = 0; k < 3; k++) {
    const [i, j] = [random.integer(0, ray.length - 1), random.integer(0, ray.length - 1)];
    if (i === j) {
      if (ray[i] === 0) g[i] += random.sign();
      continue;
    }
    const sign = random.sign();
    g[i] += sign * ray[j];
    g[j] -= sign * ray[i];
  }
  return g;
}

/** Sides around `value` of which none is left at this rate. */
function sidesAlong(rate: number, value: number, random: Numbers): [number, number] {
  const lower = random.happens(0.6) ? value - random.integer(0, 2) : -Infinity;
  const upper = random.happens(0.6) ? value + random.integer(0, 2) : Infinity;
  if (rate > 0) return [lower, Infinity];
  if (rate < 0) return [-Infinity, upper];
  return random.happens(0.2) ? [value, value] : [lower, upper];
}

/** Powers of two for units, so that nothing is rounded. */
function spreadUnits({ qp, ray }: UnboundedCase, spread: number, random: Numbers): UnboundedCase {
  const exponent = Math.round(spread * Math.log2(10));
  const unit = ray.map(() => 2 ** random.integer(-exponent, exponent));
  const weight = qp.A.map(() => 2 ** random.integer(-exponent, exponent));
  return {
    ray: ray.map((one, j) => one / unit[j]),
    qp: {
      ...qp,
      P: qp.P.map((row, i) => row.map((one, j) => one * unit[i] * unit[j])),
      q: qp.q.map((one, j) => one * unit[j]),
      A: qp.A.map((row, i) => row.map((one, j) => one * weight[i] * unit[j])),
      l: qp.l.map((one, i) => one * weight[i]),
      u: qp.u.map((one, i) => one * weight[i]),
      lb: qp.lb.map((one, j) => one / unit[j]),
      ub: qp.ub.map((one, j) => one / unit[j]),
    },
  };
}
