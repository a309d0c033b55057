/** The command line or the file is wrong: the command says what and where, and ends with exit code 2. */
export class InputError extends Error {
  override name = "InputError";
}

/** A place in a file as an editor counts it: lines and columns (cells) from 1, with the column's symbol where it has one. */
export function place(line: number, column?: number, symbol?: string): string {
  if (column === undefined) return `line ${line}`;
  return `line ${line}, column ${column}${symbol ? ` (${symbol})` : ""}`;
}
