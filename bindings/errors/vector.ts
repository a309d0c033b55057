import { checkAttached } from "./attached.js";
import { countOf, DimensionError, ValueError } from "./errors.js";
import { positionsOf, toPosition } from "./names.js";
import { isObject } from "./options.js";
import { toScalar } from "./scalar.js";

/** A vector as users write it: an array of any kind, one number for all, or numbers by asset name. */
export type VectorInput = number | ArrayLike<number> | Readonly<Record<string, number>>;

export interface VectorOptions {
  /** The names of the elements, where they have names. */
  names?: readonly string[] | undefined;
  /** What an element stands for; `asset` by default. */
  noun?: string;
  /** Whether ±Infinity is refused too; true by default. NaN always is. */
  finite?: boolean;
  /** Whether one number may stand for all; true by default. */
  broadcast?: boolean;
  /** The value of the names that an object of numbers by name leaves out; none, and it must name all. */
  missing?: number;
}

/** `value` as `length` doubles of our own: what the caller writes to an array of his changes nothing. */
export function toVector(argument: string, value: unknown, length: number, options: VectorOptions = {}): Float64Array {
  const { names, noun = "asset", finite = true, broadcast = true } = options;
  if (typeof value === "number" && broadcast) {
    return new Float64Array(length).fill(toScalar(argument, value, { infinite: !finite }));
  }
  if (isArray(value)) {
    checkAttached(argument, value);
    if (value.length !== length) throw new DimensionError(argument, countOf(value.length, "value"), length);
    return toDoubles(value, finite, (i) => elementOf(argument, i, names)).slice();
  }
  if (isObject(value) && names !== undefined) {
    return vectorByName(argument, value as Record<string, unknown>, names, options);
  }
  const one = broadcast ? "a number or " : "";
  const byName = names === undefined ? "" : `, or an object of numbers by ${noun} name`;
  const unnamed = names === undefined && typeof value === "object" && value !== null ? ` (the ${noun}s have no names)` : "";
  throw new ValueError(argument, value, `${one}an array of ${countOf(length, "number")}${byName}${unnamed}`);
}

/** The same of numbers that are at least 0. */
export function toNonnegative(argument: string, value: unknown, length: number, options: VectorOptions): Float64Array {
  const vector = toVector(argument, value, length, options);
  const wrong = vector.findIndex((one) => one < 0);
  if (wrong >= 0) throw new ValueError(elementOf(argument, wrong, options.names), vector[wrong], "a number of at least 0");
  return vector;
}

function vectorByName(
  argument: string,
  value: Record<string, unknown>,
  names: readonly string[],
  options: VectorOptions,
): Float64Array {
  const { finite = true, missing, noun = "asset" } = options;
  const positions = positionsOf(names);
  const vector = new Float64Array(names.length).fill(missing ?? NaN);
  for (const [name, number] of Object.entries(value)) {
    const position = toPosition(`a key of ${argument}`, name, positions, noun);
    vector[position] = toScalar(elementOf(argument, position, names), number, { infinite: !finite });
  }
  if (missing === undefined) {
    const absent = vector.findIndex(Number.isNaN);
    if (absent >= 0) throw new ValueError(elementOf(argument, absent, names), undefined, `a number for every ${noun}`);
  }
  return vector;
}

/** The elements of any array as doubles, each checked; `label` names the i-th in a message. */
export function toDoubles(value: ArrayLike<unknown>, finite: boolean, label: (i: number) => string): Float64Array {
  const wrong = value instanceof Float64Array ? firstRefused(value, finite) : firstOtherThanNumber(value, finite);
  if (wrong >= 0) throw new ValueError(label(wrong), value[wrong], finite ? "a finite number" : "a number");
  return value instanceof Float64Array ? value : Float64Array.from(value as ArrayLike<number>);
}

/** The first NaN, or infinity where those are refused; −1 where there is none. One subtraction an element: x − x is 0 for every finite x. */
function firstRefused(values: Float64Array, finite: boolean): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value - value !== 0 && (finite || value !== value)) return i;
  }
  return -1;
}

function firstOtherThanNumber(values: ArrayLike<unknown>, finite: boolean): number {
  for (let i = 0; i < values.length; i++) if (!isAllowed(values[i], finite)) return i;
  return -1;
}

/** Whether `value` is an array or a typed array of numbers. */
export function isArray(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Throws where `value` is not an array or typed array, or is detached from what it held. */
export function checkArray(argument: string, value: unknown, expected: string): asserts value is ArrayLike<unknown> {
  if (!isArray(value)) throw new ValueError(argument, value, expected);
  checkAttached(argument, value);
}

function isAllowed(value: unknown, finite: boolean): boolean {
  return typeof value === "number" && (finite ? Number.isFinite(value) : !Number.isNaN(value));
}

/** How a message names an element: `q[3]`, or `maxWeights[3] ("AAPL")` where the assets have names. */
export function elementOf(argument: string, index: number, names?: readonly string[]): string {
  return names === undefined ? `${argument}[${index}]` : `${argument}[${index}] (${JSON.stringify(names[index])})`;
}
