export { loadCore, loadCoreSync } from "./loadCore.js";
export * from "../api.js";
