import { describe, expect, it } from "vitest";
import { attainable, everyName, functionalOf, withOnly, type PlainProblem } from "../support/attainable.js";
import { firstSeeds, IN_BLOCK } from "../support/blocks.js";
import { loadTestCore } from "../support/core.js";
import { randomConflict, randomQuadraticConflict } from "../support/generateConflict.js";
import { loadLinearPrograms } from "../support/linear_program.js";

const core = await loadTestCore();
const solve = await loadLinearPrograms();
const FIRST_SEEDS = firstSeeds(3);

/** HiGHS meets its rows to 1e-7: what is nearer than this to being possible, or impossible, is not judged. */
const NEAR = 1e-6;

const isFeasible = (problem: PlainProblem): boolean =>
  attainable(
    solve,
    problem,
    problem.expectedReturns.map(() => 0),
  ) !== undefined;

/** The least and the greatest that a constraint may have, ±Infinity where there is no end. */
function rangeOf(problem: PlainProblem, name: string): [number, number] {
  const functional = functionalOf(problem, name);
  if (typeof functional === "string") return [attainable(solve, problem, functional)?.[0] ?? NaN, Infinity];
  const least = (coefficients: number[]): number => attainable(solve, problem, coefficients)?.[0] ?? -Infinity;
  return [least(functional), -least(functional.map((one) => -one))];
}

/** The problem with every side further away by NEAR. */
function relaxed(problem: PlainProblem): PlainProblem {
  const { constraints, objective, expectedReturns } = problem;
  const {
    groups = [],
    linear = [],
    factors,
    budget = 1,
    netExposure,
    minWeights,
    maxWeights,
    maxTurnover,
    maxGross,
  } = constraints;
  const wider = <T extends { min?: number | undefined; max?: number | undefined }>(row: T): T => ({
    ...row,
    min: (row.min ?? -Infinity) - NEAR,
    max: (row.max ?? Infinity) + NEAR,
  });
  const [low, high] = typeof budget === "number" ? [budget, budget] : budget;
  const size = Math.max(...expectedReturns.map(Math.abs));
  const target =
    objective.kind === "target-return"
      ? [
          {
            name: "targetReturn",
            coefficients: expectedReturns,
            min: objective.value - NEAR * size,
            max: objective.value + NEAR * size,
          },
        ]
      : [];
  return {
    ...problem,
    objective: { kind: "min-variance" },
    constraints: {
      ...constraints,
      minWeights: (minWeights as number[]).map((one) => one - NEAR),
      maxWeights: (maxWeights as number[]).map((one) => one + NEAR),
      groups: groups.map(wider),
      linear: [...linear.map(wider), ...target],
      budget: [low - NEAR, high + NEAR],
      ...(netExposure && { netExposure: [netExposure[0] - NEAR, netExposure[1] + NEAR] }),
      ...(factors && {
        factors: {
          ...factors,
          min: (factors.min as number[]).map((one) => one - NEAR),
          max: (factors.max as number[]).map((one) => one + NEAR),
        },
      }),
      ...(maxTurnover !== undefined && { maxTurnover: maxTurnover + NEAR }),
      ...(maxGross !== undefined && { maxGross: maxGross + NEAR }),
    },
  };
}

function faultsOf(seed: number, tally: Map<string, number>): string[] {
  const { covariance, problem } = randomConflict(core, seed);
  const count = (name: string): void => void tally.set(name, (tally.get(name) ?? 0) + 1);
  try {
    const { status, conflict } = core.optimize({ covariance, ...problem });
    const known = isFeasible(problem);
    if (known !== isFeasible(relaxed(problem))) {
      count("near");
      return [];
    }
    count(status);
    if (status === "solved") return known ? [] : [`${seed}: solved, and impossible`];
    if (status !== "primal_infeasible" || conflict === undefined) return [`${seed}: ${status}`];
    if (known) return [`${seed}: possible, but ${conflict.message}`];
    const found: string[] = [];
    const { constraints: named, attainable: part } = conflict;
    count(`${named.length} constraints`);
    if (isFeasible(withOnly(problem, named))) found.push(`possible with ${named.join()}`);
    for (const name of named) {
      const rest = withOnly(
        problem,
        named.filter((other) => other !== name),
      );
      if (!isFeasible(rest)) found.push(`impossible without ${name} of ${named.join()}`);
    }
    if (part !== undefined) {
      const others = withOnly(
        problem,
        everyName(problem).filter((one) => one !== part.constraint),
      );
      const known = isFeasible(others) ? rangeOf(others, part.constraint) : [Infinity, -Infinity];
      const size = Math.max(1, ...known.filter(Number.isFinite).map(Math.abs));
      if (known.some((side, i) => side !== part.range[i] && !(Math.abs(side - part.range[i]) <= NEAR * size)))
        found.push(`${part.constraint} may be ${known.join(" to ")}, not ${part.range.join(" to ")}`);
    }
    return found.map((fault) => `${seed}: ${fault} (${conflict.message})`);
  } catch (error) {
    return [`${seed}: threw ${String(error)}`];
  } finally {
    covariance.dispose();
  }
}

describe(`${FIRST_SEEDS.length * IN_BLOCK} random problems whose constraints may not hold together: what is said of them is what HiGHS finds`, () => {
  it.each(FIRST_SEEDS)("seeds from %i", (from) => {
    const tally = new Map<string, number>();
    const seeds = Array.from({ length: IN_BLOCK }, (_, i) => from + i);
    expect(seeds.flatMap((seed) => faultsOf(seed, tally))).toEqual([]);
    for (const name of ["solved", "primal_infeasible"]) expect(tally.get(name)).toBeGreaterThan(0);
    expect(core.memory.used).toBe(0);
  });

  // A trade out of reach; costs of two limits that cancel.
  it.each([2753, 4557, 19094, 29394])("seed %i", (seed) => expect(faultsOf(seed, new Map())).toEqual([]));
});

/** A limit on a quadratic function of the weights. */
const isQuadratic = (name: string): boolean => name === "maxTrackingError" || name === "minEffectiveHoldings";

/** What is wrong with what is said of a limit that is out of reach: it can be met without any one of the others, and up to its range. */
function limitFaults(seed: number, tally: Map<string, number>): string[] {
  const { covariance, problem } = randomQuadraticConflict(core, seed);
  const count = (name: string): void => void tally.set(name, (tally.get(name) ?? 0) + 1);
  const statusOf = (one: PlainProblem): string => core.optimize({ covariance, ...one }).status;
  try {
    const { status, conflict } = core.optimize({ covariance, ...problem });
    count(status);
    if (status === "solved") return [];
    const [name] = conflict?.constraints ?? [];
    if (status !== "primal_infeasible" || conflict === undefined) return [`${seed}: ${status}`];
    if (!isQuadratic(name)) return [];
    count(name);
    const found: string[] = [];
    const expectOf = (expected: string, one: PlainProblem, what: string): void => {
      const got = statusOf(one);
      if (got !== expected) found.push(`${got} ${what} of ${conflict.constraints.join()}`);
    };
    expectOf("primal_infeasible", withOnly(problem, conflict.constraints), "with all");
    for (const left of conflict.constraints) {
      const rest = conflict.constraints.filter((other) => other !== left);
      expectOf("solved", withOnly(problem, rest), `without ${left}`);
    }
    const { maxTrackingError, minEffectiveHoldings } = problem.constraints;
    const isTracking = name === "maxTrackingError";
    const asked = isTracking ? maxTrackingError!.value : (minEffectiveHoldings as number);
    const side = conflict.attainable?.range[isTracking ? 0 : 1] ?? 0;
    if (side > NEAR * asked) {
      const limited = (value: number): PlainProblem => {
        const limit = isTracking ? { maxTrackingError: { ...maxTrackingError!, value } } : { minEffectiveHoldings: value };
        return { ...problem, constraints: { ...problem.constraints, ...limit } };
      };
      const sign = isTracking ? 1 : -1;
      expectOf("solved", limited(side * (1 + sign * NEAR)), `within ${side}`);
      expectOf("primal_infeasible", limited(side * (1 - sign * NEAR)), `beyond ${side}`);
    }
    return found.map((fault) => `${seed}: ${fault} (${conflict.message})`);
  } catch (error) {
    return [`${seed}: threw ${String(error)}`];
  } finally {
    covariance.dispose();
  }
}

describe(`${FIRST_SEEDS.length * IN_BLOCK} random limits of tracking error and effective holdings that may be out of reach`, () => {
  it.each(FIRST_SEEDS)("seeds from %i", (from) => {
    const tally = new Map<string, number>();
    const seeds = Array.from({ length: IN_BLOCK }, (_, i) => from + i);
    expect(seeds.flatMap((seed) => limitFaults(seed, tally))).toEqual([]);
    for (const name of ["solved", "maxTrackingError", "minEffectiveHoldings"]) expect(tally.get(name)).toBeGreaterThan(0);
    expect(core.memory.used).toBe(0);
  });
});
