/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The same functions, asynchronous, in a worker.
 *
 * @module quadfolio/worker
 */
export { loadCore } from "./loadCore.js";
export { transfer } from "./transfer.js";
export type { Asynchronous, WorkerCore } from "./asynchronous.js";
export type { WorkerOptions } from "./options.js";
export type * from "../full/api.js";
export { DimensionError, DisposedError, LoadError, MemoryError, QuadfolioError, ValueError } from "../errors/errors.js";
export { shadowPrices } from "../portfolio/shadowPrices.js";
