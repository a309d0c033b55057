import { TraceNumber } from "../abi.js";
import type { Control } from "../qp/control.js";
import type { Nodes } from "../qp/nodes.js";
import { MOST_FORMED, MOST_STRICT, qpSolution, solveOverUniverse, UNDECIDED } from "../qp/solveOverUniverse.js";
import { Trace, type KinkRow } from "../qp/trace.js";
import { Universe, type UniverseStart } from "../qp/universe.js";
import type { CheckedPortfolio } from "./checkPortfolio.js";
import { costAt } from "./costs.js";
import { kinksOf, type Kinks } from "./kinks.js";
import { isHeld, limitsOf, type Limit } from "./limits.js";
import { indexOrBeyond } from "./pathPoints.js";
import { between, distance } from "./points.js";
import { solveLimited, type LimitedSolution } from "./solveLimited.js";
import type { Claim, PortfolioSolution } from "./solvePortfolio.js";

/** A portfolio at which the path turns. */
export interface Vertex {
  readonly lambda: number;
  /** μᵀw, and what is left of it after costs. */
  readonly expectedReturn: number;
  readonly netReturn: number;
  /** wᵀΣw. */
  readonly variance: number;
  readonly from: Beginning;
  /** The multipliers of the rows and limits, and behind them the weights of the members. */
  readonly point: Float64Array;
}

/** Where the path began, or began anew. */
interface Beginning {
  readonly still: Float64Array;
  /** The assets that have moved since are among these, known when the path is followed. */
  members: Int32Array;
}

/** Returns, and objectives, that differ by no more than this share are the same. */
const STILL = 1e-9;

/** After a path was lost it begins again this share of λ further on, or so many times what is none, more each time, up to a millionth after so many times, the most there may be. */
const RESUME = 1e-10;
const RESUME_AT_NONE = 1e4;
const MOST_RESUMES = 16;

/**
 * Of many portfolios without risk the path begins at the one of most return, which is where it leads from λ > 0 down to 0. After so many turns at
 * λ = 0, each a step of the simplex method, it is followed down from so many times the λ that is none; but where limits, whose prices are
 * sought, make a solve there cost as much.
 */
const MOST_AT_NONE = 50;
const DESCENT = 1e8;

/**
 * The portfolios that minimise ½wᵀΣw − λ(μᵀw − costs) within the constraints, from λ = 0 upwards: piecewise linear in λ, followed
 * from one turn to the next (assembly/qp/universe/parametric). Costs are linear between their kinks; limits are rows of the path.
 */
export class RiskPath {
  readonly vertices: Vertex[] = [];
  /** Where the path begins, at λ = 0: the least variance. */
  readonly start: PortfolioSolution;
  /** Whether the return has no upper bound, beyond the last vertex. */
  isUnbounded = false;
  /** Where it grows with λ, a point of that line. */
  beyond: Vertex | undefined;
  /** Whether every vertex holds the rows and limits of the constraints, summed afresh: where one does not, the path begins anew at a solution further on, and ends where none is near. */
  isHeld = true;
  /** The limit of the settings that ended the path before its end. */
  ended: Control["reached"];
  readonly #universe: Universe;
  readonly #kinks: Kinks;
  readonly #limits: readonly Limit[];
  #from!: Beginning;
  #trace: Trace | undefined;
  #resumes = 0;
  /** Whether λ falls: nothing is recorded until it is 0. */
  #isDown!: boolean;

  constructor(
    readonly portfolio: CheckedPortfolio,
    readonly mu: Float64Array,
  ) {
    const { covariance: P, sides, costs } = portfolio;
    const { q } = portfolio.objective;
    const current = portfolio.current ?? new Float64Array(sides.n);
    const limits = limitsOf(portfolio);
    const kinks = kinksOf({ ...sides, current, costs, limits });
    this.#kinks = kinks;
    this.#limits = limits;
    const level = { ...kinks, slope: new Float64Array(kinks.slope.length) };
    const isStrict = sides.n <= MOST_STRICT && limits.length === 0;
    this.#universe = new Universe({ ...sides, P, q, nodes: level, isStrict });
    try {
      this.start = this.#solveStart(level, current);
      if (this.start.solution.status === "solved") this.#begin(0, this.start.prices);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Goes on until `isEnough` holds of the vertices there are, to the end, or until a limit of the settings is reached. */
  follow(isEnough: (path: RiskPath) => boolean = () => false): void {
    const trace = this.#trace;
    if (trace === undefined) return;
    const { control } = this.portfolio.settings;
    while (this.isHeld && control.reached === undefined && !isEnough(this)) {
      const status = trace.next();
      if (status === "ended") {
        this.isUnbounded = trace.number(TraceNumber.moving) === 1;
        const last = this.vertices[this.vertices.length - 1];
        const lambda = trace.number(TraceNumber.t);
        if (this.isUnbounded && lambda > last.lambda) this.beyond = this.#vertexAt(trace, lambda);
        break;
      }
      if (status === "lost" || !this.#record(trace)) this.#resume(trace);
      control.look(0, trace.number(TraceNumber.events), trace.number(TraceNumber.members));
    }
    this.#from.members = trace.members();
    this.ended = control.reached;
  }

  /** The weights and multipliers at λ. */
  at(lambda: number): Claim {
    const { points } = this;
    const k = indexOrBeyond(this, (point) => point.lambda > lambda);
    // Beyond the last vertex all stays, but on a line without end.
    const after = points[k < 0 ? points.length - 1 : k];
    const before = k < 0 ? after : points[Math.max(0, k - 1)];
    const share = after.lambda > before.lambda ? (lambda - before.lambda) / (after.lambda - before.lambda) : 0;
    const x = between(this.weightsOf(before), this.weightsOf(after), share);
    const y = between(before.point.subarray(0, this.#rows), after.point, share);
    const m = this.#universe.rows;
    return { x, y: y.subarray(0, m), prices: Array.from(y.subarray(m), (price) => Math.max(0, price)) };
  }

  /** The vertices, and the point beyond them. */
  get points(): readonly Vertex[] {
    return this.beyond === undefined ? this.vertices : [...this.vertices, this.beyond];
  }

  /** The weights of a vertex. */
  weightsOf({ from: { still, members }, point }: Vertex): Float64Array {
    const x = still.slice();
    point.subarray(this.#rows).forEach((weight, k) => (x[members[k]] = weight));
    return x;
  }

  /** Gives the memory of the core back; the vertices stay. */
  dispose(): void {
    this.#trace?.dispose();
    this.#trace = undefined;
    this.#universe.dispose();
  }

  /** The rows and limits, which have multipliers. */
  get #rows(): number {
    return this.#universe.rows + this.#limits.length;
  }

  get #tolerance(): number {
    return this.portfolio.settings.control.tolerance;
  }

  /** The least variance, which the universe then has as its solution. */
  #solveStart(level: Nodes, current: Float64Array): PortfolioSolution {
    const { covariance: P, sides, settings, objective } = this.portfolio;
    if (this.#limits.length > 0) {
      const { solution, ...rest } = this.#solveWithin(0, { x: current, rows: new Int8Array(sides.m) });
      return { ...rest, solution: qpSolution(solution, level) };
    }
    const solution = this.#universe.solve(settings.control);
    if (sides.n > MOST_FORMED || !UNDECIDED.includes(solution.status))
      return { prices: [], solution: qpSolution(solution, level) };
    const problem = { ...sides, P, q: objective.q };
    const decided = solveOverUniverse(problem, settings);
    if (decided.status === "solved") this.#universe.place({ ...decided, rows: decided.activeSet.rows }, this.#tolerance);
    return { prices: [], solution: decided };
  }

  /** The solution at λ within the limits, which the universe then has as its own. */
  #solveWithin(lambda: number, begin: UniverseStart): LimitedSolution {
    const { covariance: P, sides, objective, settings } = this.portfolio;
    const [q, slope] = [objective.q.map((one, j) => one - lambda * this.mu[j]), this.#kinks.slope.map((one) => lambda * one)];
    const problem = { ...sides, P, q, kinks: { ...this.#kinks, slope }, limits: this.#limits };
    const outcome = solveLimited(problem, settings.control, begin);
    if (outcome.solution.status === "solved") this.#universe.place(outcome.solution, this.#tolerance);
    return outcome;
  }

  /** The path from the universe's solution on; from that at −λ, and first down to 0, where λ is below 0. */
  #begin(lambda: number, prices: readonly number[]): void {
    const trace = (this.#trace ??= new Trace(
      this.portfolio.covariance.wasm,
      this.#universe,
      { rate: this.mu.map((one) => -one), slopeRate: this.#kinks.slope },
      this.#limits.length,
    ));
    trace.begin(lambda, this.#kinkRows(prices));
    this.#isDown = lambda < 0;
    this.#from = { still: this.#universe.xView.slice(), members: new Int32Array(0) };
    this.isHeld &&= this.#record(trace);
  }

  #kinkRows(prices: readonly number[]): KinkRow[] {
    const x = this.#universe.xView;
    return this.#limits.map((limit, i) => ({
      slope: this.#kinks.signs[i],
      max: limit.max,
      amount: distance(x, limit.centre),
      // Where the amount jumps at a price that is rounding, what is between may be less than the limit.
      price: isHeld(limit, x, prices[i], this.#tolerance) ? prices[i] : 0,
    }));
  }

  /** The point that the trace is at, if it is another; false where the path has to begin anew. */
  #record(trace: Trace): boolean {
    const t = trace.number(TraceNumber.t);
    const lambda = t <= trace.number(TraceNumber.nothing) ? 0 : t;
    const last = this.vertices[this.vertices.length - 1];
    const isNext = lambda > (last?.lambda ?? -1) * (1 + 1e-13);
    if (lambda === 0) this.#isDown = false;
    const jumped = trace.number(TraceNumber.jumped) === 1;
    if (this.#isDown || (!isNext && lambda > 0 && !jumped)) return true;
    const vertex = this.#vertexAt(trace, isNext || lambda === 0 ? lambda : last.lambda);
    // A jump at one λ, along weights without curvature, leaves the objective as low as it was.
    const before = jumped ? last : vertex;
    const risen = 0.5 * (vertex.variance - before.variance) - before.lambda * (vertex.netReturn - before.netReturn);
    const isSound =
      risen <= Math.max(trace.number(TraceNumber.cancelled), STILL * vertex.variance) &&
      trace.number(TraceNumber.held) === 1 &&
      this.#limits.every((limit) => isHeld(limit, this.#universe.xView, 0, this.#tolerance));
    if (last !== undefined && !isSound) return false;
    // A turn at a λ that is rounding counts where the return moves.
    const isStill = lambda === 0 && t > 0 && Math.abs(vertex.netReturn - last.netReturn) <= STILL * Math.abs(vertex.netReturn);
    if (isStill) return true;
    // Between λ = 0 and the first turn all is linear in λ, whichever of several minima the start was.
    if (lambda === 0) this.vertices.length = 0;
    this.vertices.push(vertex);
    return isSound && (lambda + this.#resumes + this.#limits.length > 0 || trace.number(TraceNumber.events) < MOST_AT_NONE);
  }

  /** The point that the trace is at. */
  #vertexAt(trace: Trace, lambda: number): Vertex {
    const expectedReturn = trace.number(TraceNumber.reward);
    const variance = trace.number(TraceNumber.variance);
    const { costs, covariance } = this.portfolio;
    return {
      lambda,
      expectedReturn,
      netReturn: costs === undefined ? expectedReturn : expectedReturn - costAt(this.portfolio, this.#universe.xView),
      variance:
        variance > trace.number(TraceNumber.cancelled)
          ? variance
          : Math.max(0, covariance.variance(this.#universe.xView.slice())),
      from: this.#from,
      point: trace.point(),
    };
  }

  /** Too many turns at one λ, or beyond the rows or limits: the path begins again from a solution a little further on; at λ = 0, first of all from one above it and down. */
  #resume(trace: Trace): void {
    const last = this.vertices[this.vertices.length - 1];
    this.#from.members = trace.members();
    const rows = Int8Array.from(last.point.subarray(0, this.#universe.rows), Math.sign);
    const isDown = last.lambda + this.#resumes === 0;
    const least = RESUME * last.lambda || (isDown ? DESCENT : RESUME_AT_NONE) * trace.number(TraceNumber.nothing);
    const lambda = last.lambda + 10 ** (this.#resumes++ / 4) * least;
    const resumed = this.#solveWithin(lambda, { x: this.weightsOf(last), rows });
    this.isHeld = this.#resumes < MOST_RESUMES;
    if (resumed.solution.status === "solved") this.#begin(isDown ? -lambda : lambda, resumed.prices);
    else if (this.isHeld) this.#resume(trace);
  }
}
