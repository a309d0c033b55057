import { CsvError } from "csv-parse/sync";
import { InputError, place } from "./inputError.js";

/** What the parser of these bytes threw, with the line and column of the fault; anything else as it is. */
export function notCsv(cause: unknown, bytes: Buffer): unknown {
  if (!(cause instanceof CsvError)) return cause;
  const column = typeof cause["column"] === "number" ? cause["column"] + 1 : undefined;
  if (cause.code === "CSV_QUOTE_NOT_CLOSED")
    return new InputError(`${place(lineOfOpenQuote(bytes), column)}: not CSV: the quote is not closed.`);
  return new InputError(`${place(Number(cause["lines"]), column)}: not CSV: ${cause.message}.`);
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** The line in which the last cell is opened: from there on quotes stand in pairs, which are quotes in the cell. */
function lineOfOpenQuote(bytes: Buffer): number {
  let at = bytes.lastIndexOf(QUOTE);
  while (bytes[at - 1] === QUOTE) at = bytes.lastIndexOf(QUOTE, at - 2);
  let line = 1;
  for (let end = bytes.indexOf(NEWLINE); end >= 0 && end < at; end = bytes.indexOf(NEWLINE, end + 1)) line++;
  return line;
}
