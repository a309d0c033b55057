import { countOf, DimensionError } from "./errors.js";
import { checkArray, isArray, toDoubles } from "./vector.js";

/** A matrix as users write it: row-major in one flat array, or an array of rows. */
export type MatrixInput = ArrayLike<number> | ArrayLike<ArrayLike<number>>;

export interface MatrixOptions {
  /** The names of the rows and of the columns, where they have names. */
  rowNames?: readonly string[] | undefined;
  columnNames?: readonly string[] | undefined;
  /** Whether ±Infinity is refused too; true by default. NaN always is. */
  finite?: boolean;
}

/**
 * `value` as rows × columns doubles, row-major. A flat Float64Array comes back as it is, not copied:
 * read it, never write to it.
 */
export function toMatrix(
  argument: string,
  value: unknown,
  rows: number,
  columns: number,
  { finite = true, ...names }: MatrixOptions = {},
): Float64Array {
  const shape = `${rows} × ${columns}`;
  const toRow: ToRow = (values, label) => toDoubles(values, finite, label);
  return flattened(argument, value, rows, columns, { shape, numbers: `${shape} numbers`, lines: rows, ...names }, toRow);
}

/** Makes doubles of values; `label` names the k-th in a message. */
export type ToRow = (values: ArrayLike<unknown>, label: (k: number) => string) => Float64Array;

/** What messages about a matrix say it is, or has to be: its shape, its numbers, how many rows it has. */
export interface MatrixWords extends Pick<MatrixOptions, "rowNames" | "columnNames"> {
  readonly shape: string;
  readonly numbers: string;
  readonly lines: string | number;
}

/** rows × columns values, flat or by rows, one row behind the other; `toRow` makes doubles of a row, or of all at once. */
export function flattened(
  argument: string,
  value: unknown,
  rows: number,
  columns: number,
  { shape, numbers, lines, ...names }: MatrixWords,
  toRow: ToRow,
): Float64Array {
  checkArray(argument, value, `an array of ${numbers}, flat or by rows`);
  if (!isByRows(value)) {
    if (value.length !== rows * columns)
      throw new DimensionError(argument, countOf(value.length, "value"), `${rows * columns} (${shape})`);
    return toRow(value, (k) => entryOf(argument, Math.floor(k / columns), k % columns, names));
  }
  if (value.length !== rows) throw new DimensionError(argument, countOf(value.length, "row"), lines);
  const flat = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = value[i];
    const label = `${argument}[${i}]`;
    checkArray(label, row, `an array of ${countOf(columns, "number")}`);
    if (row.length !== columns) throw new DimensionError(label, countOf(row.length, "value"), columns);
    flat.set(
      toRow(row, (k) => entryOf(argument, i, k, names)),
      i * columns,
    );
  }
  return flat;
}

/** The number of rows of a matrix of `columns` columns, before its values are looked at. */
export function rowsOf(argument: string, value: unknown, columns: number): number {
  checkArray(argument, value, `an array of rows of ${countOf(columns, "number")}, or those rows in one flat array`);
  if (isByRows(value)) return value.length;
  if (value.length % columns !== 0)
    throw new DimensionError(argument, countOf(value.length, "value"), `a multiple of ${columns}`);
  return value.length / columns;
}

/** The number of columns of a matrix of `rows` rows, before its values are looked at. */
export function columnsOf(argument: string, value: unknown, rows: number): number {
  checkArray(argument, value, `an array of ${countOf(rows, "row")}, or those rows in one flat array`);
  const first = value[0];
  const columns = isByRows(value) ? (isArray(first) ? first.length : 0) : value.length / rows;
  if (columns === 0) throw new DimensionError(argument, "0 columns", "at least 1");
  if (!Number.isInteger(columns)) throw new DimensionError(argument, countOf(value.length, "value"), `a multiple of ${rows}`);
  return columns;
}

/** The n of an n × n matrix, before its values are looked at. */
export function orderOf(argument: string, value: unknown): number {
  checkArray(argument, value, "a square matrix, flat or by rows");
  if (value.length === 0) throw new DimensionError(argument, "0 values", "at least 1");
  if (isByRows(value)) return value.length;
  const n = Math.round(Math.sqrt(value.length));
  if (n * n !== value.length) throw new DimensionError(argument, countOf(value.length, "value"), "a square number, n × n");
  return n;
}

/** How a message names an entry: `P[2][5]`, with the names of its row and column where they have names. */
export function entryOf(argument: string, i: number, j: number, { rowNames, columnNames }: MatrixOptions = {}): string {
  return entryAt(
    argument,
    i,
    j,
    [rowNames?.[i], columnNames?.[j]].map((name) => JSON.stringify(name)),
  );
}

/** The same, with what is known of the place. */
export function entryAt(argument: string, i: number, j: number, known: readonly (string | undefined)[]): string {
  const names = known.filter((name) => name !== undefined).join(", ");
  return `${argument}[${i}][${j}]${names && ` (${names})`}`;
}

/** An array whose first element is an array is one of rows. */
function isByRows(value: ArrayLike<unknown>): boolean {
  return value.length > 0 && typeof value[0] === "object" && value[0] !== null;
}
