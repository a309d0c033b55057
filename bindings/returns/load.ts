import { toChoice } from "../errors/choice.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import type { Wasm } from "../wasm.js";
import { PANEL_KEYS, toPanelInput, type PanelInput, type PanelOptions } from "./panelInput.js";
import { Returns } from "./returns.js";
import { select, wholeOf, type Selection } from "./selection.js";

export interface PriceOptions extends PanelOptions {
  /** `"simple"` (default): p[t+1]/p[t] − 1; `"log"`: ln(p[t+1]/p[t]). */
  kind?: "simple" | "log" | undefined;
}

/** Doubles that one block of transposition stages: 1 MB. */
const STAGED = 131072;

/** Doubles that are summarized as soon as they are copied, while a second-level cache holds them: 128 kB. */
const SUMMARIZED = 16384;

/** Checks the returns and puts them into the core; see `Core.returns`. */
export function loadReturns(wasm: Wasm, values: unknown, options: PanelOptions): Returns {
  const input = toPanelInput("values", values, toOptions("options", options, PANEL_KEYS));
  if (input.missing !== "drop-assets") {
    // Whether all is finite shows in the sums that are taken as the values cross: they are looked at one by one only if not.
    const whole = wholeOf(input);
    const panel = fill(wasm, input, whole, true);
    if (panel !== 0) return describe(wasm, panel, input, whole, 0);
  }
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
  const { toLogReturns, toSimpleReturns, panelRelease } = wasm.exports;
  if (!(kind === "log" ? toLogReturns : toSimpleReturns)(panel)) {
    panelRelease(panel);
    throw new ValueError("prices", "too far apart", "prices whose returns are finite numbers");
  }
  return describe(wasm, panel, input, selection, 1);
}

/**
 * A panel with what is selected, asset-major: by assets row by row, by observations through a staging block. Where it is to be
 * `summarized` (then all is selected), its means and squares are there too, and it is 0 where a value is not finite.
 */
function fill(wasm: Wasm, input: PanelInput, { assets, observations }: Selection, summarized = false): number {
  const n = assets.length;
  const length = observations.length;
  const { exports } = wasm;
  const panel = wasm.checked(exports.panelCreate(n, length), n * length * 8, "The panel of returns");
  let finite = 1;
  try {
    if (input.byAsset) {
      const values = wasm.f64(exports.panelValues(panel), n * length);
      const rows = summarized ? Math.max(1, Math.floor(SUMMARIZED / length)) : 1;
      const whole = length === input.observations;
      for (let row = 0; finite && row < n; row += rows) {
        const from = input.values.subarray(assets[row] * input.observations, (assets[row] + rows) * input.observations);
        if (whole) values.set(from, row * length);
        else for (let t = 0; t < length; t++) values[row * length + t] = from[observations[t]];
        if (summarized) finite = exports.panelSummarize(panel, Math.min(rows, n - row));
      }
    } else {
      transpose(wasm, panel, input, assets, observations);
      if (summarized) finite = exports.panelSummarize(panel, n);
    }
  } catch (error) {
    exports.panelRelease(panel);
    throw error;
  }
  if (finite) return panel;
  exports.panelRelease(panel);
  return 0;
}

/** Fills the panel from rows of observations. */
function transpose(
  wasm: Wasm,
  panel: number,
  input: PanelInput,
  assets: readonly number[],
  observations: readonly number[],
): void {
  const n = assets.length;
  const length = observations.length;
  const rows = Math.max(1, Math.min(length, Math.floor(STAGED / n)));
  const whole = n === input.assets;
  wasm.lend(rows * n * 8, "The staging block of the returns", (staging) => {
    for (let first = 0; first < length; first += rows) {
      const count = Math.min(rows, length - first);
      const block = wasm.f64(staging, count * n);
      for (let r = 0; r < count; r++) {
        const start = observations[first + r] * input.assets;
        if (whole) block.set(input.values.subarray(start, start + n), r * n);
        else for (let i = 0; i < n; i++) block[r * n + i] = input.values[start + assets[i]];
      }
      wasm.exports.writeObservations(panel, first, count, staging);
    }
  });
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
    missing: selection.missing,
  });
}
