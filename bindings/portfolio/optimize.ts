import { Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toVector } from "../errors/vector.js";
import { checkSettings } from "../qp/settings.js";
import type { Sides } from "../qp/problem.js";
import type { PrimalInfeasibility, QPSolution } from "../qp/solution.js";
import { solveOverUniverse } from "../qp/solveOverUniverse.js";
import { toWarmStart } from "../qp/warmStart.js";
import type { Wasm } from "../wasm.js";
import { weightBounds } from "./bounds.js";
import { findConflict } from "./conflict.js";
import { dot, quadraticObjective, type QuadraticObjective } from "./objective.js";
import type { Multipliers, Portfolio } from "./portfolio.js";
import type { Constraints, PortfolioProblem } from "./problem.js";
import { constraintRows, type Row } from "./rows.js";

const KEYS = ["covariance", "expectedReturns", "objective", "constraints", "current", "warmStart", "settings"] as const;
const CONSTRAINT_KEYS = ["budget", "minWeights", "maxWeights", "groups", "linear"] as const;
const SETTING_KEYS = ["tolerance", "maxIterations", "timeLimit"] as const;

/** Checks, states the quadratic program, solves it and names the outcome; see `Core.optimize`. */
export function optimize(wasm: Wasm, problem: PortfolioProblem): Portfolio {
  if (problem === undefined) throw new ValueError("problem", problem, "an object { covariance, objective, … }");
  refuseUnsupported("", problem, ["costs"]);
  const { covariance, objective, warmStart, ...rest } = toOptions("problem", problem, KEYS);
  if (!(covariance instanceof Covariance)) {
    throw new ValueError("covariance", covariance, "what core.covariance, core.denseCovariance or core.factorCovariance returns");
  }
  const { assets, names } = covariance;
  refuseUnsupported("constraints.", rest.constraints, ["maxTurnover", "maxGross"]);
  const constraints = toOptions<Constraints>("constraints", rest.constraints, CONSTRAINT_KEYS);
  const mu =
    rest.expectedReturns === undefined ? undefined : toVector("expectedReturns", rest.expectedReturns, assets, { names });
  const current = rest.current === undefined ? undefined : toVector("current", rest.current, assets, { names, missing: 0 });
  const [lb, ub] = weightBounds(constraints, assets, names);
  const quadratic = quadraticObjective(objective, covariance, mu);
  const rows = constraintRows(constraints, assets, names);
  if (quadratic.row !== undefined) rows.push(quadratic.row);
  const settings = {
    ...checkSettings(toOptions("settings", rest.settings, SETTING_KEYS), assets, rows.length),
    warmStart: warmStart === undefined ? undefined : toWarmStart("warmStart", warmStart, assets, rows.length),
  };

  const sides = sidesOf(rows, lb, ub);
  const solution = solveOverUniverse({ ...sides, P: covariance, q: quadratic.q }, settings);
  const weights = solution.x;
  return Object.freeze({
    status: solution.status,
    weights,
    ...(names !== undefined && { names }),
    ...(mu !== undefined && { expectedReturn: dot(mu, weights) }),
    volatility: Math.sqrt(Math.max(0, covariance.variance(weights))),
    objective: quadratic.value(weights),
    ...(current !== undefined && { turnover: weights.reduce((sum, weight, i) => sum + Math.abs(weight - current[i]), 0) }),
    multipliers: namedMultipliers(solution, rows, quadratic.scale),
    iterations: solution.iterations,
    residuals: scaledResiduals(solution, quadratic),
    ...(solution.status === "primal_infeasible" && {
      conflict: findConflict(wasm, sides, rows, solution.certificate as PrimalInfeasibility, settings),
    }),
    warmStart: solution.warmStart,
  });
}

function refuseUnsupported(prefix: string, given: unknown, keys: readonly string[]): void {
  if (typeof given !== "object" || given === null) return;
  for (const key of keys) {
    const value = (given as Record<string, unknown>)[key];
    if (value !== undefined) throw new ValueError(prefix + key, value, `nothing: this version does not model ${key} yet`);
  }
}

/** The rows and bounds as the solver takes them. */
function sidesOf(rows: readonly Row[], lb: Float64Array, ub: Float64Array): Sides {
  const n = lb.length;
  const m = rows.length;
  const A = new Float64Array(m * n);
  rows.forEach((row, i) => A.set(row.coefficients, i * n));
  const l = Float64Array.from(rows, (row) => row.min);
  const u = Float64Array.from(rows, (row) => row.max);
  return { n, m, A, l, u, lb, ub };
}

/** The multipliers under their constraints' names, of the objective before it was divided by `scale`. */
function namedMultipliers({ y, z }: QPSolution, rows: readonly Row[], scale: number): Multipliers {
  const of = (kind: Row["kind"]): Record<string, number> =>
    Object.fromEntries(rows.flatMap((row, i) => (row.kind === kind ? [[row.name, scale * y[i]]] : [])));
  return Object.freeze({
    ...(of("budget") as { budget: number }),
    ...of("target"),
    groups: Object.freeze(of("group")),
    linear: Object.freeze(of("linear")),
    minWeights: z.map((one) => scale * Math.min(one, 0)),
    maxWeights: z.map((one) => scale * Math.max(one, 0)),
  });
}

function scaledResiduals(solution: QPSolution, { scale }: QuadraticObjective): Portfolio["residuals"] {
  const { primalResidual, dualResidual, dualityGap } = solution;
  return Object.freeze({ primal: primalResidual, dual: scale * dualResidual, gap: scale * dualityGap });
}
