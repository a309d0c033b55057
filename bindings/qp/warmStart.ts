import { DimensionError, ValueError } from "../errors/errors.js";
import { isArray, toDoubles } from "../errors/vector.js";

/**
 * Where a solve ended, to start the next one from. What is inside may change from one version to the
 * next; it may be copied to a worker (`structuredClone`) and back.
 */
export interface WarmStart {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** n bounds, then m rows: −1 at lower, 1 at upper, 0 free or inactive. */
  readonly activeSet: Int8Array;
  /** n, where there are costs: the kink that a variable is at, counted from its lower bound; 0 for none. */
  readonly kinks?: Int32Array;
}

/** `value` as a warm start of n variables and m rows; undefined where there is none. */
export function toWarmStart(argument: string, value: unknown, n: number, m: number): WarmStart | undefined {
  if (value === undefined) return undefined;
  const { x, y, z, activeSet, kinks } = (typeof value === "object" && value !== null ? value : {}) as Partial<WarmStart>;
  const hasKinks = kinks instanceof Int32Array;
  if (!isArray(x) || !isArray(y) || !isArray(z) || !(activeSet instanceof Int8Array) || (kinks !== undefined && !hasKinks)) {
    throw new ValueError(argument, value, "the warmStart of a former solution");
  }
  if (x.length !== n || y.length !== m || z.length !== n || activeSet.length !== n + m) {
    throw new DimensionError(argument, `${x.length} variables and ${y.length} rows`, `${n} and ${m}`);
  }
  for (let k = 0; k < n + m; k++) {
    if (activeSet[k] < -1 || activeSet[k] > 1) throw new ValueError(`${argument}.activeSet[${k}]`, activeSet[k], "-1, 0 or 1");
  }
  // Read before the call returns, and not copied.
  const doubles = (part: string, values: ArrayLike<unknown>): Float64Array =>
    toDoubles(values, true, (i) => `${argument}.${part}[${i}]`);
  return {
    x: doubles("x", x),
    y: doubles("y", y),
    z: doubles("z", z),
    activeSet,
    ...(kinks !== undefined && kinks.length === n && { kinks }),
  };
}
