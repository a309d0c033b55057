import { ASYNC_DISPOSE, DISPOSE } from "../disposal.js";
import { DisposedError } from "../errors/errors.js";
import { forgetAbout, reclaimWhenForgotten } from "../lifetime.js";
import type { FullLoadOptions } from "../full/loadFullCore.js";
import { Connection } from "./connection.js";
import { LOOKING, pack, type PackedCall } from "./pack.js";
import { checkLive, checkNotLost, places, type Place } from "./place.js";
import type { AnyWorker } from "./startWorker.js";
import { whenAborted } from "./whenAborted.js";
import { isHandle, type Handle } from "./wire.js";

/** How long a call that was asked to stop may take to do so before its worker is ended, in milliseconds. */
const GRACE = 70;

/** What the core itself is called in errors. */
const CORE = "The core of a worker";

/** Gives back what a forgotten handle stood for. Some hosts at the edge have none: there what is forgotten stays. */
const forgotten =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : new FinalizationRegistry<Place>((place) => place.client.release(place));

/** The page's side of a core in a worker: its calls, one at a time, in order. */
export class Client {
  readonly #start: () => AnyWorker;
  readonly #options: FullLoadOptions;
  #connection: Connection;
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(start: () => AnyWorker, options: FullLoadOptions) {
    this.#start = start;
    this.#options = options;
    this.#connection = new Connection(start(), options);
  }

  /** Waits for the core and returns its handle, which outlives the worker. */
  async load(): Promise<object> {
    const { $handle: id, methods, data } = (await this.#connection.ready).result as Handle;
    endWhenForgotten(this, this.#connection);
    const core = { ...data };
    const methodsOfCore = this.#methods(core, { client: this, id, kind: CORE }, methods);
    return disposable(Object.assign(core, methodsOfCore), () => this.#dispose());
  }

  /** Gives back what a handle stood for, after the calls that it was given to. */
  async release({ connection, id }: Place): Promise<void> {
    await this.#last;
    connection?.release(id);
  }

  #dispose(): void {
    this.#disposed = true;
    forgetAbout(this);
    this.#connection.terminate(new DisposedError(CORE));
  }

  /** The worker to call: a new one where the last one has ended. */
  #live(): Connection {
    if (this.#disposed) throw new DisposedError(CORE);
    if (this.#connection.ended) {
      this.#connection = new Connection(this.#start(), this.#options);
      endWhenForgotten(this, this.#connection);
    }
    return this.#connection;
  }

  /** The methods of a handle, each of which takes its turn. */
  #methods(handle: object, place: Place, names: readonly string[]): object {
    const method =
      (name: string) =>
      async (...parameters: unknown[]) => {
        if (this.#disposed) throw new DisposedError(place.kind);
        checkLive(place);
        return this.#enqueue(handle, place, name, pack(this, name, parameters));
      };
    return Object.fromEntries(names.map((name) => [name, method(name)]));
  }

  /** Calls a method when its turn has come. A signal that comes before takes it off the queue; one that comes later stops it. */
  #enqueue(handle: object, at: Place, name: string, { signals, places, ...packed }: PackedCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let running: Connection | undefined;
      let grace: ReturnType<typeof setTimeout> | undefined;
      const stop = (reason: unknown) => {
        if (running === undefined) return reject(reason);
        const terminate = () => running!.terminate(reason);
        if (!LOOKING.has(name) || !running.askToStop()) return terminate();
        grace = setTimeout(terminate, GRACE);
      };
      // What a listener throws comes out of the call; the solve ends where it looks, and else runs out.
      const thrown = (error: unknown) => {
        reject(error);
        running?.askToStop();
      };
      const listeners = packed.listeners.map((listener) => untilItThrows(listener, thrown));
      const call = async () => {
        try {
          for (const signal of signals) signal.throwIfAborted();
          [at, ...places].forEach(checkNotLost);
          running = this.#live();
          const { result, data } = await running.call(at.id, name, { ...packed, listeners });
          for (const signal of signals) signal.throwIfAborted();
          Object.assign(handle, data);
          resolve(isHandle(result) ? this.#handle(running, result) : result);
        } catch (error) {
          reject(error);
        } finally {
          clearTimeout(grace);
          for (const end of watches) end();
        }
      };
      const watches = signals.map((signal) => whenAborted(signal, stop));
      this.#last = this.#last.then(call);
    });
  }

  /** The page's object for one that stays in the worker. */
  #handle(connection: Connection, { $handle: id, kind, methods, data }: Handle): object {
    const handle: object = { ...data };
    const place: Place = { client: this, connection, id, kind };
    places.set(handle, place);
    forgotten?.register(handle, place, handle);
    const dispose = async () => {
      if (place.isDisposed) return;
      place.isDisposed = true;
      forgotten?.unregister(handle);
      await this.release(place);
    };
    return disposable(Object.assign(handle, this.#methods(handle, place, methods)), dispose);
  }
}

/** Ends the worker when the last of its core and of the handles of it was forgotten. */
function endWhenForgotten(client: Client, connection: Connection): void {
  forgetAbout(client);
  const release = () => connection.terminate(new DisposedError(CORE));
  reclaimWhenForgotten(client, { what: "core in a worker", handle: 0, release });
}

/** The object with what `using` and `await using` call. */
function disposable(object: object, dispose: () => unknown): object {
  return Object.defineProperties(Object.assign(object, { dispose }), {
    [DISPOSE]: { value: () => void dispose() },
    [ASYNC_DISPOSE]: { value: async () => void (await dispose()) },
  });
}

/** The listener, which hears of nothing more once it has thrown. What it returns is nobody's. */
function untilItThrows(listener: (value: unknown) => unknown, thrown: (error: unknown) => void): (value: unknown) => void {
  let isOver = false;
  return (value) => {
    try {
      if (!isOver) listener(value);
    } catch (error) {
      isOver = true;
      thrown(error);
    }
  };
}
