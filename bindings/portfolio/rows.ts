import { ValueError } from "../errors/errors.js";
import { positionsOf, toPosition } from "../errors/names.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { isArray, toVector } from "../errors/vector.js";
import type { Constraints, GroupConstraint, LinearConstraint } from "./problem.js";

/** min ≤ coefficientsᵀw ≤ max, under the name it has in multipliers and conflicts. */
export interface Row {
  readonly kind: "budget" | "target" | "group" | "linear";
  readonly name: string;
  readonly coefficients: Float64Array;
  readonly min: number;
  readonly max: number;
}

/** Names that multipliers and conflicts use for other constraints. */
const TAKEN = ["budget", "targetReturn", "minWeights", "maxWeights", "maxTurnover", "maxGross"];

/** The budget, groups and linear constraints as rows, in this order, each checked. */
export function constraintRows(constraints: Constraints, assets: number, names: readonly string[] | undefined): Row[] {
  const { budget = 1, groups = [], linear = [] } = constraints;
  if (!Array.isArray(groups)) throw new ValueError("constraints.groups", groups, "an array of { name?, members, min?, max? }");
  if (!Array.isArray(linear))
    throw new ValueError("constraints.linear", linear, "an array of { name?, coefficients, min?, max? }");
  const rows = [
    budgetRow(budget, assets),
    ...(groups as GroupConstraint[]).map((group, i) => groupRow(group, i, assets, names)),
    ...(linear as LinearConstraint[]).map((one, i) => linearRow(one, i, assets, names)),
  ];
  const seen = new Set(TAKEN);
  for (const { name, kind } of rows) {
    if (kind === "budget") continue;
    if (seen.has(name)) throw new ValueError(`the name of a ${kind} constraint`, name, "a name no other constraint has");
    seen.add(name);
  }
  return rows;
}

function budgetRow(budget: unknown, assets: number): Row {
  const isRange = isArray(budget);
  if (isRange && budget.length !== 2) throw new ValueError("constraints.budget", budget, "a number or [min, max]");
  const [min, max] = isRange
    ? toRange("constraints.budget", ["[0]", "[1]"], budget[0], budget[1])
    : [toScalar("constraints.budget", budget), budget as number];
  return { kind: "budget", name: "budget", coefficients: new Float64Array(assets).fill(1), min, max };
}

function groupRow(group: GroupConstraint, index: number, assets: number, names: readonly string[] | undefined): Row {
  const argument = `constraints.groups[${index}]`;
  const { name, members, min, max } = toOptions(argument, group, ["name", "members", "min", "max"]);
  const [least, most] = toRange(argument, [".min", ".max"], min, max);
  if (!Array.isArray(members)) throw new ValueError(`${argument}.members`, members, "an array of names or positions of assets");
  const coefficients = new Float64Array(assets);
  const positions = positionsOf(names ?? []);
  (members as readonly unknown[]).forEach((member, i) => {
    const label = `${argument}.members[${i}]`;
    const position = typeof member === "string" && names !== undefined ? toPosition(label, member, positions) : member;
    if (typeof position !== "number" || !Number.isInteger(position) || position < 0 || position >= assets) {
      throw new ValueError(label, member, `${names === undefined ? "" : "a name or "}a position from 0 to ${assets - 1}`);
    }
    if (coefficients[position] !== 0) throw new ValueError(label, member, "an asset that the group does not hold yet");
    coefficients[position] = 1;
  });
  return { kind: "group", name: toName(argument, name, `groups[${index}]`), coefficients, min: least, max: most };
}

function linearRow(linear: LinearConstraint, index: number, assets: number, names: readonly string[] | undefined): Row {
  const argument = `constraints.linear[${index}]`;
  const { name, coefficients, min, max } = toOptions(argument, linear, ["name", "coefficients", "min", "max"]);
  const [least, most] = toRange(argument, [".min", ".max"], min, max);
  const vector = toVector(`${argument}.coefficients`, coefficients, assets, { names, missing: 0 });
  return { kind: "linear", name: toName(argument, name, `linear[${index}]`), coefficients: vector, min: least, max: most };
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
