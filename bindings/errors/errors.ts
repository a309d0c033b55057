/** Every error this package throws, so that one `instanceof` tells its errors from others. */
export class QuadfolioError extends Error {
  override name = "QuadfolioError";
}

/** An argument has the wrong shape. The message names it, what came and what was expected. */
export class DimensionError extends QuadfolioError {
  override name = "DimensionError";
  constructor(
    /** The argument, as the caller wrote it: `"q"`, `"constraints.maxWeights"`. */
    readonly argument: string,
    readonly received: string | number,
    readonly expected: string | number,
  ) {
    super(`${argument} has ${received}, expected ${expected}.`);
  }
}

/** An argument has the right shape and a value that is not allowed. */
export class ValueError extends QuadfolioError {
  override name = "ValueError";
  constructor(
    readonly argument: string,
    readonly received: unknown,
    readonly expected: string,
  ) {
    super(`${argument} is ${describe(received)}, expected ${expected}.`);
  }
}

/** The problem does not fit the memory of a WebAssembly module (4 GiB). Nothing was allocated. */
export class MemoryError extends QuadfolioError {
  override name = "MemoryError";
  constructor(
    readonly what: string,
    readonly bytes: number,
  ) {
    super(`${what} needs ${bytes.toLocaleString("en-US")} bytes, more than is left of the 4 GiB of a WebAssembly memory.`);
  }
}

/** Something was used after its `dispose()`. */
export class DisposedError extends QuadfolioError {
  override name = "DisposedError";
  constructor(readonly what: string) {
    super(`${what} was used after dispose().`);
  }
}

/** The module given to `loadCore`, or the host, cannot run the core. */
export class LoadError extends QuadfolioError {
  override name = "LoadError";
}

/** A value as it should stand in a message: short, and telling strings from numbers. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.byteLength} bytes`;
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

/** `1 value`, `2 values`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
