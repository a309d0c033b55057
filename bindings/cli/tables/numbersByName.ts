import type { ByName } from "../config/inFile.js";
import { readTable } from "./table.js";

/** The numbers of a CSV file with the columns `symbol` and `column`, by symbol; what `--out` writes is such a file, with `shares` perhaps. */
export async function readNumbersByName(path: string, column: string): Promise<ByName> {
  const numbers: Record<string, number> = Object.create(null);
  for (const row of await readTable(path, ["symbol", column], column === "weight" ? ["shares"] : [])) {
    const symbol = row.cell("symbol");
    const number = row.number(column);
    if (symbol === "") throw row.fault("symbol", "the symbol is empty");
    if (number === undefined) throw row.fault(column, "the number is missing");
    if (symbol in numbers) throw row.fault("symbol", `the symbol ${JSON.stringify(symbol)} stands in a line before`);
    numbers[symbol] = number;
  }
  return numbers;
}
