import { ValueError } from "./errors.js";
import { expectedOneOf } from "./near.js";

/** Throws unless one of two options is given, and not both. */
export function checkEither<T extends object>(
  argument: string,
  options: T,
  one: keyof T & string,
  other: keyof T & string,
): void {
  const isMissing = options[one] === undefined;
  if (isMissing !== (options[other] === undefined)) return;
  throw new ValueError(argument, isMissing ? `neither ${one} nor ${other}` : `both ${one} and ${other}`, "one of the two");
}

/**
 * `value` as an object that has no key beside `keys`: a misspelt option is an error, never ignored.
 * undefined is an empty object. A key whose value is undefined counts as not given.
 */
export function toOptions<T extends object>(argument: string, value: T | undefined, keys: readonly (keyof T & string)[]): T {
  if (value === undefined) return {} as T;
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw new ValueError(argument, value, "an object");
  }
  for (const key of Object.keys(value)) {
    if (!(keys as readonly string[]).includes(key))
      throw new ValueError(`a key of ${argument}`, key, expectedOneOf(key, keys, "key of it"));
  }
  return value;
}
