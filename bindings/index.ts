export { loadCore, type Core, type CoreMemory } from "./core.js";
export type { LoadOptions } from "./wasm.js";
export type { VectorInput } from "./errors/vector.js";
export type { MatrixInput } from "./errors/matrix.js";
export { DimensionError, DisposedError, LoadError, MemoryError, QuadfolioError, ValueError } from "./errors/errors.js";
