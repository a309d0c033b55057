import { countOf, DimensionError, ValueError } from "../errors/errors.js";
import { labelOf, placeOf, type PanelInput } from "./panelInput.js";
import type { DroppedAsset, DroppedObservation } from "./returns.js";

/** Which assets and observations of the data go into the panel. */
export interface Selection {
  readonly assets: readonly number[];
  readonly observations: readonly number[];
  readonly droppedAssets: readonly DroppedAsset[];
  readonly droppedObservations: readonly DroppedObservation[];
  /** NaN among what is selected. */
  readonly missing: number;
}

/** All of the data. */
export function wholeOf(input: PanelInput): Selection {
  const assets = Array.from({ length: input.assets }, (_, i) => i);
  const observations = Array.from({ length: input.observations }, (_, t) => t);
  return { assets, observations, droppedAssets: [], droppedObservations: [], missing: 0 };
}

/** Looks at every value and decides by the policy `input.missing`; `prices` must be positive. */
export function select(input: PanelInput, prices: boolean): Selection {
  const whole = wholeOf(input);
  const selection = input.missing === "drop-assets" ? withoutAssets(input, whole, prices) : withoutRows(input, whole, prices);
  const least = prices ? 2 : 1;
  const left = selection.observations.length;
  if (left < least) {
    const dropped = left < input.observations ? ` of ${input.observations} left after those with missing values` : "";
    throw new DimensionError(input.argument, countOf(left, "observation") + dropped, `at least ${least}`);
  }
  return selection;
}

/** Leaves out every asset that has a reason to be. */
function withoutAssets(input: PanelInput, whole: Selection, prices: boolean): Selection {
  const droppedAssets: DroppedAsset[] = [];
  const assets = whole.assets.filter((i) => {
    const dropped = reasonToDrop(input, prices, i);
    if (dropped !== undefined) droppedAssets.push(dropped);
    return dropped === undefined;
  });
  if (assets.length === 0) {
    const [{ index, reason }] = droppedAssets;
    const first = input.names?.[index] ?? `asset ${index}`;
    const all = `${input.assets} assets, all of them dropped (the first: ${first}, ${reason})`;
    throw new DimensionError(input.argument, all, "at least one left");
  }
  return { ...whole, assets, droppedAssets };
}

/** Refuses or counts the values that are not allowed, and leaves out their observations where that is the policy. */
function withoutRows(input: PanelInput, whole: Selection, prices: boolean): Selection {
  const { values, byAsset } = input;
  const width = byAsset ? input.observations : input.assets;
  const counts = new Map<number, number>();
  let missing = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (value - value === 0 && !(prices && value <= 0)) continue;
    const [row, column] = [Math.floor(k / width), k % width];
    const t = byAsset ? column : row;
    if (!Number.isNaN(value) || input.missing === "error") {
      const expected = prices ? "a positive finite price" : "a finite return";
      throw new ValueError(labelOf(input, t, byAsset ? row : column), value, expected);
    }
    counts.set(t, (counts.get(t) ?? 0) + 1);
    missing++;
  }
  if (input.missing === "keep") return { ...whole, missing };
  const droppedObservations = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([row, count]) => ({ row, count, ...(input.dates !== undefined && { date: input.dates[row] }) }));
  return { ...whole, observations: whole.observations.filter((t) => !counts.has(t)), droppedObservations };
}

/** Why asset i is dropped under `"drop-assets"`; undefined where it stays. */
function reasonToDrop(input: PanelInput, prices: boolean, i: number): DroppedAsset | undefined {
  const rows = { missing: 0, low: 0, firstMissing: -1, firstLow: -1 };
  let constant = true;
  const still = prices ? input.values[placeOf(input, 0, i)] : 0;
  for (let t = 0; t < input.observations; t++) {
    const value = input.values[placeOf(input, t, i)];
    if (value !== still) constant = false;
    if (value - value !== 0) {
      if (rows.missing++ === 0) rows.firstMissing = t;
    } else if (prices && value <= 0 && rows.low++ === 0) rows.firstLow = t;
  }
  const asset = { index: i, ...(input.names !== undefined && { name: input.names[i] }) };
  if (rows.missing > 0) return { ...asset, reason: "missing", row: rows.firstMissing, count: rows.missing };
  if (rows.low > 0) return { ...asset, reason: "non-positive", row: rows.firstLow, count: rows.low };
  return constant ? { ...asset, reason: "constant", row: 0, count: input.observations } : undefined;
}
