import { ValueError } from "./errors.js";

/** `value` as an integer of at least `least`. */
export function toCount(argument: string, value: unknown, least = 1): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > Number.MAX_SAFE_INTEGER) {
    throw new ValueError(argument, value, least === 1 ? "a positive integer" : `an integer of at least ${least}`);
  }
  return value;
}
