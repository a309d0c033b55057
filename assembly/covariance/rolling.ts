import { axpy } from "../blas/axpy";
import { syrk, syrkScratch } from "../blas/syrk";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { centredGemvTransposed, rowMeans } from "./centred";
import { Covariance, gramOperand, Rolling } from "./covariance";
import { createPanel, Panel, releasePanel } from "./panel";

/*
 * A window that rolls: the newest observation takes the place of the oldest in the panel, which is a ring in
 * time, and the smaller Gram matrix G₀ of the returns about a fixed centre c is kept up to date, as it is what
 * takes O(nT·min(n, T)) to form. With d = mean − c,
 *
 *     Σ_t y_t y_tᵀ = G₀ − T·ddᵀ                                           over the assets
 *     ‖HG₀H‖² = ‖G₀‖² − (2/T)‖G₀1‖² + T⁻²(1ᵀG₀1)²,  H = I − 11ᵀ/T         over the observations
 *
 * Means, variances and the other moments are summed afresh, in O(nT). Over the assets a roll adds rounding
 * to G₀; after T rolls, whose cost a fresh G₀ is no more than, or where d grows, it is formed anew about the present mean.
 */

/** A drift T·‖d‖² beyond this share of the trace of G₀ is one to refresh at: no digit is lost to it. */
const DRIFT: f64 = 0.1;

// @ts-ignore: decorator
@inline
function item(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

/**
 * Puts `count` ≤ depth new observations (rows of n doubles) in the place of the oldest, and sets the means.
 * The covariance is left the plain centred one, to be shaped by its estimator again. False where memory does not
 * hold a panel of its own or the Gram matrix; nothing is changed then.
 */
export function roll(cov: Covariance, rows: usize, count: i32): bool {
  if (cov.rolling == 0 && !startRolling(cov)) return false;
  const rolling = changetype<Rolling>(cov.rolling);
  const anew = rolling.rolls + count >= cov.depth;
  for (let r = 0; r < count; r++) {
    const row = rows + ((<usize>r * cov.assets) << 3);
    if (!anew && !rolling.overTime) replaceOuter(cov, rolling, row);
    writeSlot(cov, rolling.head, row);
    if (!anew && rolling.overTime) replaceProducts(cov, rolling, row);
    rolling.head = rolling.head + 1 == cov.depth ? 0 : rolling.head + 1;
  }
  rolling.rolls += count;
  cov.squares = 0;
  rowMeans(cov.assets, cov.depth, cov.values, cov.stride, cov.means);
  cov.mean = cov.means;
  cov.weight = 0;
  cov.diagonal = 0;
  cov.extra = 0;
  cov.scale = 1;
  if (anew || drift(cov, rolling) > DRIFT) refresh(cov, rolling);
  return true;
}

/** A panel that is this covariance's alone, and the Gram matrix of it. */
function startRolling(cov: Covariance): bool {
  const order = min(cov.assets, cov.depth);
  const along = max(cov.assets, cov.depth);
  const bytes =
    vectorBytes(offsetof<Rolling>(), 1) +
    2 * vectorBytes(cov.assets) +
    vectorBytes(cov.depth + 2) +
    vectorBytes(<u64>order * <u64>order) +
    vectorBytes(syrkScratch(order, along), 1);
  const arena = createArena(bytes);
  if (!arena) return false;
  if (!ownPanel(cov)) {
    releaseArena(arena);
    return false;
  }
  const rolling = changetype<Rolling>(takeZeroed(arena, offsetof<Rolling>(), 1));
  rolling.arena = arena;
  rolling.order = order;
  rolling.overTime = cov.depth < cov.assets;
  rolling.centre = take(arena, cov.assets);
  rolling.step = take(arena, cov.assets);
  rolling.products = take(arena, cov.depth + 2);
  rolling.gram = take(arena, order * order);
  rolling.scratch = arena.next;
  cov.rolling = changetype<usize>(rolling);
  refresh(cov, rolling);
  return true;
}

/** Copies the window to a panel of its own where something else refers to the one it lies in. */
function ownPanel(cov: Covariance): bool {
  const shared = changetype<Panel>(cov.panel);
  if (shared.references == 1) return true;
  const own = createPanel(cov.assets, cov.depth);
  if (!own) return false;
  for (let i = 0; i < cov.assets; i++) {
    memory.copy(own.values + <usize>i * own.stride, cov.values + <usize>i * cov.stride, own.stride);
  }
  releasePanel(shared);
  cov.panel = changetype<usize>(own);
  cov.values = own.values;
  cov.stride = own.stride;
  return true;
}

/** G₀ about the present means. */
function refresh(cov: Covariance, rolling: Rolling): void {
  const n = cov.assets;
  memory.copy(rolling.centre, cov.means, (<usize>n) << 3);
  const operand = gramOperand(cov);
  operand.mean = rolling.centre;
  operand.weight = 0;
  operand.scale = 1;
  operand.transposed = rolling.overTime;
  const ld = (<usize>rolling.order) << 3;
  memory.fill(rolling.gram, 0, <usize>rolling.order * ld);
  syrk(rolling.order, max(n, cov.depth), 1, operand, 0, 0, rolling.gram, ld, rolling.scratch);
  rolling.rolls = 0;
}

function writeSlot(cov: Covariance, slot: i32, row: usize): void {
  for (let i = 0; i < cov.assets; i++) store<f64>(cov.values + <usize>i * cov.stride + ((<usize>slot) << 3), item(row, i));
}

/** G₀ ← G₀ − zzᵀ of the oldest observation + zzᵀ of the new one, before it is written. */
function replaceOuter(cov: Covariance, rolling: Rolling, row: usize): void {
  const n = cov.assets;
  const z = rolling.step;
  for (let i = 0; i < n; i++) {
    const old = load<f64>(cov.values + <usize>i * cov.stride + ((<usize>rolling.head) << 3));
    store<f64>(z + ((<usize>i) << 3), old - item(rolling.centre, i));
  }
  for (let i = 0; i < n; i++) axpy(i + 1, -item(z, i), z, rolling.gram + ((<usize>i * n) << 3));
  for (let i = 0; i < n; i++) store<f64>(z + ((<usize>i) << 3), item(row, i) - item(rolling.centre, i));
  for (let i = 0; i < n; i++) axpy(i + 1, item(z, i), z, rolling.gram + ((<usize>i * n) << 3));
}

/** Row and column `head` of G₀: the products of the new observation, already written, with all. */
function replaceProducts(cov: Covariance, rolling: Rolling, row: usize): void {
  const n = cov.assets;
  const order = rolling.order;
  const z = rolling.step;
  for (let i = 0; i < n; i++) store<f64>(z + ((<usize>i) << 3), item(row, i) - item(rolling.centre, i));
  centredGemvTransposed(n, order, cov.values, cov.stride, rolling.centre, 0, z, rolling.products);
  for (let t = 0; t < order; t++) {
    const first = max(t, rolling.head);
    const second = min(t, rolling.head);
    store<f64>(rolling.gram + ((<usize>first * order + second) << 3), item(rolling.products, t));
  }
}

/** T·‖d‖² over the trace of G₀. */
function drift(cov: Covariance, rolling: Rolling): f64 {
  let square: f64 = 0;
  let trace: f64 = 0;
  for (let i = 0; i < cov.assets; i++) {
    const d = item(cov.means, i) - item(rolling.centre, i);
    square += d * d;
  }
  for (let k = 0; k < rolling.order; k++) trace += item(rolling.gram, k * rolling.order + k);
  return trace > 0 ? (cov.depth * square) / trace : 0;
}

/** ‖YYᵀ‖²_F of the centred returns, in O(order²). */
export function rollingNorm(cov: Covariance): f64 {
  const rolling = changetype<Rolling>(cov.rolling);
  const order = rolling.order;
  const d = rolling.step;
  if (!rolling.overTime) {
    for (let i = 0; i < order; i++) store<f64>(d + ((<usize>i) << 3), item(cov.means, i) - item(rolling.centre, i));
  }
  let below: f64 = 0;
  let diagonal: f64 = 0;
  // Over time: 1ᵀG₀1 and the row sums; over the assets the entries themselves are moved to the mean.
  memory.fill(rolling.products, 0, (<usize>cov.depth + 2) << 3);
  for (let i = 0; i < order; i++) {
    const row = rolling.gram + ((<usize>i * order) << 3);
    const shift = rolling.overTime ? 0 : <f64>cov.depth * item(d, i);
    let sum: f64 = 0;
    let squares: f64 = 0;
    for (let j = 0; j < i; j++) {
      const g = rolling.overTime ? item(row, j) : item(row, j) - shift * item(d, j);
      squares += g * g;
      if (rolling.overTime) {
        sum += g;
        const at = rolling.products + ((<usize>j) << 3);
        store<f64>(at, load<f64>(at) + g);
      }
    }
    const own = rolling.overTime ? item(row, i) : item(row, i) - shift * item(d, i);
    below += squares;
    diagonal += own * own;
    if (rolling.overTime) {
      const at = rolling.products + ((<usize>i) << 3);
      store<f64>(at, load<f64>(at) + sum + own);
    }
  }
  const plain = 2 * below + diagonal;
  if (!rolling.overTime) return plain;
  let total: f64 = 0;
  let square: f64 = 0;
  for (let t = 0; t < order; t++) {
    total += item(rolling.products, t);
    square += item(rolling.products, t) * item(rolling.products, t);
  }
  const length = <f64>order;
  return plain - (2 / length) * square + (total / length) * (total / length);
}

/** out ← Σ_t y_t y_tᵀ, lower triangle of n × n, from the Gram matrix over the assets that is kept. */
export function rollingGram(cov: Covariance, out: usize): void {
  const rolling = changetype<Rolling>(cov.rolling);
  const n = cov.assets;
  const square = cov.scale * cov.scale;
  for (let i = 0; i < n; i++) {
    const di = <f64>cov.depth * (item(cov.means, i) - item(rolling.centre, i));
    for (let j = 0; j <= i; j++) {
      const at = (<usize>i * n + j) << 3;
      const dj = item(cov.means, j) - item(rolling.centre, j);
      store<f64>(out + at, square * (load<f64>(rolling.gram + at) - di * dj));
    }
  }
}

/** The column of X that holds the oldest observation: 0 where nothing has rolled. */
// @ts-ignore: decorator
@inline
export function oldest(cov: Covariance): i32 {
  return cov.rolling != 0 ? changetype<Rolling>(cov.rolling).head : 0;
}

/** Whether Σ_t y_t y_tᵀ is at hand, to be read instead of formed. */
export function keepsAssetGram(cov: Covariance): bool {
  return cov.rolling != 0 && !changetype<Rolling>(cov.rolling).overTime;
}
