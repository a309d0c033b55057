import { exactDot, largest, naturalUnits, type PlainQP, type Point } from "./certificate.js";

/** Roundings that a number may carry. */
const FEW = 16 * 2 ** -52;

/** What rounding leaves of each residual, whatever the solver. */
export interface RoundingFloor {
  primal: number;
  dual: number;
  gap: number;
}

/**
 * What a change of x and of the multipliers by a few roundings does to each residual: the least that can be asked for
 * where the terms of a sum are themselves rounding, as those of Ax = 0 are. The size of x is that of the largest variable,
 * of a typical side, or of q over P; the size of the multipliers that of the largest one, of the gradient, or of P times
 * x: all in natural units (Wilkinson 1963, backward errors).
 */
export function roundingFloor(qp: PlainQP, { x, y, z }: Point): RoundingFloor {
  const { P, q, A, l, u, lb, ub } = qp;
  const { c, r } = naturalUnits(qp);
  const sides = (lower: number[], upper: number[], k: number): number => largest([lower[k], upper[k]].filter(Number.isFinite));
  const curvature = largest(P.flatMap((row, i) => row.map((one, j) => c[i] * one * c[j])));
  const natural = [...c.map((one, j) => sides(lb, ub, j) / one), ...r.map((one, i) => sides(l, u, i) * one)].filter(
    (one) => one > 0,
  );
  const typical = natural.length === 0 ? 0 : Math.exp(natural.reduce((sum, one) => sum + Math.log(one), 0) / natural.length);
  const size = largest([
    typical,
    ...Array.from(x, (one, j) => one / c[j]),
    ...q.map((one, j) => (curvature === 0 ? 0 : (one * c[j]) / curvature)),
  ]);
  const gradient = P.map((row, j) => Math.max(Math.abs(q[j]), largest(row.map((one, k) => one * x[k]))));
  const pull = largest([
    curvature * size,
    ...Array.from(y, (one, i) => one / r[i]),
    ...Array.from(z, (one, j) => Math.max(Math.abs(one), gradient[j]) * c[j]),
  ]);
  const ofX = c.map((one) => FEW * size * one);
  const ofY = r.map((one) => FEW * pull * one);
  const ofZ = c.map((one) => (FEW * pull) / one);
  const absolute = (values: number[]): number[] => values.map(Math.abs);
  return {
    primal: largest([...A.map((row) => exactDot(absolute(row), ofX)), ...ofX]),
    dual: largest(P.map((row, j) => exactDot(absolute(row), ofX) + exactDot(absolute(A.map((a) => a[j])), ofY) + ofZ[j])),
    gap:
      exactDot(gradient, ofX) +
      exactDot(
        P.map((row, j) => exactDot(absolute(row), ofX) * Math.abs(x[j])),
        c.map(() => 1),
      ) +
      exactDot(
        A.map((_, i) => sides(l, u, i)),
        ofY,
      ) +
      exactDot(
        c.map((_, j) => sides(lb, ub, j)),
        ofZ,
      ),
  };
}
