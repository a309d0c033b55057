import type { Control } from "../qp/control.js";
import { RiskBudget, type BudgetedRisk } from "../risk/riskBudget.js";
import type { CheckedRiskParity } from "./checkRiskParity.js";
import type { Conflict } from "./portfolio.js";

/** Where the search for the level ended. */
export interface Budgeted {
  readonly solution: BudgetedRisk;
  /** λ: the risk contribution of an asset that no bound holds is λ times its budget. */
  readonly level: number;
  /** Why the status is `primal_infeasible`. */
  readonly conflict?: Conflict;
}

/** The budget is met where the sum of the weights differs from it by no more than this share, and taken as met below the other. */
const EXACT = 1e-14;
const MET = 1e-12;

/** Levels tried between two at the most: each halves what is between them or does better. */
const MOST_LEVELS = 100;

/** On the way to the other side of the budget √λ moves by the first of these factors, and where it has risen so often by the other. */
const NEXT = 4;
const FAR = 2 ** 16;
const MOST_FALLS = 8;
const MOST_RISES = 11;

/** Lower shares of the √λ that the search began at are left to rounding. */
const LOWEST = 2 ** -16;

/** Where shares of the risk are off by more, the sum is not known. */
const SUMMED = 1e-6;

/** A sum that is nearest the budget between two levels is looked for by factors down to this one. */
const LEAST_FACTOR = 1.0005;

/** A sum of so many times the budget has no end. */
const ENDLESS = 2 ** 48;

/** Solves without bounds and scales to the budget; where that breaks a bound, between the bounds. */
export function solveBudgets(problem: CheckedRiskParity, control: Control): Budgeted {
  const { covariance, budgets, budget, lb, ub, signs, settings } = problem;
  const risk = new RiskBudget(covariance, budgets);
  try {
    const former = settings.warmStart?.x;
    const variance = former?.every((one, i) => one * signs[i] > 0) === true ? covariance.variance(former) : 0;
    const isWarm = former !== undefined && variance > 0;
    const start = isWarm ? former.map((one) => one / Math.sqrt(variance)) : signs;
    const free = risk.solve(control, 1, start, !isWarm);
    const scale = budget / sumOf(free.x);
    const size = Number.isFinite(scale) ? Math.abs(scale) : 1;
    const scaled = { ...free, x: free.x.map((one) => size * one), marginal: free.marginal.map((one) => size * one) };
    const level = size * size;
    const isWithin = scale > 0 && scale < Infinity && scaled.x.every((one, i) => one >= lb[i] && one <= ub[i]);
    // Without risk there is no level, unless bounds keep apart what hedges.
    if (isWithin || (free.status !== "solved" && free.status !== "dual_infeasible")) return { solution: scaled, level };
    const conflict = boundsConflict(problem);
    if (conflict !== undefined) return { solution: { ...scaled, status: "primal_infeasible" }, level, conflict };
    risk.setBounds(lb, ub);
    if (free.status === "solved") return searchLevel(risk, control, problem, scaled.x, size);
    const even = Math.abs(budget) / signs.length;
    const variances = covariance.diagonal();
    return searchLevel(
      risk,
      control,
      problem,
      signs.map((sign) => sign * even),
      even * Math.sqrt(sumOf(variances)),
    );
  } finally {
    risk.dispose();
  }
}

/** The weights between the bounds at a level, and their sum beyond the budget. */
interface Tried {
  readonly root: number;
  readonly solution: BudgetedRisk;
  readonly excess: number;
}

/**
 * The level at which the weights between the bounds have the sum `budget` (Richard & Roncalli 2019, arXiv:1902.05710, §3).
 * While the same assets are held the sum is smooth in √λ, and linear where none is: secants that
 * never stall at one end meet it (Dowell & Jarratt 1971, the Illinois method).
 */
function searchLevel(
  risk: RiskBudget,
  control: Control,
  { budget, lb, ub }: CheckedRiskParity,
  guess: Float64Array,
  start: number,
): Budgeted {
  const sums: number[] = [];
  const see = (sum: number): number => sums.push(Math.abs(sum) > ENDLESS * Math.abs(budget) ? sum * Infinity : sum);
  const solve = (root: number, x: Float64Array, from: number): Tried => {
    const between = x.map((one, i) => Math.min(Math.max((root / from) * one, lb[i]), ub[i]));
    const solution = risk.solve(control, root * root, between, false);
    return { root, solution, excess: sumOf(solution.x) - budget };
  };
  const solveFrom = ({ root, solution }: Tried, at: number): Tried => solve(at, solution.x, root);
  // At low levels shares of the risk are rounding, and the sum is not.
  const isSummed = ({ solution: { status, deviation } }: Tried): boolean =>
    status === "solved" || (status === "numerical_error" && deviation <= SUMMED);
  const first = solve(start, guess, start);
  let [last, other, best] = [first, first, first];
  const isBeside = (): boolean => isSummed(last) && last.excess * first.excess > 0;
  /** Moves on from a level, but into rounding. */
  const move = (from: Tried, factor: number): void => {
    const next = solveFrom(from, from.root * factor);
    if (next.solution.status === "numerical_error" && !isSummed(next)) return;
    [last, other] = [next, from];
    see(sumOf(next.solution.x));
    if (Math.abs(next.excess) < Math.abs(best.excess)) best = next;
  };
  // The weights grow with the level, and their sum does but where some are short: then it may be met on the other way.
  for (const power of first.excess * budget < 0 ? [1, -1] : [-1, 1]) {
    if (!isBeside()) break;
    last = other = first;
    for (let step = 0; isBeside() && step < (power > 0 ? MOST_RISES : MOST_FALLS); step++)
      move(last, (step < MOST_FALLS ? NEXT : FAR) ** power);
    // Where no bound holds a weight the sum is linear in √λ, down to 0.
    const slope = (last.excess - other.excess) / (last.root - other.root || 1);
    if (power < 0 && isBeside()) see(budget + last.excess - slope * last.root);
  }
  // Between the levels tried the sum may have come nearer than at any of them.
  for (let factor = NEXT; factor > LEAST_FACTOR; factor = Math.sqrt(factor))
    for (const power of [1, -1]) if (isBeside() && best.root * factor ** power > LOWEST * start) move(best, factor ** power);
  if (isBeside()) {
    const range = [Math.min(...sums), Math.max(...sums)] as const;
    const conflict = sumConflict(budget > range[1] ? "maxWeights" : "minWeights", budget, range);
    return { solution: { ...last.solution, status: "primal_infeasible" }, level: last.root ** 2, conflict };
  }
  // The end that stayed twice in a row is given half its weight.
  let weight = 1;
  for (let step = 0; step < MOST_LEVELS && isSummed(last); step++) {
    if (Math.abs(last.excess) <= EXACT * Math.abs(budget)) break;
    const [near, far] = [Math.min(last.root, other.root), Math.max(last.root, other.root)];
    const secant = last.root - (last.excess * (other.root - last.root)) / (weight * other.excess - last.excess);
    const isFar = far > 4 * near;
    const next = isFar ? Math.sqrt(near) * Math.sqrt(far) : secant > near && secant < far ? secant : 0.5 * (near + far);
    if (next <= near || next >= far) break;
    const before = last;
    last = solveFrom(last, next);
    if (last.excess * before.excess < 0) [other, weight] = [before, 1];
    else weight *= 0.5;
  }
  const { solution, root, excess } = last;
  const isLost = solution.status === "solved" && Math.abs(excess) > MET * Math.abs(budget);
  return { solution: isLost ? { ...solution, status: "numerical_error" } : solution, level: root ** 2 };
}

/** What stands against the budget where the bounds, or the signs they give the assets, cannot have its sum. */
function boundsConflict({ budget, lb, ub }: CheckedRiskParity): Conflict | undefined {
  const [least, most] = [sumOf(lb), sumOf(ub)];
  if (budget >= least && budget <= most) return undefined;
  return sumConflict(budget > most ? "maxWeights" : "minWeights", budget, [least, most]);
}

/** The budget is outside the range of what the weights can sum to because of one kind of bounds. */
function sumConflict(bounds: "minWeights" | "maxWeights", budget: number, range: readonly [number, number]): Conflict {
  const [sum, side] = bounds === "maxWeights" ? [range[1], "less"] : [range[0], "more"];
  return Object.freeze({
    constraints: Object.freeze(["budget", bounds]),
    message: `With the risk of the other assets in the proportions of their budgets, ${bounds} let the weights sum to ${sum}, ${side} than the budget ${budget}.`,
    attainable: Object.freeze({ constraint: "budget", range: Object.freeze(range) }),
  });
}

/** Σxᵢ. */
export function sumOf(x: Float64Array): number {
  return x.reduce((sum, one) => sum + one, 0);
}
