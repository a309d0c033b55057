import { parse } from "csv-parse/sync";
import { expectedOneOf } from "../../errors/near.js";
import { parseCell } from "../cell.js";
import { delimiterOf } from "../delimiter.js";
import { InputError, place } from "../inputError.js";
import { notCsv } from "../notCsv.js";
import { readSource, sourceName } from "../source.js";

/**
 * Reads a CSV file, plain or gzip, whose first line names its columns, of which `required` must be there and
 * `optional` may be. Throws an InputError that names the file, line and column of the fault.
 */
export async function readTable(
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Promise<TableRow[]> {
  const bytes = await readSource(path);
  const name = sourceName(path);
  const lines: { line: number; cells: string[] }[] = [];
  try {
    parse(bytes, {
      bom: true,
      delimiter: delimiterOf(bytes),
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      on_record: (cells: string[], { lines: line }) => {
        lines.push({ line, cells });
        return null;
      },
    });
  } catch (cause) {
    const fault = notCsv(cause, bytes);
    throw fault instanceof InputError ? new InputError(`${name}: ${fault.message}`) : fault;
  }
  const [head, ...body] = lines;
  const known = [...required, ...optional];
  if (head === undefined)
    throw new InputError(`${name}: line 1: the file is empty, expected the columns ${required.join(", ")}.`);
  const columns = columnsOf(head.cells, `${name}: `, head.line, required, known);
  return body.map(({ line, cells }) => {
    const expected = head.cells.length;
    if (cells.length !== expected) {
      const at = place(line, Math.min(cells.length, expected) + 1);
      throw new InputError(`${name}: ${at}: the line has ${cells.length} cells, expected ${expected} as in line ${head.line}.`);
    }
    return new TableRow(name, line, cells, columns);
  });
}

/** The position of every column that the first line names. */
function columnsOf(
  cells: readonly string[],
  prefix: string,
  line: number,
  required: readonly string[],
  known: readonly string[],
): ReadonlyMap<string, number> {
  for (const [at, column] of cells.entries()) {
    const here = `${prefix}${place(line, at + 1)}: the column ${JSON.stringify(column)}`;
    if (!known.includes(column))
      throw new InputError(`${here} is not known, expected ${expectedOneOf(column, known, "column")}.`);
    if (cells.indexOf(column) < at) throw new InputError(`${here} stands twice.`);
  }
  const absent = required.find((column) => !cells.includes(column));
  if (absent !== undefined) throw new InputError(`${prefix}${place(line)}: the column ${JSON.stringify(absent)} is missing.`);
  return new Map(cells.map((column, at) => [column, at]));
}

/** A line of a table. */
export class TableRow {
  constructor(
    private readonly file: string,
    private readonly line: number,
    private readonly cells: readonly string[],
    private readonly columns: ReadonlyMap<string, number>,
  ) {}

  /** The trimmed cell in a column; empty where the file has no such column. */
  cell(column: string): string {
    return this.cells[this.columns.get(column) ?? -1] ?? "";
  }

  /** The cell as a number; undefined where it is empty or missing. */
  number(column: string): number | undefined {
    const text = this.cell(column);
    if (text === "") return undefined;
    const value = parseCell(text);
    if (!Number.isFinite(value)) throw this.fault(column, `${JSON.stringify(text)} is not a number`);
    return value;
  }

  /** The error that points at a cell of this line. */
  fault(column: string, what: string): InputError {
    return new InputError(`${this.file}: ${place(this.line, this.columns.get(column)! + 1)}: ${what}.`);
  }
}
