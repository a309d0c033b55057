import type { HostClass } from "../host.js";
import type { FullCore } from "../full/fullCore.js";

/** Any function. */
type Method = (...parameters: never[]) => unknown;

type Signal = HostClass<typeof globalThis, "AbortSignal">;

/** What crosses between threads as it is. */
type Sent = Method | Signal | ArrayBufferView | string | number | boolean | null | undefined;

/** Whether a T has methods: such objects stay in the worker. */
type HasMethods<T> = true extends { [Key in keyof T]: T[Key] extends Method ? true : false }[keyof T] ? true : false;

/** What a T is given as: an object in the worker by its handle. */
type Given<T> = T extends Sent
  ? T
  : T extends readonly unknown[]
    ? { [Key in keyof T]: Given<T[Key]> }
    : HasMethods<T> extends true
      ? Asynchronous<T>
      : { [Key in keyof T]: Given<T[Key]> };

/** Options with a signal that stops the call. */
type Stoppable<T> = T extends Sent | readonly unknown[] ? T : T & { signal?: Signal | undefined };

/** The same for settings among the options. */
type StoppableSettings<T> = T extends { settings?: infer Settings }
  ? Omit<T, "settings"> & { settings?: Stoppable<Settings> }
  : T;

type StoppableAll<Parameters extends unknown[]> = {
  [Key in keyof Parameters]: StoppableSettings<Stoppable<Given<Parameters[Key]>>>;
};

type Returned<T> = T extends Sent | readonly unknown[] ? T : HasMethods<T> extends true ? Asynchronous<T> : T;

/**
 * The handle of an object in the worker: the same properties, as they were after the last call, and the same methods, each returning a
 * promise. Options of a method, where it has some, and settings among them, may hold a `signal` that stops it. `dispose()`, or the end of a block for what
 * is declared with `using` or `await using`, gives back what it stands for, after the calls that it was given to.
 */
export type Asynchronous<T> = {
  [Key in keyof T as Key extends "wasm" | "handle" | "panel" | "first" | symbol ? never : Key]: T[Key] extends (
    ...parameters: infer Parameters
  ) => infer Result
    ? (...parameters: StoppableAll<Parameters>) => Promise<Returned<Awaited<Result>>>
    : T[Key];
} & Disposable &
  AsyncDisposable;

/** A core in a worker. */
export type WorkerCore = Omit<Asynchronous<FullCore>, "dispose"> & {
  /** Ends the worker; every handle is of no use from then on. Calls under way reject. */
  dispose(): void;
};
