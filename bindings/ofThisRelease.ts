import { stamp } from "../build/stamp.js";
import { LoadError } from "./errors/errors.js";

/**
 * The module, where it is the core that these bindings were built with: in another one the same short names are of other functions, which would
 * answer, and wrongly.
 *
 * @throws LoadError of any other module
 */
export function ofThisRelease(module: WebAssembly.Module): WebAssembly.Module {
  if (WebAssembly.Module.customSections(module, stamp).length > 0) return module;
  throw new LoadError(
    "wasm is of another release of quadfolio, or no module of quadfolio: it has to come from the same version of the package as this script.",
  );
}
