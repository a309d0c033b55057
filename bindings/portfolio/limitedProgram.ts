import type { Covariance } from "../covariance/covariance.js";
import { Control } from "../qp/control.js";
import type { Sides } from "../qp/problem.js";
import type { CheckedSettings } from "../qp/settings.js";
import type { QPStatus } from "../qp/solution.js";
import { Universe, type UniverseStart } from "../qp/universe.js";
import { kinksOf, slopesAt, type Kinks } from "./kinks.js";
import { between, clamped, distance, dot, gross } from "./points.js";

/** A limit of Σ|w − current| or of Σ|w|. */
export type LimitName = "maxTurnover" | "maxGross";

/** minimise qᵀw, and what `counted` counts, over rows, bounds and limits. */
export interface LimitedProgram extends Sides {
  readonly q: Float64Array;
  readonly counted?: LimitName | undefined;
  readonly current: Float64Array;
  /** Infinity for no limit. */
  readonly maxTurnover: number;
  readonly maxGross: number;
}

export interface LimitedPoint {
  readonly status: QPStatus;
  readonly x: Float64Array;
}

/** A line is lower than another where it is by more than this share. */
const ROUNDING = 1e-11;

/** Steps of the search for a price at the most: each finds another vertex. */
const MOST_STEPS = 100;

/** Solves the linear program; `flat` is a covariance of zeros. */
export function solveLimitedProgram(program: LimitedProgram, flat: Covariance, settings: CheckedSettings): LimitedPoint {
  const { q, m, current, lb, ub, counted, maxTurnover, maxGross } = program;
  const [turnover, gross] = [maxTurnover < Infinity || counted === "maxTurnover", maxGross < Infinity || counted === "maxGross"];
  const kinks = kinksOf({ lb, ub, current, costs: undefined, box: undefined, scale: 1, turnover, gross });
  const universe = new Universe({ covariance: flat, ...program, nodes: kinks });
  const start = { x: clamped(current, lb, ub), rows: new Int8Array(m) };
  try {
    const limits = (["maxGross", "maxTurnover"] as const).filter((limit) => program[limit] < Infinity);
    const solve = new LimitedProgramSolve(program, universe, kinks, new Control(settings), start);
    return solve.least({ cost: q, prices: { maxTurnover: 0, maxGross: 0, ...(counted && { [counted]: 1 }) } }, limits);
  } finally {
    universe.dispose();
  }
}

/** What is minimised: costᵀw + Σ price·what its limit counts. */
interface Aim {
  readonly cost: Float64Array;
  readonly prices: Readonly<Record<LimitName, number>>;
}

class LimitedProgramSolve {
  constructor(
    private readonly program: LimitedProgram,
    private readonly universe: Universe,
    private readonly kinks: Kinks,
    private readonly control: Control,
    private start: UniverseStart,
  ) {}

  /**
   * The least of the aim within the limits. Over the price of the first limit, the least of aim + price·(amount − limit) is concave and
   * piecewise linear: two points, one on either side of the limit, are two lines above it, and where they meet either a lower
   * point replaces one of them or the price is found, and the point between both at which the limit holds is optimal
   * (Dantzig & Wolfe 1960, with one coupling row).
   */
  least(aim: Aim, [limit, ...others]: readonly LimitName[]): LimitedPoint {
    if (limit === undefined) return this.#solve(aim);
    const most = this.program[limit];
    const priced = (price: number): Aim => ({ ...aim, prices: { ...aim.prices, [limit]: aim.prices[limit] + price } });
    let beyond = this.least(aim, others);
    if (beyond.status !== "solved" || this.#amount(limit, beyond) <= most) return beyond;
    let within = this.least({ cost: aim.cost.map(() => 0), prices: { maxTurnover: 0, maxGross: 0, [limit]: 1 } }, others);
    if (within.status !== "solved") return within;
    if (this.#amount(limit, within) > most + ROUNDING * Math.max(1, most)) return { ...within, status: "primal_infeasible" };
    for (let step = 0; step < MOST_STEPS; step++) {
      const [more, less] = [this.#amount(limit, beyond), this.#amount(limit, within)];
      const price = (this.#value(aim, within) - this.#value(aim, beyond)) / (more - less);
      const met = this.least(priced(price), others);
      if (met.status !== "solved") return met;
      const [lower, line] = [this.#value(priced(price), met), this.#value(priced(price), beyond)];
      if (lower >= line - ROUNDING * Math.max(1, Math.abs(line))) {
        const share = (more - most) / (more - less);
        return { status: "solved", x: between(beyond.x, within.x, share) };
      }
      if (this.#amount(limit, met) > most) beyond = met;
      else within = met;
    }
    return { ...within, status: "numerical_error" };
  }

  #solve({ cost, prices }: Aim): LimitedPoint {
    this.universe.write({ q: cost, slope: slopesAt(this.kinks, prices.maxTurnover, prices.maxGross) });
    const solution = this.universe.solve(this.control, this.start);
    if (solution.status === "solved") this.start = solution;
    return solution;
  }

  #amount(limit: LimitName, { x }: LimitedPoint): number {
    return limit === "maxTurnover" ? distance(x, this.program.current) : gross(x);
  }

  #value({ cost, prices }: Aim, point: LimitedPoint): number {
    const priced = (limit: LimitName): number => (prices[limit] === 0 ? 0 : prices[limit] * this.#amount(limit, point));
    return dot(cost, point.x) + priced("maxTurnover") + priced("maxGross");
  }
}
