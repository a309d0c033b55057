import { ValueError } from "./errors.js";
import { nearMatch } from "./near.js";

/** `value` as one of the words `choices`; `beside`: what the error says behind all of them. */
export function toChoice<T extends string>(argument: string, value: unknown, choices: readonly T[], beside = ""): T {
  if (typeof value === "string" && (choices as readonly string[]).includes(value)) return value as T;
  const all = choices.map((choice) => JSON.stringify(choice)).join(", ") + beside;
  const near = typeof value === "string" && nearMatch(value, choices);
  throw new ValueError(argument, value, near ? `${JSON.stringify(near)}, or another word of ${all}` : `one of ${all}`);
}
