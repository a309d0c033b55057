import { ValueError } from "./errors.js";

/** What a number has to satisfy. */
export interface ScalarRange {
  /** The number must be greater than this. */
  above?: number;
  /** The number must be at least this. */
  least?: number;
  /** The number must be at most this. */
  most?: number;
  /** Whether ±Infinity is allowed; false by default. NaN never is. */
  infinite?: boolean;
}

/** `value` as a number inside `range`. */
export function toScalar(argument: string, value: unknown, range: ScalarRange = {}): number {
  const { above = -Infinity, least = -Infinity, most = Infinity, infinite = false } = range;
  const fits = typeof value === "number" && !Number.isNaN(value) && (infinite || Number.isFinite(value));
  if (!fits || value < least || value > most || (above !== -Infinity && value <= above)) {
    throw new ValueError(argument, value, describeRange(range));
  }
  return value;
}

function describeRange({ above, least, most, infinite }: ScalarRange): string {
  const parts: string[] = [];
  if (above !== undefined) parts.push(`above ${above}`);
  if (least !== undefined) parts.push(`of at least ${least}`);
  if (most !== undefined) parts.push(`of at most ${most}`);
  return [infinite ? "a number" : "a finite number", parts.join(" and ")].filter(Boolean).join(" ");
}
