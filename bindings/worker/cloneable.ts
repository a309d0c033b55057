import { ValueError } from "../errors/errors.js";
import { isPlain, replaced } from "./wire.js";

/** Throws, with the name of the part, where a part of `value` cannot be sent to another thread, or is not `isWhole` there. */
export function checkCloneable(argument: string, value: unknown, isWhole: (value: unknown) => boolean = () => true): void {
  const cause = refusal(value);
  if (cause === undefined && isWhole(value)) return;
  const parts = Array.isArray(value) || isPlain(value) ? Object.entries(value) : [];
  for (const [key, part] of parts) checkCloneable(`${key} of ${argument}`, part, isWhole);
  const expected = "what a worker can be sent: numbers, strings, arrays, and plain objects of them and of handles";
  const error = new ValueError(argument, value, expected);
  throw cause === undefined ? error : Object.assign(error, { cause });
}

/** Whether no part of `value` inherits what its copy in another thread would be without: getters, methods, defaults. */
export function isWholeAsCopy(value: unknown): boolean {
  let isWhole = true;
  replaced(value, (part) => {
    const hasParts = typeof part === "object" && part !== null && !Array.isArray(part) && !ArrayBuffer.isView(part);
    if (hasParts && !isPlain(part)) isWhole = false;
    return part;
  });
  return isWhole;
}

/** What the host says against cloning it. */
function refusal(value: unknown): unknown {
  try {
    structuredClone(value);
    return undefined;
  } catch (error) {
    return error;
  }
}
