import { allocate, release } from "../memory/heap";
import { centredSquares, rowMeans } from "./centred";
import { log, log1p } from "./growth";

/**
 * The returns of n assets over T observations, stored once: row i holds asset i, so that a
 * covariance, a rolling window and a pricing pass all read along memory.
 *
 *     value of asset i at observation t = values[i·stride + 8t]
 *
 * A panel lives as long as something refers to it: its creator and every covariance made from it.
 */
@unmanaged
export class Panel {
  references: i32;
  assets: i32;
  observations: i32;
  /** Bytes from one asset to the next. */
  stride: usize;
  values: usize;
  /** n each: the mean of every asset over all observations, and Σ (x − mean)², of the first `summarized` assets. */
  means: usize;
  squares: usize;
  summarized: i32;
}

/** A panel with one reference, its values not cleared; null where memory does not hold it. */
export function createPanel(assets: i32, observations: i32): Panel | null {
  const size = (<usize>assets) << 3;
  const head = allocate(offsetof<Panel>() + 2 * size);
  if (head == 0) return null;
  const values = allocate(<u64>assets * <u64>observations * 8);
  if (values == 0) {
    release(head);
    return null;
  }
  const panel = changetype<Panel>(head);
  panel.references = 1;
  panel.assets = assets;
  panel.observations = observations;
  panel.stride = (<usize>observations) << 3;
  panel.values = values;
  panel.means = head + offsetof<Panel>();
  panel.squares = panel.means + size;
  panel.summarized = 0;
  return panel;
}

/** Adds a reference. */
export function retainPanel(panel: Panel): void {
  panel.references += 1;
}

/** Takes a reference away, and the panel with the last one. */
export function releasePanel(panel: Panel): void {
  panel.references -= 1;
  if (panel.references > 0) return;
  release(panel.values);
  release(changetype<usize>(panel));
}

/** A return beyond this size has its logarithm from the quotient of the prices, which has no digits to lose. */
const SMALL: f64 = 0.5;

/** Side of the blocks in which rows are turned into columns: two blocks stay in a first-level cache. */
const BLOCK: i32 = 32;

/**
 * Writes `count` observations from `first` on: rows[t·n + i] becomes the value of asset i at
 * observation first + t.
 */
export function writeObservations(panel: Panel, first: i32, count: i32, rows: usize): void {
  const n = panel.assets;
  for (let left = 0; left < n; left += BLOCK) {
    const right = min(n, left + BLOCK);
    for (let top = 0; top < count; top += BLOCK) {
      const bottom = min(count, top + BLOCK);
      for (let i = left; i < right; i++) {
        const to = panel.values + <usize>i * panel.stride + ((<usize>first) << 3);
        for (let t = top; t < bottom; t++) store<f64>(to + ((<usize>t) << 3), load<f64>(rows + ((<usize>t * n + i) << 3)));
      }
    }
  }
}

/**
 * Prices to simple returns, p[t+1]/p[t] − 1, in place; the panel is one observation shorter. The
 * difference is taken first: it is exact where the two prices are near (Sterbenz 1974). False where a return is infinite.
 */
export function toSimpleReturns(panel: Panel): bool {
  return shorten(panel, false);
}

/** Prices to logarithmic returns, ln(p[t+1]/p[t]), in place; the panel is one observation shorter. From the simple return where that is small. */
export function toLogReturns(panel: Panel): bool {
  return shorten(panel, true);
}

function shorten(panel: Panel, logarithm: bool): bool {
  let most: f64 = 0;
  panel.observations -= 1;
  panel.summarized = 0;
  for (let i = 0; i < panel.assets; i++) {
    let at = panel.values + <usize>i * panel.stride;
    const end = at + ((<usize>panel.observations) << 3);
    let price = load<f64>(at);
    for (; at < end; at += 8) {
      const next = load<f64>(at, 8);
      const simple = (next - price) / price;
      if (abs(simple) > most) most = abs(simple);
      store<f64>(at, !logarithm ? simple : abs(simple) < SMALL ? log1p(simple) : log(next / price));
      price = next;
    }
  }
  return most < Infinity;
}

/**
 * Means and squares of the `count` assets after those that have them, best while the rows are still in a cache: whatever reads
 * all observations need not pass over them again. Whether all is finite: no sum of a NaN or an infinity is.
 */
export function summarize(panel: Panel, count: i32): bool {
  const first = panel.summarized;
  const length = panel.observations;
  const x = panel.values + <usize>first * panel.stride;
  const means = panel.means + ((<usize>first) << 3);
  const squares = panel.squares + ((<usize>first) << 3);
  rowMeans(count, length, x, panel.stride, means);
  centredSquares(count, length, 1, x, panel.stride, means, 0, squares);
  panel.summarized += count;
  let beyond: f64 = 0;
  for (let i = 0; i < count; i++) beyond += 0 * load<f64>(squares + ((<usize>i) << 3));
  return beyond == 0;
}

/** The fields of a panel, for those who see only its address. */
export function panelStride(panel: Panel): usize {
  return panel.stride;
}
export function panelValues(panel: Panel): usize {
  return panel.values;
}
