/// <reference lib="esnext.disposable" preserve="true" />
export { loadCore, loadCoreSync } from "./loadCore.js";
export * from "./api.js";
