import { CsvError } from "csv-parse/sync";
import { InputError, place } from "./inputError.js";

/** What the parser threw, with the line and column of the fault; anything else as it is. */
export function notCsv(cause: unknown): unknown {
  if (!(cause instanceof CsvError)) return cause;
  const column = typeof cause["column"] === "number" ? cause["column"] + 1 : undefined;
  return new InputError(`${place(Number(cause["lines"]), column)}: not CSV: ${cause.message}.`);
}
