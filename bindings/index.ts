/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The library, with its modules inside.
 *
 * @module quadfolio
 */
export { loadCore, loadCoreSync } from "./loadCore.js";
export * from "./api.js";
