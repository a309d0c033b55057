import { toChoice } from "../errors/choice.js";
import { toCount } from "../errors/count.js";
import { ValueError } from "../errors/errors.js";
import { entryAt, flattened } from "../errors/matrix.js";
import { checkStrings, toNames } from "../errors/names.js";

/** What happens where a value is missing (NaN). */
export type MissingPolicy = "error" | "drop-assets" | "drop-observations" | "keep";

export interface PanelOptions {
  /** Rows of the data. */
  observations: number;
  /** Columns of the data. */
  assets: number;
  names?: readonly string[] | undefined;
  /** One string for each observation; shown in messages and handed on. */
  dates?: readonly string[] | undefined;
  /** `"observations"` (default): a row is an observation; `"assets"`: a row is an asset. */
  layout?: "observations" | "assets" | undefined;
  /**
   * `"error"` (default) refuses the first missing value by name; `"drop-assets"` leaves out assets with a missing or
   * infinite value or a price that never moves; `"drop-observations"` leaves out rows with a missing value; `"keep"`
   * lets NaN in, for the `pairwise` estimator.
   */
  missing?: MissingPolicy | undefined;
}

export const PANEL_KEYS = ["observations", "assets", "names", "dates", "layout", "missing"] as const;

/** The data of a panel, its shape checked and its values not. */
export interface PanelInput {
  /** The argument it came as. */
  readonly argument: string;
  readonly values: Float64Array;
  readonly assets: number;
  readonly observations: number;
  readonly names: readonly string[] | undefined;
  readonly dates: readonly string[] | undefined;
  readonly byAsset: boolean;
  readonly missing: MissingPolicy;
}

/** Where observation t of asset i stands. */
export function placeOf({ byAsset, assets, observations }: PanelInput, t: number, i: number): number {
  return byAsset ? i * observations + t : t * assets + i;
}

/** How a message names observation t of asset i: `values[3][1] ("AAPL", 2015-01-05)`, as the caller laid it out. */
export function labelOf({ argument, byAsset, names, dates }: PanelInput, t: number, i: number): string {
  const [row, column] = byAsset ? [i, t] : [t, i];
  return entryAt(argument, row, column, [JSON.stringify(names?.[i]), dates?.[t]]);
}

/** `values` as a panel of the shape the options state: a flat array or an array of rows. */
export function toPanelInput(argument: string, values: unknown, options: PanelOptions): PanelInput {
  const assets = toCount("assets", options.assets);
  const observations = toCount("observations", options.observations);
  const byAsset = toChoice("layout", options.layout ?? "observations", ["observations", "assets"]) === "assets";
  const missing = toChoice("missing", options.missing ?? "error", ["error", "drop-assets", "drop-observations", "keep"]);
  const names = toNames("names", options.names, assets);
  const dates = toDates(options.dates, observations);
  const [rows, columns] = byAsset ? [assets, observations] : [observations, assets];
  const shape = byAsset ? `${rows} assets × ${columns} observations` : `${rows} observations × ${columns} assets`;
  const words = { shape, numbers: shape, lines: `${rows} (${shape})` };
  const flat = flattened(argument, values, rows, columns, words, toNumbers);
  return { argument, values: flat, assets, observations, names, dates, byAsset, missing };
}

function toDates(value: unknown, observations: number): readonly string[] | undefined {
  if (value === undefined) return undefined;
  checkStrings("dates", value, observations, "date");
  const wrong = value.findIndex((date) => typeof date !== "string");
  if (wrong >= 0) throw new ValueError(`dates[${wrong}]`, value[wrong], "a string");
  return Object.freeze([...(value as string[])]);
}

/** The values as doubles. null and undefined, which is how many parsers write a missing value, count as NaN. */
function toNumbers(values: ArrayLike<unknown>, label: (k: number) => string): Float64Array {
  if (values instanceof Float64Array) return values;
  const numbers = new Float64Array(values.length);
  for (let k = 0; k < numbers.length; k++) {
    const value = values[k];
    if (typeof value === "number") numbers[k] = value;
    else if (value === null || value === undefined) numbers[k] = NaN;
    else throw new ValueError(label(k), value, "a number, or NaN where it is missing");
  }
  return numbers;
}
