import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** A CSV of the shared data folder: dates, names and rows of numbers, NaN where a cell is empty. */
export interface Table {
  dates: string[];
  names: string[];
  rows: Float64Array[];
}

const FOLDER = new URL("../../../shared/data/prices/", import.meta.url);

/** Whether the shared data folder holds `name`; a test that needs it is skipped where it does not. */
export function hasPrices(name: string): boolean {
  return existsSync(new URL(`${name}.csv.gz`, FOLDER));
}

export function readPrices(name: string): Table {
  const [head, ...lines] = gunzipSync(readFileSync(new URL(`${name}.csv.gz`, FOLDER)))
    .toString()
    .trim()
    .split("\n");
  const cells = lines.map((line) => line.split(","));
  return {
    names: head.split(",").slice(1),
    dates: cells.map(([date]) => date),
    rows: cells.map(([, ...row]) => Float64Array.from(row, (cell) => (cell.trim() === "" ? NaN : Number(cell)))),
  };
}

/** The rows of a table that lack no value. */
export function completeRows({ names, dates, rows }: Table): Table {
  const complete = rows.map((row) => row.every((value) => Number.isFinite(value)));
  return { names, dates: dates.filter((_, t) => complete[t]), rows: rows.filter((_, t) => complete[t]) };
}
