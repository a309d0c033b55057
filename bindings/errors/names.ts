import { DimensionError, ValueError } from "./errors.js";
import { expectedOneOf } from "./near.js";

/** `value` as the `count` names of the assets, all different and none empty: a frozen copy. */
export function toNames(argument: string, value: unknown, count: number): readonly string[] {
  if (!Array.isArray(value)) throw new ValueError(argument, value, `an array of ${count} strings`);
  if (value.length !== count) throw new DimensionError(argument, `${value.length} name${value.length === 1 ? "" : "s"}`, count);
  const seen = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const name: unknown = value[i];
    if (typeof name !== "string" || name === "") throw new ValueError(`${argument}[${i}]`, name, "a string that is not empty");
    const first = seen.get(name);
    if (first !== undefined) throw new ValueError(`${argument}[${i}]`, name, `a name that is not already ${argument}[${first}]`);
    seen.set(name, i);
  }
  return Object.freeze([...(value as string[])]);
}

/** The position of every name. */
export function positionsOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, i) => [name, i]));
}

/** The position of `name` among those of the assets, or of what else the noun says, or a ValueError that suggests a near one. */
export function toPosition(argument: string, name: string, positions: ReadonlyMap<string, number>, noun = "asset"): number {
  const position = positions.get(name);
  if (position === undefined)
    throw new ValueError(
      argument,
      name,
      expectedOneOf(name, [...positions.keys()], `name of ${noun === "asset" ? "an" : "a"} ${noun}`),
    );
  return position;
}
