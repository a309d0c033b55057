import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { Control, type OnProgress } from "./control.js";
import { toWarmStart, type WarmStart } from "./warmStart.js";

/** How a problem is solved. */
export interface QPSettings {
  /**
   * 1e-9 by default: `solved` means that each residual is within it of the largest term of its sum.
   * Refinement goes on below that, to rounding level, where it can.
   */
  tolerance?: number | undefined;
  /** Of each program that is solved on the way; 50·(n + m) + 1000 by default, far above what any problem known to us takes; Infinity is allowed. */
  maxIterations?: number | undefined;
  /** In seconds; Infinity by default. The clock is looked at every few milliseconds. */
  timeLimit?: number | undefined;
  /** The `warmStart` of a former solution of the same shape, however its data differed. */
  warmStart?: WarmStart | undefined;
}

interface ProgressSettings extends QPSettings {
  onProgress?: OnProgress | undefined;
}

/** What all solves of a call share, and where one begins. */
export interface CheckedSettings {
  readonly control: Control;
  readonly warmStart: WarmStart | undefined;
}

const KEYS = ["tolerance", "maxIterations", "timeLimit", "warmStart"] as const;

/** The settings for a problem of n variables and m rows, with no others than `keys`, checked, the defaults filled in: the call begins. */
export function checkSettings(
  settings: ProgressSettings | undefined,
  n: number,
  m: number,
  keys: readonly (keyof ProgressSettings)[] = KEYS,
): CheckedSettings {
  const {
    tolerance = 1e-9,
    maxIterations = 50 * (n + m) + 1000,
    timeLimit = Infinity,
    onProgress,
    warmStart,
  } = toOptions("settings", settings, keys);
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw new ValueError("settings.onProgress", onProgress, "a function");
  if (maxIterations !== Infinity && !(Number.isInteger(maxIterations) && maxIterations > 0)) {
    throw new ValueError("settings.maxIterations", maxIterations, "a positive integer or Infinity");
  }
  return {
    control: new Control(
      toScalar("settings.tolerance", tolerance, { above: 0 }),
      maxIterations,
      toScalar("settings.timeLimit", timeLimit, { above: 0, infinite: true }),
      onProgress,
    ),
    warmStart: toWarmStart("settings.warmStart", warmStart, n, m),
  };
}
