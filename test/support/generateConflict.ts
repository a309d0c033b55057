import type { Core } from "quadfolio";
import type { PlainProblem } from "./attainable.js";
import { randomPortfolio, type RandomPortfolio } from "./generatePortfolio.js";
import { vectorOf } from "./optimality.js";
import { uniform } from "./random.js";

type Constraints = RandomPortfolio["constraints"];

/** A random problem whose linear constraints, all with names, may be impossible; dispose of its covariance. */
export interface RandomConflict {
  readonly problem: PlainProblem;
  readonly covariance: RandomPortfolio["covariance"];
}

const list = (values: unknown): number[] => Array.from(values as ArrayLike<number>);

/**
 * A random portfolio problem whose linear constraints are drawn together until they may not hold: sides of rows are moved past each other,
 * floors raised, caps and limits lowered, the budget and the target moved.
 */
export function randomConflict(core: Core, seed: number): RandomConflict {
  const { covariance, expectedReturns, objective, constraints, current, volumes, capital } = randomPortfolio(core, seed);
  const next = uniform(seed ^ 0x5bd1e995);
  const chance = (share: number): boolean => next() < share;
  /** How far a side is moved, of either sign. */
  const off = (): number => (chance(0.5) ? 0 : (next() - 0.5) * 10 ** (1 - 2 * next()));
  const moved = (side: number | undefined): number | undefined => side && side + off();
  const rowOf = <T extends { min?: number | undefined; max?: number | undefined }>(row: T, name: string): T => {
    const [min, max] = [moved(row.min), moved(row.max)];
    const sides = min !== undefined && max !== undefined && min > max ? { min: max, max: min } : { min, max };
    return {
      ...row,
      name,
      ...(sides.min === undefined ? {} : { min: sides.min }),
      ...(sides.max === undefined ? {} : { max: sides.max }),
    };
  };
  const { minWeights, maxWeights, groups = [], linear = [], factors, budget = 1, netExposure } = constraints;
  const { maxTurnover, maxGross, maxTradeOfVolume } = constraints;
  const isTarget = objective.kind === "target-return";
  const squeeze = chance(0.3) ? 0.5 * next() : 0;
  const n = expectedReturns.length;
  const ceilings = list(vectorOf(maxWeights, n, 1));
  const floors = list(vectorOf(minWeights, n, 0)).map((one, i) => Math.min(one + squeeze * next(), ceilings[i]));
  const between = (one: number, other: number): [number, number] => [Math.min(one, other), Math.max(one, other)];
  const total = typeof budget === "number" ? budget + off() : between(budget[0] + off(), budget[1] + off());
  const limit = (one: number): number => one * (chance(0.5) ? 1 : next());
  const result: Constraints = {
    minWeights: floors,
    maxWeights: ceilings,
    groups: groups.map((one, i) => rowOf(one, `group ${i}`)),
    linear: linear.map((one, i) => rowOf({ ...one, coefficients: list(one.coefficients) }, `row ${i}`)),
    budget: total,
    ...(netExposure !== undefined && { netExposure: between(netExposure[0] + off(), netExposure[1] + off()) }),
    ...(factors !== undefined && {
      factors: { ...factors, names: ["one", "other"], max: [Infinity, (factors.max as number[])[1] + off()] },
    }),
    ...(maxTurnover !== undefined && { maxTurnover: limit(maxTurnover) }),
    ...(maxGross !== undefined && { maxGross: limit(maxGross) }),
    ...(maxTradeOfVolume !== undefined && { maxTradeOfVolume: limit(maxTradeOfVolume) }),
  };
  return {
    covariance,
    problem: {
      expectedReturns: list(expectedReturns),
      objective: isTarget
        ? { kind: "target-return", value: objective.value + off() * Math.max(...list(expectedReturns).map(Math.abs)) }
        : { kind: "min-variance" },
      constraints: result as PlainProblem["constraints"],
      current: list(current),
      ...(volumes !== undefined && { volumes: list(volumes), capital: capital as number }),
    },
  };
}

/** A problem of `randomConflict` with limits of tracking error, of effective holdings or of both, more than there may be. */
export function randomQuadraticConflict(core: Core, seed: number): RandomConflict {
  const { covariance, problem } = randomConflict(core, seed);
  const next = uniform(seed ^ 0x1234567);
  const n = covariance.assets;
  const typical = Math.sqrt(covariance.diagonal().reduce((sum, one) => sum + one, 0) / n);
  const which = Math.floor(3 * next());
  const benchmark = Array.from({ length: n }, () => (next() < 0.3 ? 0 : (2 * next()) / n));
  const maxTrackingError = { benchmark, value: typical * 10 ** (-3 * next()) };
  const constraints = {
    ...problem.constraints,
    ...(which !== 1 && { maxTrackingError }),
    ...(which !== 0 && { minEffectiveHoldings: 0.5 + n * (0.3 + next()) }),
  };
  return { covariance, problem: { ...problem, constraints } };
}
