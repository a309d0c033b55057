import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { checkPortfolio, PROBLEM_KEYS, type CheckedPortfolio } from "../portfolio/checkPortfolio.js";
import { needed } from "../portfolio/objective.js";
import { atReturn, atVolatility, mostRatio, optimizeOnPath } from "../portfolio/optimizeOnPath.js";
import { solveAt } from "../portfolio/pathSolution.js";
import type { Portfolio } from "../portfolio/portfolio.js";
import type { PortfolioProblem } from "../portfolio/problem.js";
import { RiskPath, type Vertex } from "../portfolio/riskPath.js";
import { toPortfolio } from "../portfolio/toPortfolio.js";
import type { QPStatus } from "../qp/solution.js";
import type { Corner, Frontier, FrontierPoint, FrontierProblem } from "./frontier.js";

const KEYS = PROBLEM_KEYS.filter((key) => key !== "objective" && key !== "uncertainty" && key !== "ridge" && key !== "warmStart");

/** Checks, follows the frontier from the least variance to the greatest return; see `Core.efficientFrontier`. */
export function efficientFrontier(problem: FrontierProblem): Frontier {
  const portfolio = checkFrontier(problem);
  const mu = needed(portfolio.expectedReturns, "the efficient frontier");
  const path = new RiskPath(portfolio, mu);
  try {
    path.follow();
  } finally {
    path.dispose();
  }
  const status = path.isHeld ? path.start.solution.status : "numerical_error";
  return new EfficientFrontier(path, path.ended ?? status);
}

function checkFrontier(problem: FrontierProblem): CheckedPortfolio {
  const options = toOptions<FrontierProblem>("problem", problem, KEYS as never[], "covariance, expectedReturns, …");
  const portfolio = checkPortfolio({ ...options, objective: { kind: "min-variance" } } as PortfolioProblem);
  const { quadraticLimits, costs } = portfolio;
  const expected = "nothing: with it the frontier bends between corners; use optimize";
  for (const { name } of quadraticLimits) {
    throw new ValueError(`constraints.${name}`, (problem.constraints as Record<string, unknown>)[name], expected);
  }
  if (costs?.quadratic.some((one) => one > 0)) throw new ValueError("costs.quadratic", problem.costs?.quadratic, expected);
  return portfolio;
}

class EfficientFrontier implements Frontier {
  readonly corners: readonly Corner[];
  readonly isUnbounded: boolean;
  readonly minVariance: Portfolio;
  readonly names?: readonly string[];
  readonly conflict?: NonNullable<Portfolio["conflict"]>;
  readonly #path: RiskPath;

  constructor(
    path: RiskPath,
    readonly status: QPStatus,
  ) {
    this.#path = path;
    this.isUnbounded = path.isUnbounded;
    this.corners = cornersOf(path);
    this.minVariance = this.#solved(0);
    const { names } = path.portfolio.covariance;
    if (names !== undefined) this.names = names;
    if (this.minVariance.conflict !== undefined) this.conflict = this.minVariance.conflict;
    Object.freeze(this);
  }

  at(point: FrontierPoint): Portfolio {
    const at = toOptions<Record<string, number | undefined>>("point", point as never, POINTS);
    const { lambda, volatility, expectedReturn } = at;
    if (POINTS.filter((key) => at[key] !== undefined).length !== 1)
      throw new ValueError("point", point, "one of { expectedReturn }, { volatility } and { lambda }");
    if (lambda !== undefined) return this.#solved(toScalar("point.lambda", lambda, { least: 0 }));
    if (volatility !== undefined) {
      return atVolatility(this.#begun, toScalar("point.volatility", volatility, { least: 0 }), "volatility");
    }
    return atReturn(this.#begun, toScalar("point.expectedReturn", expectedReturn));
  }

  maxSharpe(riskFree = 0): Portfolio {
    const rate = toScalar("riskFree", riskFree);
    const { portfolio, mu } = this.#begun;
    const [{ min, max }] = portfolio.rows;
    // Where the budget is no single number, what is not invested earns the risk-free rate.
    return min === max
      ? mostRatio(this.#path, rate * min, rate)
      : optimizeOnPath(portfolio, { mu: mu.map((one) => one - rate), riskFree: rate });
  }

  #solved(lambda: number): Portfolio {
    return toPortfolio(this.#path.portfolio, solveAt(this.#begun, lambda));
  }

  /** The path, for a call that begins. */
  get #begun(): RiskPath {
    this.#path.portfolio.settings.control.restart();
    return this.#path;
  }
}

const POINTS = ["lambda", "volatility", "expectedReturn"] as const;

/**
 * From the highest λ down. Where the portfolio changes at one λ, along weights that bring neither risk nor return, what it becomes is at the
 * next number above.
 */
function cornersOf(path: RiskPath): readonly Corner[] {
  const corners = path.vertices
    .filter(({ lambda }, k, all) => lambda !== all[k - 1]?.lambda || lambda !== all[k + 1]?.lambda)
    .map((vertex, k, all) => new FrontierCorner(path, vertex, Number(vertex.lambda === all[k - 1]?.lambda)));
  return Object.freeze(corners.reverse());
}

class FrontierCorner implements Corner {
  readonly lambda: number;
  readonly expectedReturn: number;
  readonly volatility: number;
  declare readonly cost?: number;
  declare readonly weights: Float64Array;
  readonly #path: RiskPath;
  readonly #vertex: Vertex;
  #weights: Float64Array | undefined;

  constructor(path: RiskPath, vertex: Vertex, above: number) {
    const { lambda, expectedReturn, netReturn, variance } = vertex;
    this.lambda = lambda * (1 + above * Number.EPSILON);
    this.expectedReturn = expectedReturn;
    this.volatility = Math.sqrt(variance);
    if (netReturn !== expectedReturn) this.cost = expectedReturn - netReturn;
    this.#path = path;
    this.#vertex = vertex;
    Object.defineProperty(this, "weights", FrontierCorner.#lazily);
    Object.freeze(this);
  }

  /** One function for all corners. */
  static readonly #lazily: PropertyDescriptor & ThisType<FrontierCorner> = {
    enumerable: true,
    get() {
      return (this.#weights ??= this.#path.weightsOf(this.#vertex));
    },
  };
}
