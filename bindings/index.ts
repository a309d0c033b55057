export { DimensionError, DisposedError, LoadError, MemoryError, QuadfolioError, ValueError } from "./errors/errors.js";
export { loadWasm } from "./wasm.js";
