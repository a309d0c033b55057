import { countOf, DimensionError, ValueError } from "./errors.js";
import { expectedOneOf } from "./near.js";

/** `value` as the `count` names of the assets, all different and none empty: a frozen copy; undefined where there are none. */
export function toNames(argument: string, value: unknown, count: number): readonly string[] | undefined {
  if (value === undefined) return undefined;
  checkStrings(argument, value, count, "name");
  const seen = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const name = value[i];
    if (typeof name !== "string" || name === "") throw new ValueError(`${argument}[${i}]`, name, "a string that is not empty");
    const first = seen.get(name);
    if (first !== undefined) throw new ValueError(`${argument}[${i}]`, name, `a name that is not already ${argument}[${first}]`);
    seen.set(name, i);
  }
  return Object.freeze([...(value as string[])]);
}

/** Throws where `value` is not an array of so many. */
export function checkStrings(argument: string, value: unknown, count: number, noun: string): asserts value is unknown[] {
  checkList(argument, value, `${count} strings`);
  if (value.length !== count) throw new DimensionError(argument, countOf(value.length, noun), count);
}

/** Throws where `value` is not an array; `what` of. */
export function checkList(argument: string, value: unknown, what: string): asserts value is unknown[] {
  if (!Array.isArray(value)) throw new ValueError(argument, value, `an array of ${what}`);
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

/** The position of one of n assets, given by its name, where they have names, or its position. */
export function toAsset(argument: string, asset: unknown, n: number, positions: ReadonlyMap<string, number> | undefined): number {
  if (typeof asset === "string" && positions !== undefined) return toPosition(argument, asset, positions);
  if (typeof asset === "number" && Number.isInteger(asset) && asset >= 0 && asset < n) return asset;
  throw new ValueError(argument, asset, `${positions === undefined ? "" : "a name or "}a position from 0 to ${n - 1}`);
}
