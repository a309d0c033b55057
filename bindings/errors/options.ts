import { toChoice } from "./choice.js";
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

/** Whether `value` is an object whose properties are what it holds: no array, Map or Date. */
export function isObject(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** Throws where `value` is not an object; `form`: what stands between its braces. */
export function checkObject(argument: string, value: unknown, form?: string): void {
  if (isObject(value)) return;
  throw new ValueError(argument, value, form === undefined ? "an object" : `an object { ${form} }`);
}

/** The word of `value[key]`, one of those of `table`, which says what other keys go with each: `shared` go with all. */
export function toKind<Word extends string>(
  argument: string,
  value: unknown,
  key: string,
  table: { readonly [W in Word]: readonly string[] },
  shared: readonly string[] = [],
): Word {
  checkObject(argument, value, `${key}, …`);
  const word = toChoice(key, (value as Record<string, unknown>)[key], Object.keys(table) as Word[]);
  toOptions<object>(`the options of ${word}`, value as object, [key, ...shared, ...table[word]] as never[]);
  return word;
}

/**
 * `value` as an object that has no key beside `keys`: a misspelt option is an error, never ignored.
 * undefined is an empty object, or an error where its `form` is given. A key whose value is undefined counts as not given.
 */
export function toOptions<T extends object>(
  argument: string,
  value: T | undefined,
  keys: readonly (keyof T & string)[],
  form?: string,
): T {
  if (value === undefined && form === undefined) return {} as T;
  checkObject(argument, value, form);
  for (const key of Object.keys(value as T)) {
    if (!(keys as readonly string[]).includes(key))
      throw new ValueError(`a key of ${argument}`, key, expectedOneOf(key, keys, "key of it"));
  }
  return value as T;
}
