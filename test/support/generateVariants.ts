import type { PlainQP } from "./certificate.js";
import { randomOrder, type Numbers } from "./generateNumbers.js";

/** The same problem written in another way. */
export interface Variant {
  qp: PlainQP;
  /** The objective is this many times that of the original. */
  cost: number;
  /** The point of the original that a point of the variant stands for. */
  original(x: ArrayLike<number>): number[];
}

const same = (x: ArrayLike<number>): number[] => Array.from(x);

/** Variables and rows in another order. */
export function permuted(qp: PlainQP, random: Numbers): Variant {
  const variables = randomOrder(qp.n, random);
  const rows = randomOrder(qp.m, random);
  const byVariable = (values: number[]): number[] => variables.map((j) => values[j]);
  const byRow = <T>(values: T[]): T[] => rows.map((i) => values[i]);
  return {
    qp: {
      n: qp.n,
      m: qp.m,
      P: variables.map((j) => byVariable(qp.P[j])),
      q: byVariable(qp.q),
      A: byRow(qp.A).map(byVariable),
      l: byRow(qp.l),
      u: byRow(qp.u),
      lb: byVariable(qp.lb),
      ub: byVariable(qp.ub),
    },
    cost: 1,
    original: (x) => {
      const back = new Array<number>(qp.n);
      variables.forEach((j, k) => (back[j] = x[k]));
      return back;
    },
  };
}

/** Some rows a second time, some of them times a power of two of either sign. */
export function withRowsTwice(qp: PlainQP, random: Numbers): Variant {
  const again = qp.A.map((_, i) => i).filter(() => random.happens(0.5));
  const factors = again.map(() => random.sign() * 2 ** random.integer(-3, 3));
  const side = (k: number, positive: number[], negative: number[]): number =>
    factors[k] * (factors[k] > 0 ? positive : negative)[again[k]];
  return {
    qp: {
      ...qp,
      m: qp.m + again.length,
      A: [...qp.A, ...again.map((i, k) => qp.A[i].map((a) => a * factors[k]))],
      l: [...qp.l, ...again.map((_, k) => side(k, qp.l, qp.u))],
      u: [...qp.u, ...again.map((_, k) => side(k, qp.u, qp.l))],
    },
    cost: 1,
    original: same,
  };
}

/** Some variables as the sum of two equal ones, each with half the room: P becomes singular. */
export function withVariablesTwice(qp: PlainQP, random: Numbers): Variant {
  const split = qp.q.map(() => random.happens(0.3));
  const parts = qp.q.flatMap((_, j) => (split[j] ? [j, j] : [j]));
  const spread = (row: number[]): number[] => parts.map((j) => row[j]);
  const halved = (values: number[]): number[] => parts.map((j) => (split[j] ? values[j] / 2 : values[j]));
  return {
    qp: {
      ...qp,
      n: parts.length,
      P: parts.map((j) => spread(qp.P[j])),
      q: spread(qp.q),
      A: qp.A.map(spread),
      lb: halved(qp.lb),
      ub: halved(qp.ub),
    },
    cost: 1,
    original: (x) => {
      const sums = new Array<number>(qp.n).fill(0);
      parts.forEach((j, k) => (sums[j] += x[k]));
      return sums;
    },
  };
}

/** P and q times `factor`. */
export function withCost(qp: PlainQP, factor: number): Variant {
  const times = (values: number[]): number[] => values.map((one) => one * factor);
  return { qp: { ...qp, P: qp.P.map(times), q: times(qp.q) }, cost: factor, original: same };
}

/** Row i, its sides included, times `factors[i]` > 0. */
export function withRowUnits(qp: PlainQP, factors: number[]): Variant {
  const times = (values: number[]): number[] => values.map((one, i) => one * factors[i]);
  return {
    qp: { ...qp, A: qp.A.map((row, i) => row.map((a) => a * factors[i])), l: times(qp.l), u: times(qp.u) },
    cost: 1,
    original: same,
  };
}

/** Variable j measured in units of `units[j]` > 0: its values are x/unit. */
export function withVariableUnits(qp: PlainQP, units: number[]): Variant {
  const times = (values: number[]): number[] => values.map((one, j) => one * units[j]);
  const divided = (values: number[]): number[] => values.map((one, j) => one / units[j]);
  return {
    qp: {
      ...qp,
      P: qp.P.map((row, i) => row.map((one, j) => one * (units[i] * units[j]))),
      q: times(qp.q),
      A: qp.A.map(times),
      lb: divided(qp.lb),
      ub: divided(qp.ub),
    },
    cost: 1,
    original: (x) => Array.from(x, (one, j) => one * units[j]),
  };
}
