/** The delimiter of a CSV file: the comma, semicolon or tab, whichever its first line has most of outside quotes. */
export function delimiterOf(bytes: Buffer): string {
  const end = bytes.indexOf(10);
  const line = bytes.toString("utf8", 0, end < 0 ? bytes.length : end).replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => line.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, other) => (count(other) > count(best) ? other : best));
}
