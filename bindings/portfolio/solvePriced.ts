import type { QPStatus } from "../qp/solution.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { limitsOf, withinReach } from "./limits.js";
import { NOTHING, searchLimit, type Priced } from "./limitSearch.js";
import type { QuadraticObjective } from "./objective.js";
import { between, largest } from "./points.js";
import { ellipsoidTerm, type Kink, type PricedTerm, type QuadraticLimit } from "./pricedTerms.js";
import { certifyPortfolio, solvePortfolio, type PortfolioSolution } from "./solvePortfolio.js";

/** The outcome of a portfolio whose objective has terms at a price. */
export interface PricedSolution extends PortfolioSolution {
  /** That of the quadratic program solved last: residuals and multipliers times it are those of the user's objective. */
  readonly scale: number;
  /** The multipliers of the quadratic limits. */
  readonly limits: Readonly<Partial<Record<QuadraticLimit["name"], number>>>;
  /** The limit that no weights can meet, where the status is `primal_infeasible` because of it. */
  readonly beyond?: QuadraticLimit;
}

/** A limit that is exceeded by no more than this share is met. */
const MET = 1 + 1e-13;

/** Solves with the quadratic limits and the ellipsoid at prices; where there is no end to that but within the limits, between bounds that they imply. */
export function solvePriced(portfolio: CheckedPortfolio): PricedSolution {
  const outcome = solveTerms(portfolio);
  const { sides, quadraticLimits } = portfolio;
  const limits = limitsOf(portfolio);
  const spread = quadraticLimits.find(({ name }) => name === "minEffectiveHoldings");
  const largestWeight = spread && { centre: new Float64Array(sides.n), max: Math.sqrt(1 / spread.asked) };
  const implied = largestWeight === undefined ? limits : [...limits, largestWeight];
  if (outcome.solution.status !== "dual_infeasible" || implied.length === 0) return outcome;
  const within = solveTerms({ ...portfolio, sides: withinReach(sides, implied) });
  const solution = { ...within.solution, iterations: outcome.solution.iterations + within.solution.iterations };
  // A proof that needs the implied bounds is one against the limits.
  const [limit, ...besides] = limits.map(({ name }) => name);
  const rows = Array.from(portfolio.rows.keys());
  return { ...(limit ? { refuted: { limit, besides, rows } } : { beyond: spread! }), ...within, solution };
}

/** The same between the bounds there are: the prices are searched for one inside the other; each solve starts from the last. */
function solveTerms(portfolio: CheckedPortfolio): PricedSolution {
  const { objective, quadraticLimits, covariance } = portfolio;
  const { ellipsoid } = objective;
  if (quadraticLimits.length === 0 && ellipsoid === undefined) {
    return { ...solvePortfolio(portfolio), scale: objective.scale, limits: {} };
  }
  const { control } = portfolio.settings;
  const before = control.iterations;
  const solve = new PricedSolve(portfolio, ellipsoid && ellipsoidTerm(ellipsoid, covariance));
  const outcome = solve.within(objective, quadraticLimits);
  const { x, primalResidual } = outcome.solution;
  const excess = quadraticLimits.map((limit) => limit.asked * (limit.amount(x, 0) - 1));
  const residual = Math.max(primalResidual, ...excess);
  return { ...outcome, solution: { ...outcome.solution, primalResidual: residual, iterations: control.iterations - before } };
}

/** Solves for the least of what a limit is on, under the limits after it and the other constraints; costs have no say. */
export function solveForLeast(limit: QuadraticLimit, portfolio: CheckedPortfolio): PricedSolution {
  const quadraticLimits = portfolio.quadraticLimits.slice(portfolio.quadraticLimits.indexOf(limit) + 1);
  const settings = { ...portfolio.settings, warmStart: undefined };
  return solvePriced({ ...portfolio, objective: limit.alone, costs: undefined, quadraticLimits, settings });
}

/** Whether weights that are the least of what a limit is on exceed it. */
export function exceeds(limit: QuadraticLimit, w: Float64Array): boolean {
  return limit.amount(w, 0) > MET;
}

/** At the price of a root its amount may be short of 1 by so much. */
const MISSED = 1e-9;

/** An amount that a higher price lowers by no more than this share stands still. */
const STILL = 1e-3;

/** Steps of the method of multipliers: each leaves a small share of what the one before missed. */
const MOST_SLOPES = 8;

/** A step is one nearer to the kink where it leaves less than this share of what the one before left. */
const NEARER = 0.5;

class PricedSolve {
  /** The price that was right for each term when it was last searched for. */
  readonly #prices = new Map<PricedTerm, number>();
  /** The limits that were seen to be attainable. */
  readonly #attainable = new Set<QuadraticLimit>();
  #warmStart: CheckedPortfolio["settings"]["warmStart"];

  constructor(
    private readonly portfolio: CheckedPortfolio,
    private readonly ellipsoid: PricedTerm | undefined,
  ) {
    this.#warmStart = portfolio.settings.warmStart;
  }

  /** The solution within the limits: the first at its price, the others inside. */
  within(objective: QuadraticObjective, [limit, ...others]: readonly QuadraticLimit[]): PricedSolution {
    if (limit === undefined) return this.#robust(objective);
    const without = this.within(objective, others);
    const priced = (outcome: PricedSolution, price: number): PricedSolution => ({
      ...outcome,
      limits: { ...outcome.limits, [limit.name]: price === 0 ? 0 : limit.multiplier(price) },
    });
    if (without.solution.status !== "solved" || limit.amount(without.solution.x, 0) <= 1) return priced(without, 0);
    const status = this.#refused(limit);
    if (status !== undefined)
      return { ...ended(priced(without, 0), status), ...(status === "primal_infeasible" && { beyond: limit }) };
    const { outcome, price } = this.#search(limit, objective, (at) => this.within(at, others));
    return priced(outcome, price);
  }

  /** The solution for the worst returns of the ellipsoid, where there is one. */
  #robust(objective: QuadraticObjective): PricedSolution {
    if (this.ellipsoid === undefined) return this.#solveAt(objective);
    return this.#search(this.ellipsoid, objective, (at) => this.#solveAt(at)).outcome;
  }

  /** The price of a term at which its amount is 1. */
  #search(term: PricedTerm, objective: QuadraticObjective, solve: (objective: QuadraticObjective) => PricedSolution) {
    let last: PricedSolution | undefined;
    let within: Priced<PricedSolution> | undefined;
    let before = within;
    let held: PricedSolution | undefined;
    const former = this.#prices.get(term) ?? 0;
    const { outcome, at } = searchLimit<PricedSolution>({
      limit: 1,
      // Where none was right, or next to none, that of the term is tried first again.
      guess: former > NOTHING * term.guess ? former : term.guess,
      solve: (price) => {
        last = solve(term.priced(objective, price));
        const { status, x } = last.solution;
        if (status !== "solved") return undefined;
        const tried = { price, solution: last, amount: term.amount(x, price) };
        if (tried.amount <= 1) [before, within] = [within, tried];
        return tried;
      },
      refutes: (tried, before) => {
        const isStill = tried.amount >= before.amount * (1 - STILL);
        if (term.kink && (isStill || term.kink.nearest(tried.solution.solution.x, tried.price)[0]))
          held = this.#atKink(term, term.kink, objective, tried);
        return held !== undefined;
      },
    });
    if (outcome === "ended" && before && within && term.kink === undefined) {
      // Rounding is all that is left at a low price: of the many solutions at none, that which those at two low prices point to.
      const [one, other] = [before.solution.solution.x, within.solution.solution.x];
      const x = between(one, other, before.price / (before.price - within.price));
      const free = solve(objective);
      const { y } = free.solution;
      const solution = certifyPortfolio({ ...this.portfolio, objective }, { ...free, x, y });
      if (solution.status === "solved" && term.amount(solution.x, 0) <= MET) return { outcome: { ...free, solution }, price: 0 };
    }
    if (outcome === "ended" || at === undefined) return { outcome: last as PricedSolution, price: 0 };
    if (outcome === "refuted") return { outcome: held as PricedSolution, price: at.price };
    this.#prices.set(term, at.price);
    // A root has a price without end at its kink; that of a limit is its multiplier.
    const isMet = term.kink === undefined || (at.amount >= 1 - MISSED && this.#isProvedFor(objective, at.solution));
    const isProved = outcome === "found" && isMet;
    return { outcome: isProved ? at.solution : ended(at.solution, "numerical_error"), price: at.price };
  }

  /** Whether the dual residual is within tolerance beside the terms of the objective before it was priced: beside a price of rounding all would be. */
  #isProvedFor({ q, scale }: QuadraticObjective, outcome: PricedSolution): boolean {
    const { y, dualResidual } = outcome.solution;
    const terms = Math.max(scale * largest(q), outcome.scale * largest(y));
    return terms === 0 || outcome.scale * dualResidual <= this.portfolio.settings.control.tolerance * terms;
  }

  /**
   * Where the solution goes as the price rises without end, if a root is at its kink there. The slope that holds it comes by the method of
   * multipliers (Hestenes 1969; Powell 1969): at a price, what the root would add to it is its slope in the next solve.
   */
  #atKink(term: PricedTerm, kink: Kink, objective: QuadraticObjective, { price, solution: tried }: Priced<PricedSolution>) {
    let c = tried.solution.x.map((one) => price * one);
    let sloped = kink.sloped(objective, c);
    let held: PricedSolution | undefined;
    let least = Infinity;
    for (let step = 0; step < MOST_SLOPES && least > 0 && sloped !== undefined; step++) {
      const outcome = this.#solveAt(term.priced(sloped, price));
      const { status, x, y } = outcome.solution;
      if (status !== "solved") break;
      c = c.map((one, i) => one + price * x[i]);
      sloped = kink.sloped(objective, c);
      const [there, size] = kink.nearest(x, price);
      if (sloped === undefined || there === undefined) continue;
      // The step after one that is there is nearer, until rounding is all that is between.
      if (size >= NEARER * least) break;
      least = size;
      const units = outcome.scale / objective.scale;
      const prices = outcome.prices.map((one) => units * one);
      const claim = { x: there, y: y.map((one) => units * one), prices };
      const solution = certifyPortfolio({ ...this.portfolio, objective: sloped }, claim);
      if (solution.status === "solved") held = { ...outcome, prices, scale: objective.scale, solution };
    }
    return held;
  }

  /** The status where the limit cannot be met under the limits after it and the other constraints, or was not seen to be; undefined where it can. */
  #refused(limit: QuadraticLimit): QPStatus | undefined {
    if (this.#attainable.has(limit)) return undefined;
    const { status, x } = solveForLeast(limit, this.portfolio).solution;
    if (exceeds(limit, x)) return status === "solved" ? "primal_infeasible" : status;
    this.#attainable.add(limit);
    return undefined;
  }

  #solveAt(objective: QuadraticObjective): PricedSolution {
    const settings = { ...this.portfolio.settings, warmStart: this.#warmStart };
    const outcome = solvePortfolio({ ...this.portfolio, objective, settings });
    if (outcome.solution.status === "solved") this.#warmStart = outcome.solution.warmStart;
    return { ...outcome, scale: objective.scale, limits: {} };
  }
}

function ended(outcome: PricedSolution, status: QPStatus): PricedSolution {
  return { ...outcome, solution: { ...outcome.solution, status } };
}
