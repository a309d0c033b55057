import type { Control } from "../qp/control.js";
import { solveOverUniverse } from "../qp/solveOverUniverse.js";
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

/** Levels tried at the most: each halves the bracket or does better. */
const MOST_LEVELS = 100;

/** So many halvings that left the sum above the budget ask for the least sum there is. */
const MANY_HALVINGS = 4;

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
    const isWithin = scale > 0 && scaled.x.every((one, i) => one >= lb[i] && one <= ub[i]);
    if (free.status !== "solved" || isWithin) return { solution: scaled, level };
    const conflict = boundsConflict(problem);
    if (conflict !== undefined) return { solution: { ...scaled, status: "primal_infeasible" }, level, conflict };
    risk.setBounds(lb, ub);
    return searchLevel(risk, control, problem, scaled.x, size);
  } finally {
    risk.dispose();
  }
}

/**
 * The level at which the weights between the bounds have the sum `budget` (Richard & Roncalli 2019, arXiv:1902.05710, §3).
 * While the same assets are held the sum is smooth in √λ, and linear where none is: secants that
 * never stall at one end meet it (Dowell & Jarratt 1971, the Illinois method).
 */
function searchLevel(
  risk: RiskBudget,
  control: Control,
  problem: CheckedRiskParity,
  guess: Float64Array,
  root: number,
): Budgeted {
  const { budget, lb, ub } = problem;
  let x = guess;
  const solve = (at: number): { root: number; solution: BudgetedRisk; excess: number } => {
    const between = x.map((one, i) => Math.min(Math.max(one, lb[i]), ub[i]));
    const solution = risk.solve(control, at * at, between, false);
    x = solution.x;
    return { root: at, solution, excess: sumOf(x) - budget };
  };
  let [below, above]: (ReturnType<typeof solve> | undefined)[] = [];
  let [belowWeight, aboveWeight] = [1, 1];
  let last = solve(root);
  for (let step = 0; step < MOST_LEVELS && last.solution.status === "solved"; step++) {
    if (Math.abs(last.excess) <= EXACT * Math.abs(budget)) break;
    const isBelow = last.excess < 0;
    // The end that stayed twice in a row is given half its weight.
    aboveWeight = isBelow ? (below === undefined ? 1 : 0.5 * aboveWeight) : 1;
    belowWeight = isBelow ? 1 : above === undefined ? 1 : 0.5 * belowWeight;
    if (isBelow) below = last;
    else above = last;
    if (below === undefined && step === MANY_HALVINGS) {
      const least = sumWithoutBudgets(problem);
      if (budget < least) {
        const conflict = sumConflict("minWeights", budget, [least, sumOf(ub)]);
        return { solution: { ...last.solution, status: "primal_infeasible" }, level: last.root ** 2, conflict };
      }
    }
    if (below === undefined || above === undefined) {
      last = solve(last.root * (isBelow ? 2 : 0.5));
      continue;
    }
    const [f, g] = [belowWeight * below.excess, aboveWeight * above.excess];
    const secant = below.root - (f * (above.root - below.root)) / (g - f);
    const isInside = (secant - below.root) * (secant - above.root) < 0;
    const next = isInside ? secant : 0.5 * (below.root + above.root);
    if (next === below.root || next === above.root) break;
    last = solve(next);
  }
  const { solution } = last;
  const isLost = solution.status === "solved" && Math.abs(last.excess) > MET * Math.abs(budget);
  return { solution: isLost ? { ...solution, status: "numerical_error" } : solution, level: last.root ** 2 };
}

/** The sum at the level 0: that of the weights of least variance between the bounds. */
function sumWithoutBudgets({ covariance: P, lb, ub, settings }: CheckedRiskParity): number {
  const n = lb.length;
  const none = new Float64Array(0);
  const cold = { ...settings, warmStart: undefined };
  return sumOf(solveOverUniverse({ P, n, m: 0, q: new Float64Array(n), A: none, l: none, u: none, lb, ub }, cold).x);
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
