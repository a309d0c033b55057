import { InputError } from "./inputError.js";
import type { Panel } from "./panel.js";

/** The rows of a panel that are used: the last ones, without the dates on which no asset has a value. */
export interface Window {
  symbols: string[];
  dates: string[];
  /** Row-major, dates × symbols; NaN is a missing value. */
  values: Float64Array;
  /** Dates on which no asset has a value (a holiday): left out for all. */
  emptyDates: string[];
}

/** The rows for the last `lookback` observations, or for all; prices take one row more than observations. */
export function lastObservations(panel: Panel, kind: "prices" | "returns", lookback?: number): Window {
  const { symbols, dates, values } = panel;
  const width = symbols.length;
  const isEmpty = dates.map((_, i) => values.subarray(i * width, (i + 1) * width).every(Number.isNaN));
  const rows = dates.flatMap((_, i) => (isEmpty[i] ? [] : [i]));
  const lag = kind === "prices" ? 1 : 0;
  const observations = rows.length - lag;
  if (observations < 2) {
    throw new InputError(`the file has ${rows.length} dates with values, expected at least ${2 + lag} of ${kind}.`);
  }
  if (lookback !== undefined && lookback > observations) {
    throw new InputError(`--lookback is ${lookback}, but the file has ${observations} observations.`);
  }
  const used = lookback === undefined ? rows : rows.slice(-(lookback + lag));
  return {
    symbols,
    dates: used.map((row) => dates[row]),
    values: rowsOf(values, used, width),
    emptyDates: dates.filter((_, i) => isEmpty[i]),
  };
}

function rowsOf(values: Float64Array, rows: number[], width: number): Float64Array {
  const [first, last] = [rows[0], rows[rows.length - 1]];
  if (last - first === rows.length - 1) return values.subarray(first * width, (last + 1) * width);
  const picked = new Float64Array(rows.length * width);
  rows.forEach((row, i) => picked.set(values.subarray(row * width, (row + 1) * width), i * width));
  return picked;
}
