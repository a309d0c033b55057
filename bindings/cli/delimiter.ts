/** The ends of empty lines, and the byte order mark of UTF-8. */
const BEFORE_TEXT = new Set([0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** The delimiter of a CSV file: the comma, semicolon or tab, whichever its first line that is not empty has most of outside quotes. */
export function delimiterOf(bytes: Buffer): string {
  const start = bytes.findIndex((byte) => !BEFORE_TEXT.has(byte));
  const end = bytes.indexOf(10, start);
  const line = bytes.toString("utf8", start, end < 0 ? bytes.length : end).replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => line.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, other) => (count(other) > count(best) ? other : best));
}
