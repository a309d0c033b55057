/** How arguments and results cross between the threads. */
import { isBuffer } from "../errors/attached.js";

/** Stands for an object that stays in the worker: its number, and what can be read of it. */
export interface Handle {
  readonly $handle: number;
  readonly kind: string;
  readonly methods: readonly string[];
  readonly data: Record<string, unknown>;
}

/** Stands for a callback, which is sent beside the arguments. */
export interface Callback {
  readonly $callback: number;
}

/** What a call of the worker answers: a result, and what can now be read of the object it was called on. */
export interface Answer {
  readonly result: unknown;
  readonly data: Record<string, unknown>;
}

export function isHandle(value: unknown): value is Handle {
  return isPlain(value) && "$handle" in value;
}

export function isCallback(value: unknown): value is Callback {
  return isPlain(value) && "$callback" in value;
}

/**
 * An object that inherits nothing but a class without methods and getters: a copy of its own properties is all of it. Arrays, views, maps
 * and what has methods inherit some.
 */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  let at = Object.getPrototypeOf(value) as object | null;
  while (at !== null && !isRoot(at)) {
    if (Reflect.ownKeys(at).some((key) => key !== "constructor")) return false;
    at = Object.getPrototypeOf(at) as object | null;
  }
  return true;
}

/** Whether it is an Object.prototype, of whichever realm: that of a frame, or of a test runner's sandbox, is another one. */
function isRoot(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/**
 * A copy in which `replace` has replaced what it returns something else for, and removed what it returns undefined for; a `signal` that is
 * undefined is removed too. Plain objects are looked into, and arrays of objects and of
 * typed rows; arrays of numbers, of strings or of other rows are not, however long.
 */
export function replaced(value: unknown, replace: (part: unknown) => unknown): unknown {
  const other = replace(value);
  if (other !== value) return other;
  if (Array.isArray(value)) {
    const ofObjects = typeof value[0] === "object" && value[0] !== null && !Array.isArray(value[0]);
    return ofObjects ? value.map((part) => replaced(part, replace)) : value;
  }
  if (!isPlain(value)) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, part, replaced(part, replace)] as const);
  const left = parts.filter(([key, before, after]) => after !== undefined || (before === undefined && key !== "signal"));
  return Object.fromEntries(left.map(([key, , after]) => [key, after]));
}

/** The buffers behind the arrays inside a value, each once, but for those of objects that stay in the worker: what can be transferred instead of copied. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  replaced(value, (part) => {
    if (isHandle(part)) return null;
    if (ArrayBuffer.isView(part) && isBuffer(part.buffer)) buffers.add(part.buffer);
    return part;
  });
  return [...buffers];
}
