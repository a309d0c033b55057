import { RiskBudget, type BudgetedRisk } from "../risk/riskBudget.js";
import type { CheckedRiskParity } from "./checkRiskParity.js";
import { clamped, extent, gross, sumOf } from "./points.js";
import { rounded, toConflict } from "./conflict.js";
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
const FALLS = new Array<number>(10).fill(1 / NEXT);
const RISES = [...new Array<number>(8).fill(NEXT), 2 ** 16, 2 ** 16, 2 ** 16];

/** The factor from a level to one between it and the next. */
const BETWEEN = 2;

/** Levels that are nearer each other by a smaller factor have no kink between them where the same assets are held. */
const NEAR = 1.3;

/** Distances from the budget that differ by a smaller share are the same. */
const SAME = 1e-9;

/** Where shares of the risk are off by more, or sizes that cancel are more than this beside their sum and the budget, the sum is not known. */
const SUMMED = 1e-6;
const CANCELLED = 2 ** 24;

/** A sum of so many times the budget has no end. */
const ENDLESS = 2 ** 48;

/** Solves without bounds and scales to the budget; where that breaks a bound, between the bounds. */
export function solveBudgets(problem: CheckedRiskParity): Budgeted {
  const { covariance, budgets, budget, lb, ub, signs, settings } = problem;
  const risk = new RiskBudget(covariance, budgets);
  try {
    const { control, warmStart } = settings;
    const former = warmStart?.x;
    const variance = former?.every((one, i) => one * signs[i] > 0) === true ? covariance.variance(former) : 0;
    const isWarm = former !== undefined && variance > 0;
    const start = isWarm ? former.map((one) => one / Math.sqrt(variance)) : signs;
    const free = risk.solve(control, 1, start, isWarm);
    const scale = budget / sumOf(free.x);
    // Where long and short positions cancel, weights of the size of the budget.
    const size = Math.abs(Number.isFinite(scale) ? scale : budget / gross(free.x)) || 1;
    const scaled = { ...free, x: free.x.map((one) => size * one), marginal: free.marginal.map((one) => size * one) };
    const level = size * size;
    const isWithin = scale > 0 && scale < Infinity && scaled.x.every((one, i) => one >= lb[i] && one <= ub[i]);
    // Without risk there is no level, unless bounds keep apart what hedges.
    if (isWithin || (free.status !== "solved" && free.status !== "dual_infeasible")) return { solution: scaled, level };
    const conflict = sumConflict(budget, [sumOf(lb), sumOf(ub)]);
    if (conflict !== undefined) return { solution: { ...scaled, status: "primal_infeasible" }, level, conflict };
    risk.setBounds(lb, ub);
    if (free.status === "solved") return searchLevel(risk, problem, scaled.x, size);
    const even = Math.abs(budget) / signs.length;
    const evenly = signs.map((sign) => sign * even);
    return searchLevel(risk, problem, evenly, even * Math.sqrt(sumOf(covariance.diagonal())));
  } finally {
    risk.dispose();
  }
}

/** The weights between the bounds at a level. */
interface Tried {
  readonly root: number;
  readonly solution: BudgetedRisk;
  /** Their sum beyond the budget, and its slope in √λ. */
  readonly excess: number;
  readonly slope: number;
  /** Tells apart which assets a bound holds. */
  readonly held: string;
  /** At low levels shares of the risk are rounding, and the sum is not; at high ones it is where long and short cancel. */
  readonly isSummed: boolean;
}

/** Solves at another √λ, from the weights at one. */
type Solve = (from: Tried, root: number) => Tried;

/** The level at which the weights between the bounds have the sum `budget` (Richard & Roncalli 2019, arXiv:1902.05710, §3). */
function searchLevel(
  risk: RiskBudget,
  { budget, lb, ub, settings: { control } }: CheckedRiskParity,
  guess: Float64Array,
  start: number,
): Budgeted {
  /** The sums that were seen. */
  const sums: number[] = [];
  const solveAt = (root: number, from: Float64Array): Tried => {
    const solution = risk.solve(control, root * root, clamped(from, lb, ub), true);
    const { status, deviation, x } = solution;
    const sum = sumOf(x);
    const isSummed =
      (status === "solved" || status === "numerical_error") &&
      deviation <= SUMMED &&
      gross(x) <= CANCELLED * Math.max(Math.abs(sum), Math.abs(budget));
    if (isSummed) sums.push(sum);
    return {
      root,
      solution,
      excess: sum - budget,
      slope: risk.growth() / root,
      held: x.map((one, i) => Number(one === lb[i] || one === ub[i])).join(),
      isSummed,
    };
  };
  const solve: Solve = (from, root) =>
    solveAt(
      root,
      from.solution.x.map((one) => (root / from.root) * one),
    );
  const ends = bracket(solve, solveAt(start, guess), budget, sums);
  const { solution, root, excess } = ends.length === 1 ? ends[0] : narrow(solve, ends, budget);
  const level = root * root;
  const isMet = Math.abs(excess) <= MET * Math.abs(budget);
  if (ends.length > 1 || isMet) {
    const isLost = solution.status === "solved" && !isMet;
    return { solution: isLost ? { ...solution, status: "numerical_error" } : solution, level };
  }
  const range = extent(sums).map((sum) => (Math.abs(sum) > ENDLESS * Math.abs(budget) ? sum * Infinity : sum)) as [
    number,
    number,
  ];
  // That the budget is among the sums, and no level has it, proves nothing.
  const conflict = sumConflict(budget, range);
  if (conflict === undefined) return { solution: { ...solution, status: "numerical_error" }, level };
  return { solution: { ...solution, status: "primal_infeasible" }, level, conflict };
}

/**
 * Two levels with the budget between the sums there, or of which the first meets it or could not be solved; where no level has the budget, the
 * nearest alone. The weights grow with the level, and their sum does but where some are short: then the budget may be met on the other way, or between two
 * levels that are both beyond it.
 */
function bracket(solve: Solve, first: Tried, budget: number, sums: number[]): readonly [Tried] | readonly [Tried, Tried] {
  let last = first;
  const seen = [first];
  const isBeside = (one: Tried): boolean => one.isSummed && one.excess * first.excess > 0;
  /** Goes on from a level; false in rounding. */
  const move = (from: Tried, root: number): boolean => {
    const next = solve(from, root);
    const { status } = next.solution;
    if (!next.isSummed && (status === "solved" || status === "numerical_error")) return false;
    last = next;
    seen.push(next);
    return true;
  };
  for (const factors of first.excess * budget < 0 ? [RISES, FALLS] : [FALLS, RISES]) {
    last = first;
    let from = first;
    for (const factor of factors) {
      if (!isBeside(last)) return [last, from];
      const before = last;
      if (!move(before, before.root * factor)) break;
      from = before;
    }
    if (!isBeside(last)) return [last, from];
    // Where no bound holds a weight the sum is linear in √λ, down to 0.
    if (factors === FALLS) sums.push(budget + last.excess - last.slope * last.root);
  }
  for (const from of [...seen]) if (move(from, from.root * BETWEEN) && !isBeside(last)) return [last, from];
  // The sum may come nearer the budget between two levels, and be farther from it: the range of the sums is told from both.
  for (const sign of [Math.sign(first.excess), -Math.sign(first.excess)])
    for (let step = 0; step < MOST_LEVELS; step++) {
      seen.sort((one, other) => one.root - other.root);
      const valleys = seen.slice(1).map((end, k) => valley(seen[k], end, sign));
      const low = Math.min(...valleys.map(([height]) => height));
      const least = Math.min(...seen.map(({ excess }) => sign * excess));
      const k = valleys.findIndex(([height]) => height === low);
      if (!(low < least - SAME * Math.abs(least)) || !move(seen[k], valleys[k][1])) break;
      if (!isBeside(last)) return [last, seen[k]];
    }
  return [seen.reduce((best, one) => (Math.abs(one.excess) < Math.abs(best.excess) ? one : best))];
}

/**
 * What `sign` times the sum's distance from the budget may fall to between two levels, and where to look. Where they are near each other
 * it is smooth while the same assets are held: the cubic of both sums and slopes turns; else the tangents meet at a kink, but for what
 * bends beside it. Where it is not smooth no slope is taken to be twice as steep as what is seen (Piyavskii 1972).
 */
function valley(begin: Tried, end: Tried, sign: number): readonly [height: number, root: number] {
  const width = end.root - begin.root;
  const rise = sign * (end.excess - begin.excess);
  const [height, first, last] = [sign * begin.excess, sign * width * begin.slope, sign * width * end.slope];
  const isSmooth = begin.held === end.held;
  const [square, cube] = isSmooth ? [3 * rise - 2 * first - last, first + last - 2 * rise] : [0, 0];
  const turn = -first / (square + Math.sqrt(square * square - 3 * cube * first));
  const share = isSmooth ? turn : (rise - last) / (first - last);
  const isNear = end.root <= NEAR * begin.root;
  const isWithin = share > 0 && share < 1;
  const root = isNear && isWithin ? begin.root + Math.min(Math.max(share, 0.1), 0.9) * width : halfway(begin, end);
  if (isNear && isSmooth) return [isWithin ? height + share * (first + share * (square + share * cube)) : Infinity, root];
  return [height + rise / 2 - Math.max(Math.abs(first), Math.abs(last), Math.abs(rise)), root];
}

/**
 * The level between two at which the sum is the budget, by Newton's method in √λ, and halfway where it leads elsewhere. While the same
 * assets are held the sum is smooth, and linear where none is. At last levels differ less than the rounding of their sums: the best is kept.
 */
function narrow(solve: Solve, [begin, end]: readonly [Tried, Tried], budget: number): Tried {
  let [last, other, best] = [begin, end, begin];
  for (let step = 0; step < MOST_LEVELS && last.isSummed; step++) {
    if (Math.abs(last.excess) <= EXACT * Math.abs(budget)) break;
    const isBetween = (root: number): boolean => (root - last.root) * (root - other.root) < 0;
    const newton = last.root - last.excess / last.slope;
    const next = isBetween(newton) ? newton : halfway(last, other);
    if (!isBetween(next)) break;
    const before = last;
    last = solve(last, next);
    if (last.excess * before.excess < 0) other = before;
    if (Math.abs(last.excess) < Math.abs(best.excess)) best = last;
  }
  return last.isSummed ? best : last;
}

/** The root between those of two levels, by their ratio. */
function halfway(one: Tried, other: Tried): number {
  return Math.sqrt(one.root) * Math.sqrt(other.root);
}

/** Which bounds, or signs they give the assets, stand against the budget where it is outside the range of what the weights can sum to. */
function sumConflict(budget: number, range: readonly [number, number]): Conflict | undefined {
  const [least, most] = range;
  const met = MET * Math.abs(budget);
  if (budget >= least - met && budget <= most + met) return undefined;
  const [bounds, sum, side] = budget > most ? ["maxWeights", most, "less"] : (["minWeights", least, "more"] as const);
  const message = `With the risk of the other assets in the proportions of their budgets, ${bounds} let the weights sum to ${rounded(sum)}, ${side} than the budget ${rounded(budget)}.`;
  return toConflict(message, "budget", range, ["budget", bounds]);
}
