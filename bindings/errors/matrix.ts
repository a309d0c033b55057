import { checkAttached } from "./attached.js";
import { countOf, DimensionError, ValueError } from "./errors.js";
import { isArray, toDoubles } from "./vector.js";

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
  options: MatrixOptions = {},
): Float64Array {
  if (!isArray(value)) throw new ValueError(argument, value, `an array of ${rows} × ${columns} numbers, flat or by rows`);
  checkAttached(argument, value);
  const { finite = true } = options;
  if (!isByRows(value)) {
    if (value.length !== rows * columns) {
      throw new DimensionError(argument, countOf(value.length, "value"), `${rows * columns} (${rows} × ${columns})`);
    }
    return toDoubles(value, finite, (i) => entryOf(argument, Math.floor(i / columns), i % columns, options));
  }
  if (value.length !== rows) throw new DimensionError(argument, countOf(value.length, "row"), rows);
  return flattened(argument, value, columns, (row, i) => toDoubles(row, finite, (j) => entryOf(argument, i, j, options)));
}

/** Rows of `columns` values, each made doubles of, one behind the other. */
export function flattened(
  argument: string,
  rows: ArrayLike<unknown>,
  columns: number,
  toRow: (row: ArrayLike<unknown>, i: number) => Float64Array,
): Float64Array {
  const flat = new Float64Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const label = `${argument}[${i}]`;
    if (!isArray(row)) throw new ValueError(label, row, `an array of ${countOf(columns, "number")}`);
    checkAttached(label, row);
    if (row.length !== columns) throw new DimensionError(label, countOf(row.length, "value"), columns);
    flat.set(toRow(row, i), i * columns);
  }
  return flat;
}

/** The number of rows of a matrix of `columns` columns, before its values are looked at. */
export function rowsOf(argument: string, value: unknown, columns: number): number {
  if (!isArray(value))
    throw new ValueError(argument, value, `an array of rows of ${countOf(columns, "number")}, or those rows in one flat array`);
  checkAttached(argument, value);
  if (isByRows(value)) return value.length;
  if (value.length % columns !== 0)
    throw new DimensionError(argument, countOf(value.length, "value"), `a multiple of ${columns}`);
  return value.length / columns;
}

/** The number of columns of a matrix of `rows` rows, before its values are looked at. */
export function columnsOf(argument: string, value: unknown, rows: number): number {
  const expected = `an array of ${countOf(rows, "row")}, or those rows in one flat array`;
  if (!isArray(value)) throw new ValueError(argument, value, expected);
  checkAttached(argument, value);
  const first = value[0];
  const columns = isByRows(value) ? (isArray(first) ? first.length : 0) : value.length / rows;
  if (columns === 0) throw new DimensionError(argument, "0 columns", "at least 1");
  if (!Number.isInteger(columns)) throw new DimensionError(argument, countOf(value.length, "value"), `a multiple of ${rows}`);
  return columns;
}

/** The n of an n × n matrix, before its values are looked at. */
export function orderOf(argument: string, value: unknown): number {
  if (!isArray(value)) throw new ValueError(argument, value, "a square matrix, flat or by rows");
  checkAttached(argument, value);
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
export function isByRows(value: ArrayLike<unknown>): boolean {
  return value.length > 0 && typeof value[0] === "object" && value[0] !== null;
}
