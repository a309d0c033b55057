import type { Covariance } from "../covariance/covariance.js";
import type { Control } from "../qp/control.js";
import { nodesWithin } from "../qp/nodes.js";
import type { Sides } from "../qp/problem.js";
import { Universe, type UniverseSolution, type UniverseStart } from "../qp/universe.js";
import { slopesAt, type Kinks } from "./kinks.js";
import { leastDistance } from "./leastDistance.js";
import { isHeld, type Limit, type LimitName } from "./limits.js";
import { searchLimit, type Priced } from "./limitSearch.js";
import { between, distance, dot, joined, largest } from "./points.js";
import { guessPrice } from "./priceGuess.js";

/** A portfolio problem with kinks: minimise ½xᵀ(P + D)x + qᵀx + costs, D diagonal, within limits. */
export interface LimitedProblem extends Sides {
  readonly P: Covariance;
  readonly diagonal?: Float64Array | undefined;
  readonly q: Float64Array;
  readonly kinks: Kinks;
  /** The limits that the signs of the kinks are of. */
  readonly limits: readonly Limit[];
}

/** A limit that no weights can meet. */
export interface LimitRefuted {
  readonly limit: LimitName;
  /** The other limit, where it plays a part. */
  readonly besides: readonly LimitName[];
  /** The rows that stand against it. */
  readonly rows: readonly number[];
}

export interface LimitedSolution {
  readonly solution: UniverseSolution;
  /** The multipliers of the limits, in their order. */
  readonly prices: readonly number[];
  readonly refuted?: LimitRefuted;
}

/** Amounts that differ by no more than this share are the same. */
const ROUNDING = 1e-12;

/** Dual residuals that differ by no more than this factor are alike. */
const ALIKE = 100;

/** How near a proof has to be to an amount before the amount is taken for the least there is. */
const NEAR = 1e-4;

/** A proof that says more beyond the limit than this share is more than rounding. */
const BEYOND = 1e-6;

/** A row whose multiplier is a smaller share of the largest is not named. */
const NAMED = 1e-9;

/** Solves with the limits as prices, searched for one inside the other. */
export function solveLimited(problem: LimitedProblem, control: Control, start: UniverseStart): LimitedSolution {
  const universe = new Universe({ ...problem, nodes: problem.kinks });
  try {
    return new LimitedSolve(problem, control, universe, start).within();
  } finally {
    universe.dispose();
  }
}

class LimitedSolve {
  #start: UniverseStart;
  /** Where the last search for the price of each limit ended. */
  readonly #prices: number[];

  constructor(
    private readonly problem: LimitedProblem,
    private readonly control: Control,
    private readonly universe: Universe,
    start: UniverseStart,
  ) {
    this.#start = start;
    this.#prices = problem.limits.map(() => 0);
  }

  /** The solution within the limits from number `first` on, those before it at their prices. */
  within(first = 0, prices: readonly number[] = this.#prices.map(() => 0)): LimitedSolution {
    const limit = this.problem.limits[first];
    if (limit === undefined) return { solution: this.#solveAt(prices), prices };
    const { max, centre, size } = limit;
    const { x, y } = this.#start;
    const isInside = y !== undefined && distance(x, centre) < max - ROUNDING * size;
    let last: LimitedSolution | undefined;
    let refuted: LimitRefuted | undefined;
    const { outcome, at } = searchLimit<LimitedSolution>({
      limit: max,
      size,
      // It had no price where this begins inside it.
      begin: isInside ? 0 : undefined,
      guess: this.#prices[first] || this.#guess(limit),
      solve: (price) => {
        last = this.within(first + 1, replaced(prices, first, price));
        return last.solution.status === "solved"
          ? { price, solution: last, amount: distance(last.solution.x, centre) }
          : undefined;
      },
      refutes: ({ amount, solution }, before) => {
        refuted = this.#refuted(first, solution, amount, before.amount);
        return refuted !== undefined;
      },
      meet: (within, beyond, isEnd) => {
        const met = this.#met(first, within, beyond, isEnd);
        return met && { price: met.prices[first], solution: met, amount: max };
      },
    });
    this.#prices[first] = at?.price ?? 0;
    if (outcome === "ended" || at === undefined) return last as LimitedSolution;
    const { solution } = at.solution;
    const status = outcome === "found" ? solution.status : outcome === "refuted" ? "primal_infeasible" : "numerical_error";
    return { ...at.solution, solution: { ...solution, status }, ...(refuted && { refuted }) };
  }

  /**
   * The solution at limit `first` between one within it and one beyond: at the same price so is the point between them, else this limit and
   * those after it are rows.
   */
  #met(
    first: number,
    within: Priced<LimitedSolution>,
    beyond: Priced<LimitedSolution>,
    isEnd: boolean,
  ): LimitedSolution | undefined {
    const limits = this.problem.limits.slice(first);
    const share = (limits[0].max - within.amount) / (beyond.amount - within.amount);
    const { solution, prices } = within.solution;
    const far = beyond.solution.solution;
    const x = between(solution.x, far.x, share);
    const startAt = (price: number, y: Float64Array): LimitedSolution => ({
      solution: { ...solution, x, y },
      prices: replaced(prices, first, price),
    });
    const start = startAt(beyond.price && within.price, between(solution.y, far.y, share));
    // Before the end prices that are not the same are no reason for more than is left of both.
    const most = isEnd ? Infinity : ALIKE * Math.max(solution.dualResidual, far.dualResidual);
    const isMet = (point: LimitedSolution): boolean =>
      point.solution.status === "solved" &&
      point.solution.dualResidual <= most &&
      limits.every((limit, i) => isHeld(limit, point.solution.x, point.prices[first + i], ROUNDING));
    // The price of one side is that of both: where all slopes cancel there, no number beside it will do.
    for (const solve of [
      () => this.#certified(start),
      () => this.#certified(startAt(beyond.price, far.y)),
      () => this.#alongLimits(first, start),
    ]) {
      const met = solve();
      if (isMet(met)) return met;
    }
    return undefined;
  }

  /**
   * The solution with the limits from `first` on as rows, where no double is near enough to their prices. Between the solutions on both sides
   * of a limit no asset crosses its centre: on its side of it, what is counted is linear.
   */
  #alongLimits(first: number, { solution: from, prices }: LimitedSolution): LimitedSolution {
    const { m, A, l, u, lb, ub, kinks } = this.problem;
    const { x, y, rows } = from;
    const limits = this.problem.limits.slice(first);
    const [low, high] = [lb.slice(), ub.slice()];
    const signs = limits.map(({ centre }) => x.map((one, j) => Math.sign(one - centre[j])));
    const sides = limits.map(({ max, centre }, i) => max + dot(signs[i], centre));
    limits.forEach(({ centre }, i) =>
      signs[i].forEach((sign, j) => {
        if (sign >= 0) low[j] = Math.max(low[j], centre[j]);
        if (sign <= 0) high[j] = Math.min(high[j], centre[j]);
      }),
    );
    const before = prices.slice(0, first);
    const slope = this.#slopes([...before, ...limits.map(() => 0)]);
    const universe = new Universe({
      ...this.problem,
      m: m + limits.length,
      A: joined([A, ...signs]),
      l: joined([l, new Float64Array(limits.length).fill(-Infinity)]),
      u: joined([u, sides]),
      nodes: nodesWithin({ ...kinks, slope }, low, high),
    });
    try {
      const start = { x, y: joined([y, prices.slice(first)]), rows: [...rows, ...limits.map(() => 1)] };
      const solution = universe.solve(this.control, start);
      const [ofRows, ofLimits] = [solution.y.slice(0, m), solution.y.subarray(m)];
      return this.#certified({
        solution: { ...from, x: solution.x, y: ofRows },
        prices: [...before, ...ofLimits.map((price) => Math.max(0, price))],
      });
    } finally {
      universe.dispose();
    }
  }

  #slopes(prices: readonly number[]): Float64Array {
    return slopesAt(this.problem.kinks, prices);
  }

  #certified(point: LimitedSolution): LimitedSolution {
    this.universe.write({ slope: this.#slopes(point.prices) });
    return { ...point, solution: this.universe.certify(point.solution, this.control.tolerance) };
  }

  #solveAt(prices: readonly number[]): UniverseSolution {
    this.universe.write({ slope: this.#slopes(prices) });
    const solution = this.universe.solve(this.control, this.#start);
    if (solution.status === "solved") this.#start = solution;
    return solution;
  }

  /** Whether the multipliers of a solution at a high price prove that limit `first` cannot be met. */
  #refuted(first: number, solved: LimitedSolution, amount: number, before: number): LimitRefuted | undefined {
    const { y } = solved.solution;
    const priced = this.problem.limits
      .map(({ name, centre, max }, i) => ({ name, centre, limit: max, price: solved.prices[i] }))
      .slice(first)
      .filter(({ price }) => price > 0);
    // What can be attained is reached at some price: next to the limit the proof has to be near, and the amount to stand still.
    const least = leastDistance(this.problem, priced, y);
    const { name, max, size } = this.problem.limits[first];
    const most = Math.max(size, amount);
    const isReached = before - amount <= ROUNDING * most && amount - least <= NEAR * most;
    if (!(least > max + (isReached ? ROUNDING : BEYOND) * size)) return undefined;
    const nothing = NAMED * largest(y);
    const rows = Array.from(y.keys()).filter((i) => Math.abs(y[i]) > nothing);
    return { limit: name, rows, besides: priced.slice(1).map((one) => one.name) };
  }

  /** A price of the limit to begin with, from the gradient at the start; see priceGuess.ts. */
  #guess({ centre, max }: Limit): number {
    const { P, q, diagonal, lb, ub } = this.problem;
    const { x } = this.#start;
    const D = diagonal ?? new Float64Array(x.length);
    const curvature = P.diagonal().map((one, j) => one + D[j]);
    // Minus the gradient where asset j alone is at its centre.
    const pull = P.multiply(x).map((one, j) => curvature[j] * (x[j] - centre[j]) - (one + D[j] * x[j] + q[j]));
    const roomAbove = ub.map((one, j) => Math.max(0, one - centre[j]));
    const roomBelow = lb.map((one, j) => Math.max(0, centre[j] - one));
    return guessPrice({ pull, curvature, roomAbove, roomBelow }, max);
  }
}

/** The numbers with that at `index` in place of theirs. */
function replaced(numbers: readonly number[], index: number, value: number): number[] {
  return numbers.map((one, i) => (i === index ? value : one));
}
