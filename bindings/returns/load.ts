import { toChoice } from "../errors/choice.js";
import { toOptions } from "../errors/options.js";
import type { Wasm } from "../wasm.js";
import { PANEL_KEYS, toPanelInput, type PanelInput, type PanelOptions } from "./panelInput.js";
import { Returns } from "./returns.js";
import { select, type Selection } from "./selection.js";

export interface PriceOptions extends PanelOptions {
  /** `"simple"` (default): p[t+1]/p[t] − 1; `"log"`: ln(p[t+1]/p[t]). */
  kind?: "simple" | "log" | undefined;
}

/** Doubles that one block of transposition stages: 1 MB. */
const STAGED = 131072;

/** Checks the returns and puts them into the core; see `Core.returns`. */
export function loadReturns(wasm: Wasm, values: unknown, options: PanelOptions): Returns {
  const input = toPanelInput("values", values, toOptions("options", options, PANEL_KEYS));
  const selection = select(input, false);
  return describe(wasm, fill(wasm, input, selection), input, selection, 0);
}

/** Checks the prices, puts them into the core and turns them into returns; see `Core.returnsFromPrices`. */
export function loadPrices(wasm: Wasm, prices: unknown, options: PriceOptions): Returns {
  const { kind = "simple", ...rest } = toOptions("options", options, [...PANEL_KEYS, "kind"]);
  toChoice("kind", kind, ["simple", "log"]);
  const input = toPanelInput("prices", prices, rest);
  const selection = select(input, true);
  const panel = fill(wasm, input, selection);
  if (kind === "log") wasm.exports.toLogReturns(panel);
  else wasm.exports.toSimpleReturns(panel);
  return describe(wasm, panel, input, selection, 1);
}

/** A panel with what is selected, asset-major: by assets row by row, by observations through a staging block. */
function fill(wasm: Wasm, input: PanelInput, { assets, observations }: Selection): number {
  const n = assets.length;
  const length = observations.length;
  const { exports } = wasm;
  const panel = wasm.checked(exports.panelCreate(n, length), n * length * 8, "The panel of returns");
  if (input.byAsset) {
    const values = wasm.f64(exports.panelValues(panel), n * length);
    const whole = length === input.observations;
    assets.forEach((i, row) => {
      const from = input.values.subarray(i * input.observations, (i + 1) * input.observations);
      if (whole) values.set(from, row * length);
      else for (let t = 0; t < length; t++) values[row * length + t] = from[observations[t]];
    });
    return panel;
  }
  const rows = Math.max(1, Math.min(length, Math.floor(STAGED / n)));
  let staging = 0;
  try {
    staging = wasm.allocate(rows * n * 8, "The staging block of the returns");
    const whole = n === input.assets;
    for (let first = 0; first < length; first += rows) {
      const count = Math.min(rows, length - first);
      const block = wasm.f64(staging, count * n);
      for (let r = 0; r < count; r++) {
        const start = observations[first + r] * input.assets;
        if (whole) block.set(input.values.subarray(start, start + n), r * n);
        else for (let i = 0; i < n; i++) block[r * n + i] = input.values[start + assets[i]];
      }
      exports.writeObservations(panel, first, count, staging);
    }
  } catch (error) {
    exports.panelRelease(panel);
    throw error;
  } finally {
    wasm.release(staging);
  }
  return panel;
}

/** The Returns on a filled panel; of prices the first observation is gone. */
function describe(wasm: Wasm, panel: number, input: PanelInput, selection: Selection, lost: 0 | 1): Returns {
  const { assets, observations, droppedAssets, droppedObservations } = selection;
  const { names, dates } = input;
  return new Returns(wasm, panel, 0, {
    assets: assets.length,
    observations: observations.length - lost,
    names: names && Object.freeze(assets.map((i) => names[i])),
    dates: dates && Object.freeze(observations.slice(lost).map((t) => dates[t])),
    droppedAssets: Object.freeze(droppedAssets),
    droppedObservations: Object.freeze(droppedObservations),
    missing: selection.missing === 0 ? 0 : countMissing(wasm, panel, assets.length, observations.length, lost),
  });
}

/** A missing price takes the returns on both sides of it: counts the NaN that are there in the end. */
function countMissing(wasm: Wasm, panel: number, n: number, length: number, lost: 0 | 1): number {
  const values = wasm.f64(wasm.exports.panelValues(panel), n * length);
  let missing = 0;
  for (let i = 0; i < n; i++) {
    for (let t = 0; t < length - lost; t++) if (Number.isNaN(values[i * length + t])) missing++;
  }
  return missing;
}
