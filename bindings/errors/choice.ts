import { ValueError } from "./errors.js";
import { expectedOneOf } from "./near.js";

/** `value` as one of the words `choices`. */
export function toChoice<T extends string>(argument: string, value: unknown, choices: readonly T[]): T {
  if (typeof value === "string" && (choices as readonly string[]).includes(value)) return value as T;
  const all = choices.map((choice) => JSON.stringify(choice)).join(", ");
  throw new ValueError(
    argument,
    value,
    typeof value === "string" ? expectedOneOf(value, choices, `word of ${all}`) : `one of ${all}`,
  );
}
