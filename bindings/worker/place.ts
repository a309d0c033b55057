import { DisposedError } from "../errors/errors.js";
import type { Connection } from "./connection.js";

/** An object in a worker, by its number. */
export interface Place {
  /** The page's side of its core. */
  readonly client: { release(place: Place): unknown };
  /** The worker it is lost with; undefined of a core, which outlives its workers. */
  readonly connection?: Connection;
  readonly id: number;
  readonly kind: string;
  isDisposed?: boolean;
}

/** Where the object behind a handle is. */
export const places = new WeakMap<object, Place>();

/** Throws where the object was disposed of, or lost. */
export function checkLive(place: Place): void {
  if (place.isDisposed) throw new DisposedError(place.kind);
  checkNotLost(place);
}

/** Throws where the object was lost with its worker. */
export function checkNotLost({ kind, connection }: Place): void {
  if (connection?.ended) throw new DisposedError(kind);
}
