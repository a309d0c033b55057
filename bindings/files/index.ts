/**
 * The same library, with its modules in files beside.
 *
 * @module quadfolio/wasm
 */
export { loadCore, loadCoreSync } from "./loadCore.js";
export * from "../full/api.js";
