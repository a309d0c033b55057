import type { Covariance } from "../covariance/covariance.js";
import type { Control } from "../qp/control.js";
import type { Sides } from "../qp/problem.js";
import { Universe, type UniverseSolution, type UniverseStart } from "../qp/universe.js";
import { slopesAt, type Kinks } from "./kinks.js";
import { leastDistance, type Distance } from "./leastDistance.js";
import { between, clamped, distance, gross, largest } from "./points.js";
import { guessPrice } from "./priceGuess.js";
import { searchLimit, type Found, type Priced } from "./limitSearch.js";

/** A portfolio problem with kinks: minimise ½xᵀ(P + D)x + qᵀx + costs, D diagonal, with at most so much turnover and gross exposure. */
export interface LimitedProblem extends Sides {
  readonly P: Covariance;
  readonly diagonal?: Float64Array | undefined;
  readonly q: Float64Array;
  readonly kinks: Kinks;
  readonly current: Float64Array;
  /** Σ|x − current| at the most, and Σ|x|; Infinity for no limit. */
  readonly maxTurnover: number;
  readonly maxGross: number;
}

/** A limit that no weights can meet. */
export interface LimitRefuted {
  readonly limit: "maxTurnover" | "maxGross";
  /** The other limit, where it plays a part. */
  readonly besides: readonly "maxTurnover"[];
  /** The rows that stand against it. */
  readonly rows: readonly number[];
}

export interface LimitedSolution {
  readonly solution: UniverseSolution;
  /** The multipliers of the limits. */
  readonly turnoverPrice: number;
  readonly grossPrice: number;
  readonly refuted?: LimitRefuted;
}

/** Amounts that differ by no more than this share are the same. */
const ROUNDING = 1e-12;

/** How near a proof has to be to an amount before the amount is taken for the least there is. */
const NEAR = 1e-4;

/** A row whose multiplier is a smaller share of the largest is not named. */
const NAMED = 1e-9;

/** Solves with the limits as prices, searched for one inside the other. */
export function solveLimited(problem: LimitedProblem, control: Control, start: UniverseStart): LimitedSolution {
  const { P, kinks } = problem;
  const universe = new Universe({ ...problem, covariance: P, nodes: kinks });
  try {
    return new LimitedSolve(problem, control, universe, start).run();
  } finally {
    universe.dispose();
  }
}

/** What the search over turnover ended with, at a price of gross exposure. */
interface Inner {
  readonly solution: UniverseSolution;
  readonly turnoverPrice: number;
  readonly refuted?: LimitRefuted;
}

class LimitedSolve {
  #start: UniverseStart;
  /** The last solution, solved or not. */
  #last: UniverseSolution | undefined;
  /** Where the last search for a price of turnover ended. */
  #turnoverPrice = 0;
  readonly #zero: Float64Array;

  constructor(
    private readonly problem: LimitedProblem,
    private readonly control: Control,
    private readonly universe: Universe,
    start: UniverseStart,
  ) {
    this.#start = start;
    this.#zero = new Float64Array(problem.n);
  }

  run(): LimitedSolution {
    const { maxGross, maxTurnover, current } = this.problem;
    if (maxGross === Infinity) return { ...this.#withinTurnover(0), grossPrice: 0 };
    let last: Inner | undefined;
    let refuted: LimitRefuted | undefined;
    const found = searchLimit<Inner>({
      limit: maxGross,
      guess: this.#guess(this.#start.x, this.#zero, maxGross),
      solve: (price) => {
        last = this.#withinTurnover(price);
        if (last.solution.status !== "solved") return undefined;
        return { price, solution: last, amount: gross(last.solution.x) };
      },
      refutes: ({ price, amount, solution: { solution, turnoverPrice } }, before) => {
        const gross = { centre: this.#zero, price, limit: maxGross };
        const turnover = { centre: current, price: turnoverPrice, limit: maxTurnover };
        refuted = this.#refuted("maxGross", turnoverPrice > 0 ? [gross, turnover] : [gross], solution, amount, before.amount);
        return refuted !== undefined;
      },
      isRounding: () => this.control.reached === undefined,
    });
    if (found.outcome === "ended" || found.at === undefined) return { ...(last as Inner), grossPrice: found.at?.price ?? 0 };
    const { turnoverPrice } = found.at.solution;
    const solutionOf = (one: Priced<Inner> | undefined) => one && { ...one, solution: one.solution.solution };
    const ends = [found.at, found.beyond, found.former].map(solutionOf);
    const { solution, price } = this.#met(ends, found.share, this.#zero, maxGross, (gross) => [turnoverPrice, gross]);
    return { solution: concluded(solution, found.outcome), turnoverPrice, grossPrice: price, ...(refuted && { refuted }) };
  }

  /** The solution within maxTurnover at a price of gross exposure. */
  #withinTurnover(grossPrice: number): Inner {
    const { maxTurnover, current } = this.problem;
    if (maxTurnover === Infinity) return { solution: this.#solveAt(0, grossPrice), turnoverPrice: 0 };
    let refuted: LimitRefuted | undefined;
    const found = searchLimit<UniverseSolution>({
      limit: maxTurnover,
      guess: this.#turnoverPrice || this.#guess(current, current, maxTurnover),
      solve: (price) => {
        const solution = this.#solveAt(price, grossPrice);
        return solution.status === "solved" ? { price, solution, amount: distance(solution.x, current) } : undefined;
      },
      refutes: ({ price, solution, amount }, before) => {
        const turnover = { centre: current, price, limit: maxTurnover };
        refuted = this.#refuted("maxTurnover", [turnover], solution, amount, before.amount);
        return refuted !== undefined;
      },
      isRounding: () => this.control.reached === undefined,
    });
    const turnoverPrice = (this.#turnoverPrice = found.at?.price ?? 0);
    if (found.outcome === "ended" || found.at === undefined) {
      return { solution: this.#last as UniverseSolution, turnoverPrice };
    }
    const ends = [found.at, found.beyond, found.former];
    const { solution, price } = this.#met(ends, found.share, current, maxTurnover, (turnover) => [turnover, grossPrice]);
    return { solution: concluded(solution, found.outcome), turnoverPrice: price, ...(refuted && { refuted }) };
  }

  /** Where a search ended: at the limit, or at `share` of the way to a point beyond it that is optimal at the same price. */
  #met(
    [at, beyond, former]: readonly (Priced<UniverseSolution> | undefined)[],
    share: number,
    centre: Float64Array,
    limit: number,
    pricesAt: (price: number) => [number, number],
  ): { solution: UniverseSolution; price: number } {
    const { price, solution } = at as Priced<UniverseSolution>;
    if (beyond === undefined || share === 0) return { solution, price };
    if (former !== undefined) {
      // The solutions as the price vanishes, where they stay or along a line, are optimal at none as well.
      const { lb, ub } = this.problem;
      const along = between(former.solution.x, solution.x, former.price / (former.price - price));
      for (const x of [solution.x, clamped(along, lb, ub)]) {
        const amount = distance(x, centre);
        const way = (limit - amount) / (beyond.amount - amount);
        if (!(way >= 0 && way <= 1)) continue;
        const met = this.#certified(beyond.solution, between(x, beyond.solution.x, way), pricesAt(0));
        if (met.status === "solved") return { solution: met, price: 0 };
      }
    }
    const y = between(solution.y, beyond.solution.y, share);
    return {
      solution: this.#certified({ ...solution, y }, between(solution.x, beyond.solution.x, share), pricesAt(price)),
      price,
    };
  }

  #certified(solution: UniverseSolution, x: Float64Array, prices: [number, number]): UniverseSolution {
    this.universe.write({ slope: slopesAt(this.problem.kinks, ...prices) });
    return this.universe.certify({ ...solution, x }, this.control.tolerance);
  }

  #solveAt(turnoverPrice: number, grossPrice: number): UniverseSolution {
    this.universe.write({ slope: slopesAt(this.problem.kinks, turnoverPrice, grossPrice) });
    const solution = this.universe.solve(this.control, this.#start);
    if (solution.status === "solved") this.#start = solution;
    return (this.#last = solution);
  }

  /** Whether the multipliers of a solution at a high price prove that the limit of the first distance cannot be met. */
  #refuted(
    limit: LimitRefuted["limit"],
    distances: readonly Distance[],
    { y }: UniverseSolution,
    amount: number,
    before: number,
  ): LimitRefuted | undefined {
    const asked = this.problem[limit];
    // What can be attained is reached at some price: the proof says that it is beyond the limit and near, and the amount stands still.
    const least = leastDistance(this.problem, distances, y);
    const isReached = before - amount <= ROUNDING * Math.max(1, amount) && amount - least <= NEAR * Math.max(1, amount);
    if (!isReached || !(least > asked + ROUNDING * Math.max(1, asked))) return undefined;
    const nothing = NAMED * largest(y);
    const rows = Array.from(y.keys()).filter((i) => Math.abs(y[i]) > nothing);
    return { limit, rows, besides: distances.length > 1 ? ["maxTurnover"] : [] };
  }

  /** A price of the distance from `centre` to begin with, from the gradient at `at`; see priceGuess.ts. */
  #guess(at: Float64Array, centre: Float64Array, limit: number): number {
    const { P, q, diagonal, lb, ub } = this.problem;
    const curvature = P.diagonal();
    if (diagonal !== undefined) curvature.forEach((_, j) => (curvature[j] += diagonal[j]));
    const pull = P.multiply(at);
    for (let j = 0; j < pull.length; j++) {
      // Minus the gradient where asset j alone is at its centre.
      const own = diagonal === undefined ? 0 : diagonal[j] * at[j];
      pull[j] = curvature[j] * (at[j] - centre[j]) - (pull[j] + own + q[j]);
    }
    const roomAbove = ub.map((one, j) => Math.max(0, one - centre[j]));
    const roomBelow = lb.map((one, j) => Math.max(0, centre[j] - one));
    return guessPrice({ pull, curvature, roomAbove, roomBelow }, limit);
  }
}

/** The solution with the status that the search for a price gives it. */
function concluded(solution: UniverseSolution, outcome: Found<unknown>["outcome"]): UniverseSolution {
  if (outcome === "found") return solution;
  return { ...solution, status: outcome === "refuted" ? "primal_infeasible" : "numerical_error" };
}
