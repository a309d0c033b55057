import { DimensionError, DisposedError, LoadError, MemoryError, QuadfolioError, ValueError } from "../errors/errors.js";

/** An error as it crosses between threads: structured cloning would lose its class and its fields. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** What the class adds, such as `argument` and `received`. */
  readonly fields: Record<string, unknown>;
}

const CLASSES: Record<string, { readonly prototype: Error }> = {
  ...{ DimensionError, DisposedError, LoadError, MemoryError, QuadfolioError, ValueError },
  ...{ RangeError, TypeError },
};

/** The error, to be sent. */
export function toFailure(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const fields = Object.entries(error).filter(([, value]) => typeof value !== "object" && typeof value !== "function");
  return { name: error.name, message: error.message, stack: error.stack, fields: Object.fromEntries(fields) };
}

/** The error that was sent: of its class, with its message, its fields and the stack of the thread it comes from. */
export function fromFailure({ name, message, stack, fields }: Failure): Error {
  const error = Object.assign(new Error(message), fields);
  const kind = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (kind !== undefined) Object.setPrototypeOf(error, kind.prototype);
  if (stack !== undefined) error.stack = stack;
  return error;
}
