const MISSING = new Set(["", "na", "n/a", "#n/a", "nan", "null"]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number in a cell, NaN where it is missing (empty, NA, N/A, #N/A, NaN, null), undefined where it is neither. */
export function parseCell(text: string): number | undefined {
  if (text === "") return NaN;
  const value = Number(text);
  // A letter as second character may be Number's hexadecimal "0x1f", and blanks of any kind are its zero: look closer.
  const [first, second] = [text.charCodeAt(0), text.charCodeAt(1)];
  if (Number.isFinite(value) && !(second > 57) && first > 42 && first < 58) return value;
  const trimmed = text.trim();
  if (MISSING.has(trimmed.toLowerCase())) return NaN;
  return NUMBER.test(trimmed) && Number.isFinite(value) ? value : undefined;
}
