import type { Costs, FactorConstraint, Objective, PortfolioProblem, Uncertainty } from "../files/index.js";
import { expectedOneOf } from "../errors/near.js";
import type { ByName, InFile } from "./config/inFile.js";
import type { ConstraintsInFile, Discretize, FactorsInFile } from "./config/portfolioConfig.js";
import { InputError } from "./inputError.js";
import type { Request } from "./request.js";
import type { UsedAssets } from "./usedAssets.js";

/** The part of a request that names assets, of those that are used. */
export interface NamedPart {
  objective: InFile<Objective>;
  constraints: ConstraintsInFile;
  costs?: InFile<Costs>;
  uncertainty?: InFile<Uncertainty>;
  current?: ByName;
  volumes?: number | ByName;
  discretize?: Discretize;
}

/** The request's part without the assets that are not used. */
export function namedPart(
  { objective, constraints, costs, uncertainty, current, volumes, discretize, mappedGroups }: Request,
  used: UsedAssets,
): NamedPart {
  return {
    objective: objectiveOf(objective, used),
    constraints: constraintsOf(constraints, mappedGroups, used),
    ...(costs && { costs: costsOf(costs, used) }),
    ...(uncertainty && { uncertainty: uncertaintyOf(uncertainty, used) }),
    ...(current && { current: used.held(current) }),
    ...(volumes !== undefined && { volumes: used.vector("volumes", volumes) }),
    ...(discretize && { discretize: used.vectors("discretize", discretize, ["prices", "lots"]) }),
  };
}

function objectiveOf(objective: InFile<Objective>, used: UsedAssets): InFile<Objective> {
  if (objective.kind === "tracking-error")
    return { ...objective, benchmark: used.benchmark("objective.benchmark", objective.benchmark) };
  return used.vectors("objective", objective as InFile<Objective> & { budgets?: unknown }, ["budgets"]);
}

function constraintsOf(
  constraints: ConstraintsInFile,
  mappedGroups: Request["mappedGroups"],
  used: UsedAssets,
): ConstraintsInFile {
  const { linear, factors, maxTrackingError } = constraints;
  const groups = [
    ...(constraints.groups ?? []).map((group, i) => ({
      ...group,
      members: used.members(`constraints.groups[${i}]`, group.members),
    })),
    ...mappedGroups.map((group) => ({
      ...group,
      members: used.mapped(`the group ${JSON.stringify(group.name)}`, group.members),
    })),
  ];
  return {
    ...used.vectors("constraints", constraints, ["minWeights", "maxWeights"]),
    ...(groups.length > 0 && { groups }),
    ...(linear && { linear: linear.map((row, i) => used.vectors(`constraints.linear[${i}]`, row, ["coefficients"])) }),
    ...(factors && { factors: factorsOf(factors, used) }),
    ...(maxTrackingError && {
      maxTrackingError: {
        ...maxTrackingError,
        benchmark: used.benchmark("constraints.maxTrackingError.benchmark", maxTrackingError.benchmark),
      },
    }),
  };
}

function factorsOf(factors: FactorsInFile, used: UsedAssets): FactorsInFile {
  const { benchmark, ...others } = used.vectors("constraints.factors", factors, ["loadings"]);
  if (benchmark === undefined) return others;
  return { ...others, benchmark: used.benchmark("constraints.factors.benchmark", benchmark) };
}

function uncertaintyOf(uncertainty: InFile<Uncertainty>, used: UsedAssets): InFile<Uncertainty> {
  const { ellipsoid } = uncertainty;
  return {
    ...used.vectors("uncertainty", uncertainty, ["box"]),
    ...(ellipsoid && { ellipsoid: used.vectors("uncertainty.ellipsoid", ellipsoid, ["variances"]) }),
  };
}

function costsOf(costs: InFile<Costs>, used: UsedAssets): InFile<Costs> {
  const { slices } = costs;
  type Slices = Exclude<Extract<typeof slices, readonly unknown[]>, undefined>;
  const each = (where: string, all: Slices): Slices =>
    all.map((slice, i) => used.vectors(`${where}[${i}]`, slice, ["upTo", "rate"]));
  const others = used.vectors("costs", costs, ["buy", "sell", "borrow", "quadratic"]);
  if (slices === undefined) return others;
  if (Array.isArray(slices)) return { ...others, slices: each("costs.slices", slices) };
  const { buy, sell } = slices;
  return {
    ...others,
    slices: { ...(buy && { buy: each("costs.slices.buy", buy) }), ...(sell && { sell: each("costs.slices.sell", sell) }) },
  };
}

/** The constraints as the library takes them: the loadings of the factors as rows in the order of the assets. */
export function constraintsFor(
  { factors, ...others }: ConstraintsInFile,
  names: readonly string[],
): NonNullable<PortfolioProblem["constraints"]> {
  return { ...others, ...(factors && { factors: factorsFor(factors, names) }) };
}

function factorsFor({ loadings, ...others }: FactorsInFile, names: readonly string[]): FactorConstraint {
  const where = "constraints.factors.loadings";
  const known = new Set(names);
  const strange = Object.keys(loadings).find((name) => !known.has(name));
  if (strange !== undefined)
    throw new InputError(
      `a key of ${where} is ${JSON.stringify(strange)}, expected ${expectedOneOf(strange, names, "name of an asset")}.`,
    );
  const absent = names.find((name) => !Object.hasOwn(loadings, name));
  if (absent !== undefined)
    throw new InputError(`${where} has no numbers for ${JSON.stringify(absent)}, expected them for every asset.`);
  return { ...others, loadings: names.map((name) => loadings[name]) };
}
