import type { FullExports } from "./abi.js";
import { ValueError } from "./errors/errors.js";
import type { Wasm } from "./wasm.js";

/**
 * What only the modules of `quadfolio/full` export, for a covariance in their memory.
 *
 * @throws ValueError where it is of the core of `quadfolio`
 */
export function fullExports({ exports }: Wasm): FullExports {
  const full = exports as FullExports;
  if (full.runPart !== undefined) return full;
  throw new ValueError("covariance", "of the core of quadfolio", "one of the core of quadfolio/full");
}
