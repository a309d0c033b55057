const MISSING = new Set(["", "na", "n/a", "#n/a", "nan", "null"]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number in a cell, NaN where it is missing (empty, NA, N/A, #N/A, NaN, null), undefined where it is neither. */
export function parseCell(text: string): number | undefined {
  if (text === "") return NaN;
  const value = Number(text);
  // A letter or a blank as second character may be Number's hexadecimal "0x1f" or its blank for zero: look closer.
  const second = text.charCodeAt(1);
  if (Number.isFinite(value) && !(second > 57) && text.charCodeAt(0) > 32) return value;
  const trimmed = text.trim();
  if (MISSING.has(trimmed.toLowerCase())) return NaN;
  return NUMBER.test(trimmed) && Number.isFinite(value) ? value : undefined;
}
