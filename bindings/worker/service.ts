import { releaseProxy, transfer, type Remote } from "comlink";
import { DisposedError } from "../errors/errors.js";
import { loadCore } from "../full/loadCore.js";
import type { FullLoadOptions } from "../full/loadFullCore.js";
import { toFailure, type Failure } from "./failure.js";
import { buffersOf, isCallback, isHandle, isPlain, replaced, type Answer, type Handle } from "./wire.js";

type Progress = Remote<(progress: unknown) => void>;

/** Properties that mean nothing outside the worker. */
const INTERNAL = new Set(["wasm", "handle", "live", "first"]);

/** What runs in the worker: a core, and the objects made by it that the page has handles of. */
export class Service {
  readonly #objects = new Map<number, object>();
  /** What the page last read of each. */
  readonly #shown = new WeakMap<object, Record<string, unknown>>();
  /** The number of the next object; the core, which comes first, has 0. */
  #next = 0;
  /** 1 when the call under way is to stop, in memory that both threads see; undefined where there is none. */
  #stop: Int32Array | undefined;

  /** Answers as soon as the script runs. */
  hello(): void {}

  /** Loads the core. */
  async load(options: FullLoadOptions, stop?: SharedArrayBuffer): Promise<Answer | Failure> {
    try {
      this.#stop = stop && new Int32Array(stop);
      return { result: this.#sent(await loadCore(options), "loadCore"), data: {} };
    } catch (error) {
      return toFailure(error);
    }
  }

  /** Calls a method of the object with this number. In the parameters, handles and callbacks stand for what they are. */
  async call(id: number, method: string, parameters: unknown[], ...callbacks: Progress[]): Promise<Answer | Failure> {
    try {
      const target = this.#object(id) as Record<string, (...parameters: unknown[]) => unknown>;
      const told: Promise<unknown>[] = [];
      const given = parameters.map((parameter) => this.#received(parameter, callbacks, told));
      const result = this.#sent(await target[method]!(...given), method);
      // The page hears of all progress before it has the result.
      await Promise.allSettled(told);
      const data = this.#changesOf(target);
      // What can be read of the object it still holds.
      const kept = new Set(buffersOf(this.#shown.get(target)));
      const moved = buffersOf(result).filter((buffer) => !kept.has(buffer));
      return transfer({ result, data }, moved);
    } catch (error) {
      return toFailure(error);
    } finally {
      for (const callback of callbacks) callback[releaseProxy]();
    }
  }

  /** Forgets the object with this number, which gives its memory back. */
  release(id: number): void {
    const object = this.#objects.get(id) as { dispose?: () => void } | undefined;
    this.#objects.delete(id);
    object?.dispose?.();
  }

  #object(id: number): object {
    const object = this.#objects.get(id);
    if (object === undefined) throw new DisposedError("An object of the worker");
    return object;
  }

  /** What can be read of an object and is not what the page last read. */
  #changesOf(object: object): Record<string, unknown> {
    const before = this.#shown.get(object);
    const shown = dataOf(object);
    this.#shown.set(object, shown);
    return Object.fromEntries(Object.entries(shown).filter(([name, value]) => before === undefined || value !== before[name]));
  }

  /** A parameter with the objects and callbacks that its parts stand for; what the callbacks are told is added to `told`. */
  #received(parameter: unknown, callbacks: readonly Progress[], told: Promise<unknown>[]): unknown {
    return replaced(parameter, (part) => {
      if (isHandle(part)) return this.#object(part.$handle);
      if (!isCallback(part)) return part;
      const callback = callbacks[part.$callback];
      return (progress: unknown) => {
        if (callback !== undefined) told.push(callback(progress));
        return this.#stop === undefined || Atomics.load(this.#stop, 0) === 0;
      };
    });
  }

  /** A result whose objects stay here and are represented by handles. */
  #sent(result: unknown, method: string): unknown {
    return replaced(result, (part) => {
      if (!staysHere(part)) return part;
      const id = this.#next++;
      this.#objects.set(id, part);
      return {
        $handle: id,
        kind: `The result of ${method}()`,
        methods: methodsOf(part),
        data: this.#changesOf(part),
      } satisfies Handle;
    });
  }
}

/** Instances of classes and objects with methods. */
function staysHere(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  return !isPlain(value) || Object.values(value).some((part) => typeof part === "function");
}

/** Its own properties and those of its classes, by name. */
function propertiesOf(object: object): Map<string, PropertyDescriptor> {
  let properties: Record<string, PropertyDescriptor> = {};
  for (let at = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object)
    properties = { ...Object.getOwnPropertyDescriptors(at), ...properties };
  return new Map(Object.entries(properties).filter(([name]) => name !== "constructor" && !INTERNAL.has(name)));
}

function methodsOf(object: object): string[] {
  return [...propertiesOf(object)].filter(([, { value }]) => typeof value === "function").map(([name]) => name);
}

/** What can be read of an object and sent; a copy where getters among it change by themselves. */
function dataOf(object: object): Record<string, unknown> {
  const readable = [...propertiesOf(object).keys()].map((name) => [name, (object as Record<string, unknown>)[name]] as const);
  const data = readable.filter(([, value]) => typeof value !== "function" && !staysHere(value));
  return Object.fromEntries(data.map(([name, value]) => [name, hasGetters(value) ? { ...value } : value]));
}

function hasGetters(value: unknown): value is object {
  return isPlain(value) && Object.values(Object.getOwnPropertyDescriptors(value)).some(({ get }) => get !== undefined);
}
