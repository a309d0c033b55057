import type { Covariance } from "../covariance/covariance.js";
import type { Control } from "../qp/control.js";
import { nodesWithin } from "../qp/nodes.js";
import type { Sides } from "../qp/problem.js";
import { Universe, type UniverseSolution, type UniverseStart } from "../qp/universe.js";
import { slopesAt, type Kinks } from "./kinks.js";
import { leastDistance } from "./leastDistance.js";
import { searchLimit, type Priced } from "./limitSearch.js";
import { between, distance, dot, largest } from "./points.js";
import { guessPrice } from "./priceGuess.js";

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

/** A limit of Σ|x − current| or of Σ|x|. */
export type LimitName = "maxTurnover" | "maxGross";

/** A limit that no weights can meet. */
export interface LimitRefuted {
  readonly limit: LimitName;
  /** The other limit, where it plays a part. */
  readonly besides: readonly LimitName[];
  /** The rows that stand against it. */
  readonly rows: readonly number[];
}

/** The multipliers of the limits. */
export interface Prices {
  readonly turnoverPrice: number;
  readonly grossPrice: number;
}

export interface LimitedSolution extends Prices {
  readonly solution: UniverseSolution;
  readonly refuted?: LimitRefuted;
}

/** Where no limit costs anything. */
export const FREE: Prices = { turnoverPrice: 0, grossPrice: 0 };

/** At most `max` of Σ|x − centre|. */
interface Limit {
  readonly name: LimitName;
  readonly price: keyof Prices;
  readonly centre: Float64Array;
  readonly max: number;
}

/** Amounts that differ by no more than this share are the same. */
const ROUNDING = 1e-12;

/** How near a proof has to be to an amount before the amount is taken for the least there is. */
const NEAR = 1e-4;

/** A row whose multiplier is a smaller share of the largest is not named. */
const NAMED = 1e-9;

/** Solves with the limits as prices, searched for one inside the other. */
export function solveLimited(problem: LimitedProblem, control: Control, start: UniverseStart): LimitedSolution {
  const { P, kinks, n, current, maxTurnover, maxGross } = problem;
  const universe = new Universe({ ...problem, covariance: P, nodes: kinks });
  const limits: readonly Limit[] = [
    { name: "maxGross", price: "grossPrice", centre: new Float64Array(n), max: maxGross },
    { name: "maxTurnover", price: "turnoverPrice", centre: current, max: maxTurnover },
  ];
  try {
    return new LimitedSolve(problem, control, universe, start).within(limits.filter(({ max }) => max < Infinity));
  } finally {
    universe.dispose();
  }
}

class LimitedSolve {
  #start: UniverseStart;
  /** Where the last search for the price of each limit ended. */
  #prices = FREE;

  constructor(
    private readonly problem: LimitedProblem,
    private readonly control: Control,
    private readonly universe: Universe,
    start: UniverseStart,
  ) {
    this.#start = start;
  }

  /** The solution within the limits, the others at their prices. */
  within(limits: readonly Limit[], prices = FREE): LimitedSolution {
    const [limit, ...others] = limits;
    if (limit === undefined) return { solution: this.#solveAt(prices), ...prices };
    const { max, centre, price: name } = limit;
    let last: LimitedSolution | undefined;
    let refuted: LimitRefuted | undefined;
    const { outcome, at } = searchLimit<LimitedSolution>({
      limit: max,
      guess: this.#prices[name] || this.#guess(limit),
      solve: (price) => {
        last = this.within(others, { ...prices, [name]: price });
        return last.solution.status === "solved"
          ? { price, solution: last, amount: distance(last.solution.x, centre) }
          : undefined;
      },
      refutes: ({ amount, solution }, before) => {
        refuted = this.#refuted(limits, solution, amount, before.amount);
        return refuted !== undefined;
      },
      meet: (within, beyond) => {
        const met = this.#met(limits, within, beyond);
        return met && { price: met[name], solution: met, amount: max };
      },
    });
    const price = at?.price ?? 0;
    this.#prices = { ...this.#prices, [name]: price };
    if (outcome === "ended" || at === undefined) return { ...(last as LimitedSolution), [name]: price };
    const { solution } = at.solution;
    const status = outcome === "found" ? solution.status : outcome === "refuted" ? "primal_infeasible" : "numerical_error";
    return { ...at.solution, solution: { ...solution, status }, ...(refuted && { refuted }) };
  }

  /** The solution at the first limit between one within it and one beyond: at the same price so is the point between them, else the limits are rows. */
  #met(limits: readonly Limit[], within: Priced<LimitedSolution>, beyond: Priced<LimitedSolution>): LimitedSolution | undefined {
    const [{ max, price }] = limits;
    const share = (max - within.amount) / (beyond.amount - within.amount);
    const { solution } = within.solution;
    const [x, y] = (["x", "y"] as const).map((part) => between(solution[part], beyond.solution.solution[part], share));
    const from = { ...within.solution, solution: { ...solution, x, y }, [price]: beyond.price && within.price };
    const met = this.#certified(from);
    if (isMet(limits, met)) return met;
    const along = this.#alongLimits(limits, from);
    return isMet(limits, along) ? along : undefined;
  }

  /**
   * The solution with the limits as rows, where no double is near enough to their prices. Between the solutions on both sides of a limit no
   * asset crosses its centre: on its side of it, what is counted is linear.
   */
  #alongLimits(limits: readonly Limit[], from: LimitedSolution): LimitedSolution {
    const { P, m, A, l, u, lb, ub, kinks } = this.problem;
    const { x, y, rows } = from.solution;
    const [low, high] = [lb.slice(), ub.slice()];
    const signs = limits.map(({ centre }) => x.map((one, j) => Math.sign(one - centre[j])));
    const sides = limits.map(({ max, centre }, i) => max + dot(signs[i], centre));
    limits.forEach(({ centre }, i) =>
      signs[i].forEach((sign, j) => {
        if (sign >= 0) low[j] = Math.max(low[j], centre[j]);
        if (sign <= 0) high[j] = Math.min(high[j], centre[j]);
      }),
    );
    const priced = (of: (limit: Limit, i: number) => number): object =>
      Object.fromEntries(limits.map((limit, i) => [limit.price, of(limit, i)]));
    const slope = this.#slopes({ ...from, ...priced(() => 0) });
    const universe = new Universe({
      ...this.problem,
      covariance: P,
      m: m + limits.length,
      A: joined(A, ...signs),
      l: joined(
        l,
        limits.map(() => -Infinity),
      ),
      u: joined(u, sides),
      nodes: nodesWithin({ ...kinks, slope }, low, high),
    });
    try {
      const prices = limits.map(({ price }) => from[price]);
      const start = { x, y: joined(y, prices), rows: [...rows, ...limits.map(() => 1)] };
      const solution = universe.solve(this.control, start);
      const multipliers = solution.y;
      return this.#certified({
        ...from,
        solution: { ...from.solution, x: solution.x, y: multipliers.slice(0, m) },
        ...priced((_, i) => Math.max(0, multipliers[m + i])),
      });
    } finally {
      universe.dispose();
    }
  }

  #slopes({ turnoverPrice, grossPrice }: Prices): Float64Array {
    return slopesAt(this.problem.kinks, turnoverPrice, grossPrice);
  }

  #certified(point: LimitedSolution): LimitedSolution {
    this.universe.write({ slope: this.#slopes(point) });
    return { ...point, solution: this.universe.certify(point.solution, this.control.tolerance) };
  }

  #solveAt(prices: Prices): UniverseSolution {
    this.universe.write({ slope: this.#slopes(prices) });
    const solution = this.universe.solve(this.control, this.#start);
    if (solution.status === "solved") this.#start = solution;
    return solution;
  }

  /** Whether the multipliers of a solution at a high price prove that the first limit cannot be met. */
  #refuted(limits: readonly Limit[], solved: LimitedSolution, amount: number, before: number): LimitRefuted | undefined {
    const [{ name, max }] = limits;
    const { y } = solved.solution;
    const priced = limits.filter(({ price }) => solved[price] > 0);
    // What can be attained is reached at some price: the proof says that it is beyond the limit and near, and the amount stands still.
    const least = leastDistance(
      this.problem,
      priced.map(({ centre, price, max: limit }) => ({ centre, price: solved[price], limit })),
      y,
    );
    const isReached = before - amount <= ROUNDING * Math.max(1, amount) && amount - least <= NEAR * Math.max(1, amount);
    if (!isReached || !(least > max + ROUNDING * Math.max(1, max))) return undefined;
    const nothing = NAMED * largest(y);
    const rows = Array.from(y.keys()).filter((i) => Math.abs(y[i]) > nothing);
    return { limit: name, rows, besides: priced.slice(1).map((one) => one.name) };
  }

  /** A price of the limit to begin with, from the gradient at the start; see priceGuess.ts. */
  #guess({ centre, max }: Limit): number {
    const { P, q, diagonal, lb, ub } = this.problem;
    const { x } = this.#start;
    const curvature = P.diagonal();
    if (diagonal !== undefined) curvature.forEach((_, j) => (curvature[j] += diagonal[j]));
    const pull = P.multiply(x);
    for (let j = 0; j < pull.length; j++) {
      // Minus the gradient where asset j alone is at its centre.
      const own = diagonal === undefined ? 0 : diagonal[j] * x[j];
      pull[j] = curvature[j] * (x[j] - centre[j]) - (pull[j] + own + q[j]);
    }
    const roomAbove = ub.map((one, j) => Math.max(0, one - centre[j]));
    const roomBelow = lb.map((one, j) => Math.max(0, centre[j] - one));
    return guessPrice({ pull, curvature, roomAbove, roomBelow }, max);
  }
}

/** Whether a point is a solution that holds the limits, and is at those that have a price. */
function isMet(limits: readonly Limit[], point: LimitedSolution): boolean {
  const { status, x } = point.solution;
  const isAt = ({ max, centre, price }: Limit): boolean => {
    const beyond = distance(x, centre) - max;
    return (point[price] > 0 ? Math.abs(beyond) : beyond) <= ROUNDING * Math.max(1, max);
  };
  return status === "solved" && limits.every(isAt);
}

/** Vectors one behind the other. */
function joined(...parts: ArrayLike<number>[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}
