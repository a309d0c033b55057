import { checkAttached } from "../errors/attached.js";
import { DisposedError } from "../errors/errors.js";
import type { LoadOptions } from "../wasm.js";
import { Connection, type Packed } from "./connection.js";
import { movable } from "./transfer.js";
import { buffersOf, isHandle, replaced, type Handle } from "./wire.js";

/** How long a call that was asked to stop may take to do so before its worker is ended, in milliseconds. */
const GRACE = 70;

/** The methods that look, after each round, at whether they shall stop. */
const LOOKING = new Set(["optimize"]);

/** An object in a worker, by its number. */
interface Place {
  readonly connection: Connection;
  readonly id: number;
  readonly kind: string;
  isDisposed?: boolean;
}

/** Where the object behind a handle is. */
const places = new WeakMap<object, Place>();

/** Gives back what a forgotten handle stood for. */
const forgotten = new FinalizationRegistry<Place>(({ connection, id }) => connection.release(id));

/** The page's side of a core in a worker: its calls, one at a time, in order. */
export class Client {
  readonly #start: () => { terminate(): unknown };
  readonly #options: LoadOptions;
  #connection: Connection;
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(start: () => { terminate(): unknown }, options: LoadOptions) {
    this.#start = start;
    this.#options = options;
    this.#connection = new Connection(start(), options);
  }

  /** Waits for the core and returns its handle, which outlives the worker. */
  async load(): Promise<object> {
    const { $handle: id, methods, data } = (await this.#connection.ready).result as Handle;
    const core = { ...data };
    const place = () => ({ connection: this.#live(), id, kind: "The core of a worker" });
    return Object.assign(core, this.#methods(core, place, methods), { dispose: () => this.#dispose() });
  }

  #dispose(): void {
    this.#disposed = true;
    this.#connection.terminate(new DisposedError("The core of a worker"));
  }

  /** The worker to call: a new one where the last one was ended to stop a call. */
  #live(): Connection {
    if (this.#disposed) throw new DisposedError("The core of a worker");
    if (this.#connection.ended) this.#connection = new Connection(this.#start(), this.#options);
    return this.#connection;
  }

  /** The methods of a handle, each of which takes its turn. */
  #methods(handle: object, place: () => Place, names: readonly string[]): object {
    const method =
      (name: string) =>
      async (...parameters: unknown[]) => {
        const at = place();
        return this.#enqueue(handle, at, name, pack(name, parameters, at.connection));
      };
    return Object.fromEntries(names.map((name) => [name, method(name)]));
  }

  /** Calls a method when its turn has come. A signal that comes before takes it off the queue; one that comes later stops it. */
  #enqueue(handle: object, at: Place, name: string, { signals, ...packed }: PackedCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let running = false;
      let grace: ReturnType<typeof setTimeout> | undefined;
      const stop = ({ target }: Event) => {
        const { reason } = target as AbortSignal;
        if (!running) return reject(reason);
        const terminate = () => at.connection.terminate(reason);
        if (at.connection.stop === undefined || !LOOKING.has(name)) return terminate();
        Atomics.store(at.connection.stop, 0, 1);
        grace = setTimeout(terminate, GRACE);
      };
      const call = async () => {
        // What was asked of the call before is not asked of this one.
        if (at.connection.stop !== undefined) Atomics.store(at.connection.stop, 0, 0);
        running = true;
        try {
          for (const signal of signals) signal.throwIfAborted();
          resolve(await this.#call(handle, at, name, packed, signals));
        } catch (error) {
          reject(error);
        } finally {
          clearTimeout(grace);
          for (const signal of signals) signal.removeEventListener("abort", stop);
        }
      };
      for (const signal of signals) signal.addEventListener("abort", stop);
      if (signals.some(({ aborted }) => aborted)) reject(signals.find(({ aborted }) => aborted)!.reason);
      this.#last = this.#last.then(call);
    });
  }

  async #call(handle: object, { connection, id, kind }: Place, name: string, packed: Packed, signals: readonly AbortSignal[]) {
    if (connection.ended) throw new DisposedError(kind);
    const { result, data } = await connection.call(id, name, packed);
    for (const signal of signals) signal.throwIfAborted();
    Object.assign(handle, data);
    return isHandle(result) ? this.#handle(connection, result) : result;
  }

  /** The page's object for one that stays in the worker. */
  #handle(connection: Connection, { $handle: id, kind, methods, data }: Handle): object {
    const handle: object = { ...data };
    const place: Place = { connection, id, kind };
    places.set(handle, place);
    forgotten.register(handle, place, handle);
    const live = () => {
      if (connection.ended || place.isDisposed) throw new DisposedError(kind);
      return place;
    };
    const dispose = async () => {
      if (place.isDisposed) return;
      place.isDisposed = true;
      forgotten.unregister(handle);
      await this.#last;
      connection.release(id);
    };
    Object.assign(handle, this.#methods(handle, live, methods), { dispose });
    return Object.defineProperty(handle, Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose"), { value: dispose });
  }
}

interface PackedCall extends Packed {
  readonly signals: readonly AbortSignal[];
}

/** A call as it crosses to the worker, without the signals that were among its parameters: as they are now, whenever its turn comes. */
function pack(name: string, parameters: readonly unknown[], connection: Connection): PackedCall {
  const listeners: Packed["listeners"] = [];
  const signals = new Set<AbortSignal>();
  const buffers = new Set<ArrayBuffer>();
  const given = parameters.map((parameter) =>
    replaced(parameter, (part) => {
      if (part instanceof AbortSignal) return void signals.add(part);
      checkAttached(`an argument of ${name}`, part);
      if (ArrayBuffer.isView(part) && movable.delete(part.buffer) && part.buffer instanceof ArrayBuffer) buffers.add(part.buffer);
      if (typeof part === "function") return { $callback: listeners.push(part as Packed["listeners"][number]) - 1 };
      const place = typeof part === "object" && part !== null ? places.get(part) : undefined;
      if (place === undefined) return part;
      if (place.isDisposed || place.connection !== connection) throw new DisposedError(place.kind);
      return { $handle: place.id };
    }),
  );
  if (signals.size > 0 && LOOKING.has(name)) given[0] = looking(given[0] as Record<string, unknown>);
  const now = structuredClone(given, { transfer: [...buffers] });
  return { parameters: now, listeners, signals: [...signals], buffers: buffersOf(now) };
}

/** The problem with a callback, which is where a solve looks at whether it shall stop; without a listener where it had none. */
function looking(problem: Record<string, unknown>): Record<string, unknown> {
  const settings = problem["settings"] as { onProgress?: unknown } | undefined;
  return { ...problem, settings: { ...settings, onProgress: settings?.onProgress ?? { $callback: -1 } } };
}
