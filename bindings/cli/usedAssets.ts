import type { Constraints, Costs, Objective } from "../index.js";
import type { ByName, InFile } from "./config/inFile.js";
import type { Data } from "./estimates.js";
import { InputError } from "./inputError.js";
import type { Request } from "./request.js";
import type { Group } from "./tables/groups.js";

/** The part of a request that names assets, as the library takes it. */
export interface NamedPart {
  objective: InFile<Objective>;
  constraints: InFile<Constraints>;
  costs?: InFile<Costs>;
  current?: ByName;
}

/** Assets that a request names and the data do not use. */
export interface LeftOut {
  /** `constraints.maxWeights`, or the file of groups. */
  where: string;
  names: string[];
}

type Vector = number | ByName;

/**
 * The request without the assets that were dropped, and where they were named. A name that the file of data does not
 * have is an error, which the library finds; but a file of groups may describe more assets than the data.
 * Throws an InputError where money is held in an asset that is not used: the problem would not be the user's.
 */
export function forUsedAssets(request: Request, { names, dropped }: Data): { part: NamedPart; leftOut: LeftOut[] } {
  const used = new Set(names);
  const gone = new Map(dropped.map(({ name, reason }) => [name, reason]));
  const leftOut: LeftOut[] = [];
  const without = (where: string, all: readonly string[], isOut: (name: string) => boolean): string[] => {
    const out = all.filter(isOut);
    if (out.length > 0) leftOut.push({ where, names: out });
    return all.filter((name) => !isOut(name));
  };
  const vector = <T extends Vector | undefined>(where: string, value: T): T => {
    if (typeof value !== "object") return value;
    const kept = without(where, Object.keys(value), (name) => gone.has(name));
    return Object.fromEntries(kept.map((name) => [name, value[name]])) as T;
  };
  const vectors = <T extends object>(where: string, object: T, keys: readonly (keyof T & string)[]): T => {
    const present = keys.filter((key) => object[key] !== undefined);
    return { ...object, ...Object.fromEntries(present.map((key) => [key, vector(`${where}.${key}`, object[key] as Vector)])) };
  };
  const members = (where: string, group: Group, isOut: (name: string) => boolean): Group => ({
    ...group,
    members: without(where, group.members, isOut),
  });

  const { objective, constraints, costs, current, mappedGroups } = request;
  const groups = [
    ...(constraints.groups ?? []).map((group, i) =>
      members(`constraints.groups[${i}]`, group as Group, (name) => gone.has(name)),
    ),
    ...mappedGroups.map((group) => members(`the group ${JSON.stringify(group.name)}`, group, (name) => !used.has(name))),
  ];
  return {
    part: {
      objective: vectors("objective", objective as InFile<Objective> & { benchmark?: Vector }, ["benchmark"]),
      constraints: {
        ...vectors("constraints", constraints, ["minWeights", "maxWeights"]),
        ...(groups.length > 0 && { groups }),
        ...(constraints.linear && {
          linear: constraints.linear.map((row, i) => vectors(`constraints.linear[${i}]`, row, ["coefficients"])),
        }),
      },
      ...(costs && { costs: costsOf(costs, vectors) }),
      ...(current && { current: heldNow(current, used, gone) }),
    },
    leftOut,
  };
}

type Vectors = <T extends object>(where: string, object: T, keys: readonly (keyof T & string)[]) => T;

function costsOf(costs: InFile<Costs>, vectors: Vectors): InFile<Costs> {
  const of = vectors("costs", costs, ["buy", "sell", "borrow", "quadratic"]);
  const { slices } = costs;
  type Slices = Exclude<Extract<typeof slices, readonly unknown[]>, undefined>;
  const each = (where: string, all: Slices): Slices => all.map((slice, i) => vectors(`${where}[${i}]`, slice, ["upTo", "rate"]));
  if (slices === undefined) return of;
  if (Array.isArray(slices)) return { ...of, slices: each("costs.slices", slices) };
  const { buy, sell } = slices;
  return {
    ...of,
    slices: { ...(buy && { buy: each("costs.slices.buy", buy) }), ...(sell && { sell: each("costs.slices.sell", sell) }) },
  };
}

function heldNow(current: ByName, used: ReadonlySet<string>, gone: ReadonlyMap<string, string>): ByName {
  for (const [name, weight] of Object.entries(current)) {
    if (weight === 0 || used.has(name)) continue;
    const why = gone.has(name) ? `was dropped for ${gone.get(name)}` : "is not in the data";
    throw new InputError(
      `current holds ${weight} of ${JSON.stringify(name)}, which ${why}: without it the turnover and the costs would be wrong.`,
    );
  }
  return Object.fromEntries(Object.entries(current).filter(([name]) => used.has(name)));
}
