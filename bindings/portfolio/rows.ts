import type { Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { columnsOf, toMatrix } from "../errors/matrix.js";
import { checkList, positionsOf, toAsset, toNames } from "../errors/names.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { elementOf, isArray, toVector } from "../errors/vector.js";
import { dot } from "./points.js";
import type { Constraints, FactorConstraint, GroupConstraint, LinearConstraint } from "./problem.js";

/** min ≤ coefficientsᵀw ≤ max, under the name it has in multipliers and conflicts. */
export interface Row {
  readonly kind: "budget" | "netExposure" | "target" | "group" | "linear" | "factor" | "trade";
  readonly name: string;
  readonly coefficients: Float64Array;
  readonly min: number;
  readonly max: number;
  /** The exposure of a benchmark that min and max have been moved by; 0 by default. */
  readonly reference?: number;
  /** What the row is called where its name alone does not say what it is of. */
  readonly label?: string;
}

/** Names that multipliers and conflicts use for other constraints. */
const TAKEN = [
  "targetReturn",
  "targetVolatility",
  "expectedReturn",
  "volatility",
  "riskFree",
  "minWeights",
  "maxWeights",
  "maxTurnover",
  "maxGross",
  "maxTradeOfVolume",
  "netExposure",
  "maxTrackingError",
  "minEffectiveHoldings",
];

/** The budget, net exposure, groups, linear constraints and factor exposures as rows, in this order, each checked. */
export function constraintRows(constraints: Constraints, covariance: Covariance): Row[] {
  const { groups = [], linear = [] } = constraints;
  const { assets, names } = covariance;
  checkList("constraints.groups", groups, "{ name?, members, min?, max? }");
  checkList("constraints.linear", linear, "{ name?, coefficients, min?, max? }");
  const membership = (argument: string, members: unknown): Float64Array => indicator(argument, members, assets, names);
  const weighting = (argument: string, coefficients: unknown): Float64Array =>
    toVector(argument, coefficients, assets, { names, missing: 0 });
  const rows = [
    ...sumRows(constraints, assets),
    ...(groups as GroupConstraint[]).map((group, i) => namedRow("group", `groups[${i}]`, group, "members", membership)),
    ...(linear as LinearConstraint[]).map((one, i) => namedRow("linear", `linear[${i}]`, one, "coefficients", weighting)),
    ...factorRows(constraints.factors, covariance),
  ];
  const seen = new Set(TAKEN);
  for (const { name, kind } of rows) {
    if (kind === "netExposure") continue;
    if (seen.has(name)) throw new ValueError(`the name of a ${kind} constraint`, name, "a name no other constraint has");
    seen.add(name);
  }
  return rows;
}

/** The budget, which is open where only the net exposure is given, and the net exposure: Σw both. */
function sumRows({ budget, netExposure }: Constraints, assets: number): Row[] {
  const coefficients = new Float64Array(assets).fill(1);
  const net = netExposure === undefined ? undefined : toPair("constraints.netExposure", netExposure, "[min, max]");
  const [min, max] = budgetSides(budget ?? (net === undefined ? 1 : [-Infinity, Infinity]));
  return [
    { kind: "budget", name: "budget", coefficients, min, max },
    ...(net === undefined ? [] : [{ kind: "netExposure", name: "netExposure", coefficients, min: net[0], max: net[1] } as const]),
  ];
}

function budgetSides(budget: unknown): [number, number] {
  if (isArray(budget)) return toPair("constraints.budget", budget, "a number or [min, max]");
  const value = toScalar("constraints.budget", budget);
  return [value, value];
}

function toPair(argument: string, value: unknown, expected: string): [number, number] {
  if (!isArray(value) || value.length !== 2) throw new ValueError(argument, value, expected);
  return toRange(argument, ["[0]", "[1]"], value[0], value[1]);
}

/** 1 for each of the assets that are members, 0 for the others. */
function indicator(argument: string, members: unknown, assets: number, names: readonly string[] | undefined): Float64Array {
  checkList(argument, members, "names or positions of assets");
  const coefficients = new Float64Array(assets);
  const positions = names && positionsOf(names);
  members.forEach((member, i) => {
    const label = `${argument}[${i}]`;
    const position = toAsset(label, member, assets, positions);
    if (coefficients[position] !== 0) throw new ValueError(label, member, "an asset that the group does not hold yet");
    coefficients[position] = 1;
  });
  return coefficients;
}

/** The row of a constraint with a range, and a name, which is its `place` by default; `key`: what its coefficients come from. */
function namedRow<Constraint extends GroupConstraint | LinearConstraint, Key extends keyof Constraint & string>(
  kind: Row["kind"],
  place: string,
  constraint: Constraint,
  key: Key,
  coefficientsOf: (argument: string, value: Constraint[Key]) => Float64Array,
): Row {
  const argument = `constraints.${place}`;
  const given = toOptions(argument, constraint, ["name", key, "min", "max"]);
  const [min, max] = toRange(argument, [".min", ".max"], given.min, given.max);
  const coefficients = coefficientsOf(`${argument}.${key}`, given[key]);
  return { kind, name: toName(argument, given.name, place), coefficients, min, max };
}

/** One row a factor: min ≤ loadingsᵀ(w − benchmark) ≤ max. */
function factorRows(factors: FactorConstraint | undefined, covariance: Covariance): Row[] {
  if (factors === undefined) return [];
  const argument = "constraints.factors";
  const { loadings, names, min, max, benchmark } = toOptions(argument, factors, ["loadings", "names", "min", "max", "benchmark"]);
  const { assets: n, names: assetNames } = covariance;
  const given = loadings ?? covariance.loadings;
  if (given === undefined) {
    throw new ValueError(`${argument}.loadings`, loadings, `${n} × k numbers: only a factor covariance has loadings of its own`);
  }
  const k = columnsOf(`${argument}.loadings`, given, n);
  const factorNames = toNames(`${argument}.names`, names, k);
  const B = toMatrix(`${argument}.loadings`, given, n, k, { rowNames: assetNames, columnNames: factorNames });
  const sides = { names: factorNames, noun: "factor", finite: false };
  const least = toVector(`${argument}.min`, min ?? -Infinity, k, { ...sides, missing: -Infinity });
  const most = toVector(`${argument}.max`, max ?? Infinity, k, { ...sides, missing: Infinity });
  const centre = toVector(`${argument}.benchmark`, benchmark ?? 0, n, { names: assetNames, missing: 0 });
  return Array.from({ length: k }, (_, f) => {
    const keys = [elementOf(".min", f, factorNames), elementOf(".max", f, factorNames)] as const;
    const [from, to] = toRange(argument, keys, least[f], most[f]);
    const coefficients = Float64Array.from({ length: n }, (_, i) => B[i * k + f]);
    const reference = dot(coefficients, centre);
    const name = factorNames?.[f] ?? `factors[${f}]`;
    return { kind: "factor", name, coefficients, min: from + reference, max: to + reference, reference };
  });
}

function toName(argument: string, name: unknown, otherwise: string): string {
  if (name === undefined) return otherwise;
  if (typeof name !== "string" || name === "") throw new ValueError(`${argument}.name`, name, "a string that is not empty");
  return name;
}

function toRange(
  argument: string,
  keys: readonly [string, string],
  min: unknown = -Infinity,
  max: unknown = Infinity,
): [number, number] {
  const least = toScalar(argument + keys[0], min, { infinite: true });
  const most = toScalar(argument + keys[1], max, { infinite: true });
  if (least === Infinity) throw new ValueError(argument + keys[0], least, "a number below infinity");
  if (most === -Infinity) throw new ValueError(argument + keys[1], most, "a number above -infinity");
  if (least > most) throw new ValueError(argument + keys[0], least, `at most ${argument}${keys[1]} = ${most}`);
  return [least, most];
}
