import { checkAttached, isBuffer } from "../errors/attached.js";
import { ValueError } from "../errors/errors.js";
import { checkCloneable, isWholeAsCopy } from "./cloneable.js";
import type { Packed } from "./connection.js";
import { checkLive, places, type Place } from "./place.js";
import { movable } from "./transfer.js";
import { buffersOf, isPlain, replaced } from "./wire.js";

/** The methods that look, after each round, at whether they shall stop. */
export const LOOKING = new Set(["optimize"]);

/** A call as it crosses to the worker, with what stays here: its signals, and where the objects are that its handles stand for. */
export interface PackedCall extends Packed {
  readonly signals: readonly AbortSignal[];
  readonly places: readonly Place[];
}

/** A call of a method with these parameters: as they are now, whenever its turn comes. Throws where a signal has come before. */
export function pack(client: Place["client"], name: string, parameters: readonly unknown[]): PackedCall {
  const argument = `an argument of ${name}`;
  const listeners: Packed["listeners"] = [];
  const signals = new Set<AbortSignal>();
  const buffers = new Set<ArrayBuffer>();
  const used = new Set<Place>();
  const given = parameters.map((parameter) =>
    replaced(parameter, (part) => {
      if (isSignal(part)) return void signals.add(part);
      checkAttached(argument, part);
      if (ArrayBuffer.isView(part) && movable.delete(part.buffer) && isBuffer(part.buffer)) buffers.add(part.buffer);
      if (typeof part === "function") return { $callback: listeners.push(part as Packed["listeners"][number]) - 1 };
      const place = typeof part === "object" && part !== null ? places.get(part) : undefined;
      if (place === undefined) return part;
      if (place.client !== client) throw new ValueError(argument, "of another core", "what this core returned");
      checkLive(place);
      used.add(place);
      return { $handle: place.id };
    }),
  );
  for (const signal of signals) signal.throwIfAborted();
  if (signals.size > 0 && LOOKING.has(name)) given[0] = looking(given[0]);
  const now = cloned(argument, given, [...buffers]);
  return { parameters: now, listeners, signals: [...signals], buffers: buffersOf(now), places: [...used] };
}

/** Whether it does what is asked of an AbortSignal here: that of another realm is no instance of this one's class. */
function isSignal(part: unknown): part is AbortSignal {
  const { throwIfAborted, addEventListener } = (part ?? {}) as Partial<AbortSignal>;
  return typeof throwIfAborted === "function" && typeof addEventListener === "function";
}

/** A copy of the parameters to which the buffers were moved. Throws where it would say less than they do. */
function cloned(argument: string, given: unknown[], transfer: ArrayBuffer[]): unknown[] {
  for (const parameter of given) if (!isWholeAsCopy(parameter)) checkCloneable(argument, parameter, isWholeAsCopy);
  try {
    return structuredClone(given, { transfer });
  } catch (cause) {
    for (const parameter of given) checkCloneable(argument, parameter);
    const error = new ValueError(argument, "in memory that cannot be moved", "an array on an ArrayBuffer of its own to transfer");
    throw Object.assign(error, { cause });
  }
}

/**
 * The problem with a callback, which is where a solve looks at whether it shall stop; without a listener where it had none. What is no
 * problem, or has no settings that could be some, is left for the core to refuse.
 */
function looking(problem: unknown): unknown {
  if (!isPlain(problem)) return problem;
  const { settings = {} } = problem;
  if (!isPlain(settings)) return problem;
  const { onProgress = { $callback: -1 } } = settings;
  return { ...problem, settings: { ...settings, onProgress } };
}
