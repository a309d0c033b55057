/// <reference lib="esnext.disposable" preserve="true" />
/**
 * All of the library, with its modules inside.
 *
 * @module quadfolio/full
 */
export { loadCore, loadCoreSync } from "./loadCore.js";
export * from "./api.js";
