import type { Constraints, PortfolioProblem } from "quadfolio";
import type { Program, ProgramRow, SolveProgram } from "./linear_program.js";

/** A problem whose vectors are arrays, so that its linear program can be written from the definitions. */
export interface PlainProblem extends Omit<PortfolioProblem, "covariance" | "constraints"> {
  expectedReturns: number[];
  current?: number[];
  volumes?: number[];
  constraints: Constraints & { minWeights?: number | number[] | undefined; maxWeights?: number | number[] | undefined };
}

/**
 * What coefficientsᵀw, or one of the two sums of sizes, can be under the constraints, the objective's target among them:
 * [least, greatest] by HiGHS, or undefined where nothing satisfies them. A variable each for w, for what is bought and sold, and for
 * what is held and short.
 */
export function attainable(
  solve: SolveProgram,
  problem: PlainProblem,
  wanted: readonly number[] | "maxTurnover" | "maxGross",
): [number, number] | undefined {
  const { expectedReturns, objective, constraints, volumes = [], capital = 1 } = problem;
  const n = expectedReturns.length;
  const current = problem.current ?? new Array<number>(n).fill(0);
  const assets = [...current.keys()];
  const each = (value: number | number[] | undefined, otherwise: number): number[] =>
    Array.isArray(value) ? value : assets.map(() => value ?? otherwise);
  const traded = assets.map((i) =>
    constraints.maxTradeOfVolume === undefined ? Infinity : (constraints.maxTradeOfVolume * volumes[i]) / capital,
  );
  const part = (value: number): number[] => assets.map(() => value);
  const least = each(constraints.minWeights, 0).map((one, i) => Math.max(one, current[i] - traded[i]));
  const most = each(constraints.maxWeights, 1).map((one, i) => Math.min(one, current[i] + traded[i]));
  const sum = (coefficients: readonly number[], min = -Infinity, max = Infinity, from = 0): ProgramRow => ({
    entries: coefficients.map((one, i) => [from + i, one] as const),
    min,
    max,
  });
  const { budget = constraints.netExposure === undefined ? 1 : [-Infinity, Infinity], netExposure, factors } = constraints;
  const [low, high] = typeof budget === "number" ? [budget, budget] : budget;
  const loadings = (factors?.loadings ?? []) as number[][];
  const centre = (factors?.benchmark ?? part(0)) as number[];
  const rows: ProgramRow[] = [
    sum(part(1), low, high),
    ...(netExposure === undefined ? [] : [sum(part(1), ...netExposure)]),
    ...(constraints.groups ?? []).map(({ members, min, max }) =>
      sum(
        assets.map((i) => (members.includes(i) ? 1 : 0)),
        min,
        max,
      ),
    ),
    ...(constraints.linear ?? []).map(({ coefficients, min, max }) => sum(coefficients as number[], min, max)),
    ...(loadings[0] ?? []).map((_, f) => {
      const exposures = loadings.map((row) => row[f]);
      const reference = exposures.reduce((total, one, i) => total + one * centre[i], 0);
      return sum(exposures, (factors?.min as number[])[f] + reference, (factors?.max as number[])[f] + reference);
    }),
    ...(objective.kind === "target-return" ? [sum(expectedReturns, objective.value, objective.value)] : []),
    ...assets.map((i) => ({
      entries: [
        [i, 1],
        [n + i, -1],
        [2 * n + i, 1],
      ] as const,
      min: current[i],
      max: current[i],
    })),
    ...assets.map((i) => ({
      entries: [
        [i, 1],
        [3 * n + i, -1],
        [4 * n + i, 1],
      ] as const,
      min: 0,
      max: 0,
    })),
    sum([...part(1), ...part(1)], 0, constraints.maxTurnover, n),
    sum([...part(1), ...part(1)], 0, constraints.maxGross, 3 * n),
  ];
  const sizes = (from: number): number[] => Array.from({ length: 5 * n }, (_, j) => (j >= from && j < from + 2 * n ? 1 : 0));
  const cost =
    wanted === "maxTurnover" ? sizes(n) : wanted === "maxGross" ? sizes(3 * n) : [...wanted, ...new Array<number>(4 * n).fill(0)];
  const program = (sign: number): Program => ({
    cost: cost.map((one) => sign * one),
    lower: [...least, ...new Array<number>(4 * n).fill(0)],
    upper: [...most, ...new Array<number>(4 * n).fill(Infinity)],
    rows,
  });
  const [bottom, top] = [solve(program(1)), solve(program(-1))];
  if (bottom === undefined) return undefined;
  return [bottom.value, top === undefined ? Infinity : -top.value];
}

/** The problem with none of its constraints but those named. */
export function withOnly(problem: PlainProblem, names: readonly string[]): PlainProblem {
  const { constraints, objective } = problem;
  const { budget, netExposure, groups = [], linear = [], factors } = constraints;
  const open = [-Infinity, Infinity] as const;
  const has = (name: string): boolean => names.includes(name);
  const keep = <T extends { name?: string | undefined; min?: number | undefined; max?: number | undefined }>(one: T): T =>
    has(one.name as string) ? one : { ...one, min: -Infinity, max: Infinity };
  const sides = (values: unknown, otherwise: number): number[] =>
    (values as number[]).map((one, f) => (has(factors?.names?.[f] as string) ? one : otherwise));
  const { minWeights, maxWeights, ...limits } = constraints;
  const others = ["maxTurnover", "maxGross", "maxTradeOfVolume", "maxTrackingError", "minEffectiveHoldings"] as const;
  return {
    ...problem,
    objective: objective.kind === "target-return" && !has("targetReturn") ? { kind: "min-variance" } : objective,
    constraints: {
      budget: has("budget") ? (budget ?? (netExposure === undefined ? 1 : open)) : open,
      minWeights: has("minWeights") ? minWeights : -Infinity,
      maxWeights: has("maxWeights") ? maxWeights : Infinity,
      groups: groups.map(keep),
      linear: linear.map(keep),
      ...(has("netExposure") && { netExposure }),
      ...(factors && { factors: { ...factors, min: sides(factors.min, -Infinity), max: sides(factors.max, Infinity) } }),
      ...Object.fromEntries(others.filter(has).map((name) => [name, limits[name]])),
    },
  };
}

/** The names of all constraints that a conflict may name; those of rows are given. */
export function everyName({ objective, constraints }: PlainProblem): string[] {
  const { groups = [], linear = [], factors } = constraints;
  const limits = ["budget", "netExposure", "minWeights", "maxWeights", "maxTurnover", "maxGross", "maxTradeOfVolume"];
  return [
    ...limits,
    ...(objective.kind === "target-return" ? ["targetReturn"] : []),
    ...[...groups, ...linear].map(({ name }) => name as string),
    ...(factors?.names ?? []),
  ];
}

/** What a constraint of this name bounds: the coefficients of a row, or a limit itself. */
export function functionalOf(
  { constraints, expectedReturns }: PlainProblem,
  name: string,
): number[] | "maxTurnover" | "maxGross" {
  if (name === "maxTurnover" || name === "maxGross") return name;
  if (name === "targetReturn") return expectedReturns;
  const { groups = [], linear = [], factors } = constraints;
  const group = groups.find((one) => one.name === name);
  if (group !== undefined) return expectedReturns.map((_, i) => (group.members.includes(i) ? 1 : 0));
  const row = linear.find((one) => one.name === name);
  if (row !== undefined) return row.coefficients as number[];
  const factor = factors?.names?.indexOf(name) ?? -1;
  return expectedReturns.map((_, i) => (factor < 0 ? 1 : (factors?.loadings as number[][])[i][factor]));
}
