import { ValueError } from "../errors/errors.js";
import { isPlain } from "./wire.js";

/** Throws, with the name of the part, where a part of `value` cannot be sent to another thread. */
export function checkCloneable(argument: string, value: unknown): void {
  try {
    structuredClone(value);
  } catch (cause) {
    const parts = Array.isArray(value) || isPlain(value) ? Object.entries(value) : [];
    for (const [key, part] of parts) checkCloneable(`${key} of ${argument}`, part);
    const expected = "what a worker can be sent: numbers, strings, arrays, and plain objects of them and of handles";
    throw Object.assign(new ValueError(argument, value, expected), { cause });
  }
}
