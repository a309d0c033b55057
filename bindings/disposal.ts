/**
 * What `using` and `await using` call. Where the host has no such symbols, compilers (esbuild, Babel) look for these; a method named by
 * `Symbol.dispose` itself would be called "undefined" there.
 */
export const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
export const ASYNC_DISPOSE: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");
