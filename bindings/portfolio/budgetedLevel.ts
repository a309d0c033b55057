import type { Control } from "../qp/control.js";
import { RiskBudget, type BudgetedRisk } from "../risk/riskBudget.js";
import type { CheckedRiskParity } from "./checkRiskParity.js";
import { clamped, gross, sumOf } from "./points.js";
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

/** On the way to the other side of the budget √λ moves by these factors, one after the other. */
const NEXT = 4;
const FALLS = new Array<number>(8).fill(1 / NEXT);
const RISES = [...new Array<number>(8).fill(NEXT), 2 ** 16, 2 ** 16, 2 ** 16];

/** The factor from a level to one between it and the next, and from where only the levels beside some are worth as many more. */
const BETWEEN = 2;
const NARROW = 1.2;

/** A sum that is nearer by a smaller share is as near. */
const NEARER = 1 - 1e-9;

/** Lower shares of the √λ that the search began at are left to rounding. */
const LOWEST = 2 ** -16;

/** Where shares of the risk are off by more, the sum is not known. */
const SUMMED = 1e-6;

/** A sum that is nearest the budget between two levels is looked for by factors down to this one. */
const LEAST_FACTOR = 1.00001;

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
    // Where long and short positions cancel, weights of the size of the budget.
    const size = Math.abs(Number.isFinite(scale) ? scale : budget / gross(free.x)) || 1;
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

/** Solves at another √λ, from the weights at one. */
type Solve = (from: Tried, root: number) => Tried;

/** The level at which the weights between the bounds have the sum `budget` (Richard & Roncalli 2019, arXiv:1902.05710, §3). */
function searchLevel(
  risk: RiskBudget,
  control: Control,
  { budget, lb, ub }: CheckedRiskParity,
  guess: Float64Array,
  start: number,
): Budgeted {
  const solveAt = (root: number, x: Float64Array): Tried => {
    const solution = risk.solve(control, root * root, clamped(x, lb, ub), false);
    return { root, solution, excess: sumOf(solution.x) - budget };
  };
  const solve: Solve = (from, root) =>
    solveAt(
      root,
      from.solution.x.map((one) => (root / from.root) * one),
    );
  const range: [number, number] = [Infinity, -Infinity];
  const ends = bracket(solve, solveAt(start, guess), budget, (sum) => {
    const end = Math.abs(sum) > ENDLESS * Math.abs(budget) ? sum * Infinity : sum;
    [range[0], range[1]] = [Math.min(range[0], end), Math.max(range[1], end)];
  });
  if (ends.length === 1) {
    const [{ solution, root }] = ends;
    // That the budget is among the sums, and no level has it, proves nothing.
    if (budget >= range[0] && budget <= range[1])
      return { solution: { ...solution, status: "numerical_error" }, level: root ** 2 };
    const conflict = sumConflict(budget > range[1] ? "maxWeights" : "minWeights", budget, range);
    return { solution: { ...solution, status: "primal_infeasible" }, level: root ** 2, conflict };
  }
  const { solution, root, excess } = narrow(solve, ends, budget);
  const isLost = solution.status === "solved" && Math.abs(excess) > MET * Math.abs(budget);
  return { solution: isLost ? { ...solution, status: "numerical_error" } : solution, level: root ** 2 };
}

/** At low levels shares of the risk are rounding, and the sum is not. */
function isSummed({ solution: { status, deviation } }: Tried): boolean {
  return status === "solved" || (status === "numerical_error" && deviation <= SUMMED);
}

/**
 * Two levels with the budget between the sums there, or of which the first meets it or could not be solved; where no level has the budget, the
 * nearest alone. The weights grow with the level, and their sum does but where some are short: then the budget may be met on the other way, or between two
 * levels that are both beyond it. Sums are shown to `see` as they come.
 */
function bracket(
  solve: Solve,
  first: Tried,
  budget: number,
  see: (sum: number) => void,
): readonly [Tried] | readonly [Tried, Tried] {
  let last = first;
  let best = first;
  const seen = [first];
  const isBeside = (one: Tried): boolean => isSummed(one) && one.excess * first.excess > 0;
  /** Goes on from a level; false in rounding. */
  const move = (from: Tried, factor: number): boolean => {
    const next = solve(from, from.root * factor);
    if (next.solution.status === "numerical_error" && !isSummed(next)) return false;
    last = next;
    seen.push(next);
    see(budget + next.excess);
    if (Math.abs(next.excess) < Math.abs(best.excess)) best = next;
    return true;
  };
  see(budget + first.excess);
  for (const factors of first.excess * budget < 0 ? [RISES, FALLS] : [FALLS, RISES]) {
    last = first;
    let from = first;
    for (const factor of factors) {
      if (!isBeside(last)) return [last, from];
      const before = last;
      if (!move(before, factor)) break;
      from = before;
    }
    if (!isBeside(last)) return [last, from];
    // Where no bound holds a weight the sum is linear in √λ, down to 0.
    if (factors === FALLS && from !== last)
      see(budget + last.excess - ((last.excess - from.excess) / (last.root - from.root)) * last.root);
  }
  // The sum may come nearer the budget between two levels: all are looked between, then beside those that are nearer than both next to them.
  for (let factor = BETWEEN; factor > NARROW; factor = Math.sqrt(factor))
    for (const from of [...seen]) if (move(from, factor) && !isBeside(last)) return [last, from];
  seen.sort((one, other) => one.root - other.root);
  const isNearer = (one: Tried, other: Tried | undefined): boolean =>
    other !== undefined && Math.abs(one.excess) < NEARER * Math.abs(other.excess);
  for (let near of seen.filter((one, k) => one === best || (isNearer(one, seen[k - 1]) && isNearer(one, seen[k + 1]))))
    for (let factor = NARROW; factor > LEAST_FACTOR; factor = Math.sqrt(factor))
      for (const one of [factor, 1 / factor]) {
        if (!(near.root * one > LOWEST * first.root && move(near, one))) continue;
        if (!isBeside(last)) return [last, near];
        if (isNearer(last, near)) near = last;
      }
  return [best];
}

/**
 * The level between two at which the sum is the budget. While the same assets are held the sum is smooth in √λ, and linear where none is:
 * secants that never stall at one end meet it (Dowell & Jarratt 1971, the Illinois method).
 */
function narrow(solve: Solve, [begin, end]: readonly [Tried, Tried], budget: number): Tried {
  let [last, other] = [begin, end];
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
    last = solve(last, next);
    if (last.excess * before.excess < 0) [other, weight] = [before, 1];
    else weight *= 0.5;
  }
  return last;
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
