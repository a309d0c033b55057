import { gemm, gemmScratch } from "../blas/gemm";
import { Operand } from "../blas/operand";
import { syrk, syrkScratch } from "../blas/syrk";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../memory/arena";
import { allocate } from "../memory/heap";
import { centredGemvTransposed, rowMeans } from "./centred";
import { Covariance, gramOperand, Rolling } from "./covariance";
import { forgetProduct } from "./lastProduct";
import { centreMoments, replaceMoments } from "./rollingMoments";
import { createPanel, Panel, releasePanel } from "./panel";

/*
 * A window that rolls: the newest observation takes the place of the oldest in the panel, which is a ring in
 * time. Once it is asked for, by an intensity or as Σ itself, the smaller Gram matrix G₀ of the returns about a fixed
 * centre c is kept up to date, as it is what takes O(nT·min(n, T)) to form. With d = mean − c,
 *
 *     Σ_t y_t y_tᵀ = G₀ − T·ddᵀ                                           over the assets
 *     ‖HG₀H‖² = ‖G₀‖² − (2/T)‖G₀1‖² + T⁻²(1ᵀG₀1)²,  H = I − 11ᵀ/T         over the observations
 *
 * An observation costs O(n), and with G₀ O(n·min(n, T)), in matrix products where several come at once. The sums, T·d, are kept
 * without rounding (Knuth 1997, The Art of Computer Programming II, §4.2.2, theorem B); the third and fourth moments about c go
 * along (`rollingMoments`). Over the assets a roll adds rounding to G₀; after T rolls, whose cost a fresh G₀ is no more than, or where d
 * grows, all is formed anew about the present mean.
 */

/** Observations whose products with all others are formed at a time. */
const BATCH: i32 = 32;

/** Up to so many observations their products are formed one by one: packing the panel would take longer. */
const FEW: i32 = 10;

/** Where what is left of the fourth powers is less than what was there over this, the digits of those that left are beside it: all is formed anew. */
const OUTLIERS: f64 = 1e5;

/** A drift T·‖d‖² beyond this share of the trace of G₀ is one to refresh at: no digit is lost to it. */
const DRIFT: f64 = 0.1;

/** A variance of no more than this share of the square of the distance from the centre is rounding. */
const STILL: f64 = 1e-14;

// @ts-ignore: decorator
@inline
function item(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

/**
 * Puts `count` ≤ depth new observations (rows of n doubles) in the place of the oldest, and sets the means.
 * The covariance is left the plain centred one, to be shaped by its estimator again. False where memory does not
 * hold a panel of its own, or the Gram matrix where there is an intensity; nothing is changed then.
 */
export function roll(cov: Covariance, rows: usize, count: i32): bool {
  if (cov.rolling == 0 && !startRolling(cov)) return false;
  if (cov.hasIntensity && !keepGram(cov)) return false;
  forgetProduct(cov);
  const rolling = changetype<Rolling>(cov.rolling);
  const before = fourthPowers(cov, rolling);
  const anew = rolling.rolls + count >= cov.depth;
  for (let done = 0; done < count;) {
    const slots = min(min(count - done, cov.depth - rolling.head), BATCH);
    replace(cov, rolling, rows + ((<usize>done * cov.assets) << 3), slots, !anew);
    done += slots;
    rolling.head = rolling.head + slots == cov.depth ? 0 : rolling.head + slots;
  }
  rolling.rolls += count;
  cov.squares = 0;
  setMeans(cov, rolling);
  cov.mean = cov.means;
  cov.weight = 0;
  cov.diagonal = 0;
  cov.extra = 0;
  cov.scale = 1;
  if (anew || drift(cov, rolling) > DRIFT || before > OUTLIERS * fourthPowers(cov, rolling)) refresh(cov, rolling);
  return true;
}

/** A panel that is this covariance's alone, and the moments of it. */
function startRolling(cov: Covariance): bool {
  const bytes =
    vectorBytes(offsetof<Rolling>(), 1) +
    5 * vectorBytes(cov.assets) +
    vectorBytes(3 * <u64>cov.assets) +
    vectorBytes(cov.depth + 2) +
    vectorBytes(<u64>batchOf(cov) * cov.depth + 2);
  const arena = createArena(bytes);
  if (!arena) return false;
  if (!ownPanel(cov)) {
    releaseArena(arena);
    return false;
  }
  const rolling = changetype<Rolling>(takeZeroed(arena, offsetof<Rolling>(), 1));
  rolling.arena = arena;
  rolling.order = min(cov.assets, cov.depth);
  rolling.overTime = cov.depth < cov.assets;
  rolling.centre = take(arena, cov.assets);
  rolling.sums = take(arena, cov.assets);
  rolling.lost = take(arena, cov.assets);
  rolling.powers = take(arena, 3 * cov.assets);
  rolling.cubic = take(arena, cov.assets);
  rolling.row = take(arena, cov.depth + 2);
  rolling.step = take(arena, cov.assets);
  rolling.products = take(arena, batchOf(cov) * cov.depth + 2);
  cov.rolling = changetype<usize>(rolling);
  refresh(cov, rolling);
  return true;
}

// @ts-ignore: decorator
@inline
function batchOf(cov: Covariance): i32 {
  return min(BATCH, cov.depth);
}

/** G₀ from now on; false where memory does not hold it. */
function keepGram(cov: Covariance): bool {
  const rolling = changetype<Rolling>(cov.rolling);
  if (rolling.gram != 0) return true;
  const order = rolling.order;
  const scratch = max<u64>(syrkScratch(order, max(cov.assets, cov.depth)), gemmScratch(batchOf(cov), cov.depth, cov.assets));
  const gram = allocate(vectorBytes(<u64>order * <u64>order) + scratch);
  if (gram == 0) return false;
  rolling.gram = gram;
  rolling.scratch = gram + <usize>vectorBytes(<u64>order * <u64>order);
  formGram(cov, rolling);
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

/** All of it about the present means. */
function refresh(cov: Covariance, rolling: Rolling): void {
  const n = cov.assets;
  rowMeans(n, cov.depth, cov.values, cov.stride, cov.means);
  memory.copy(rolling.centre, cov.means, (<usize>n) << 3);
  memory.fill(rolling.sums, 0, (<usize>n) << 3);
  memory.fill(rolling.lost, 0, (<usize>n) << 3);
  centreMoments(cov, rolling);
  if (rolling.gram != 0) formGram(cov, rolling);
  rolling.rolls = 0;
}

/** G₀ of the whole window about its centre. */
function formGram(cov: Covariance, rolling: Rolling): void {
  const ld = (<usize>rolling.order) << 3;
  memory.fill(rolling.gram, 0, <usize>rolling.order * ld);
  const operand = aboutCentre(cov, rolling);
  syrk(rolling.order, max(cov.assets, cov.depth), 1, operand, 0, 0, rolling.gram, ld, rolling.scratch);
}

/** The returns less their centre, over the assets or over the observations as G₀ is. */
function aboutCentre(cov: Covariance, rolling: Rolling): Operand {
  const operand = gramOperand(cov);
  operand.mean = rolling.centre;
  operand.weight = 0;
  operand.scale = 1;
  operand.transposed = rolling.overTime;
  return operand;
}

/** Puts `slots` new observations in the place of the oldest, in the panel, in their sums and, where it is kept, in G₀. */
function replace(cov: Covariance, rolling: Rolling, rows: usize, slots: i32, keep: bool): void {
  const keepsGram = keep && rolling.gram != 0;
  if (keepsGram && !rolling.overTime) addOuter(cov, rolling, slots, -1);
  if (keep) replaceMoments(cov, rolling, rows, slots);
  for (let i = 0; i < cov.assets; i++) {
    const at = (<usize>i) << 3;
    const slot = cov.values + <usize>i * cov.stride + ((<usize>rolling.head) << 3);
    const centre = load<f64>(rolling.centre + at);
    let sum = load<f64>(rolling.sums + at);
    let lost = load<f64>(rolling.lost + at);
    for (let r = 0; r < slots; r++) {
      const value = item(rows, r * cov.assets + i);
      const change = value - centre - (item(slot, r) - centre);
      const next = sum + change;
      const taken = next - sum;
      lost += sum - (next - taken) + (change - taken);
      sum = next;
      store<f64>(slot + ((<usize>r) << 3), value);
    }
    store<f64>(rolling.sums + at, sum);
    store<f64>(rolling.lost + at, lost);
  }
  if (!keepsGram) return;
  if (rolling.overTime) replaceProducts(cov, rolling, slots);
  else addOuter(cov, rolling, slots, 1);
}

/** G₀ ← G₀ + α Σ zzᵀ of the `slots` oldest observations. */
function addOuter(cov: Covariance, rolling: Rolling, slots: i32, alpha: f64): void {
  const operand = aboutCentre(cov, rolling);
  syrk(cov.assets, slots, alpha, operand, 0, rolling.head, rolling.gram, (<usize>cov.assets) << 3, rolling.scratch);
}

/** Rows and columns `head` … `head + slots − 1` of G₀: the products of the new observations, already written, with all. */
function replaceProducts(cov: Covariance, rolling: Rolling, slots: i32): void {
  const order = rolling.order;
  const ld = (<usize>order) << 3;
  if (slots > FEW) {
    const operand = aboutCentre(cov, rolling);
    memory.fill(rolling.products, 0, <usize>slots * ld);
    gemm(slots, order, cov.assets, 1, operand, rolling.head, 0, operand, 0, 0, rolling.products, ld, rolling.scratch);
  } else {
    for (let r = 0; r < slots; r++) productsWith(cov, rolling, rolling.head + r, rolling.products + <usize>r * ld);
  }
  for (let r = 0; r < slots; r++) {
    const slot = rolling.head + r;
    const row = rolling.products + <usize>r * ld;
    memory.copy(rolling.gram + <usize>slot * ld, row, (<usize>slot + 1) << 3);
    for (let t = slot + 1; t < order; t++) store<f64>(rolling.gram + <usize>t * ld + ((<usize>slot) << 3), item(row, t));
  }
}

/** out ← z_slotᵀz_t of all t. */
function productsWith(cov: Covariance, rolling: Rolling, slot: i32, out: usize): void {
  const z = rolling.step;
  for (let i = 0; i < cov.assets; i++) {
    const at = (<usize>i) << 3;
    store<f64>(z + at, item(cov.values + <usize>i * cov.stride, slot) - load<f64>(rolling.centre + at));
  }
  centredGemvTransposed(cov.assets, rolling.order, cov.values, cov.stride, rolling.centre, 0, z, out);
}

/** The means: c + Σ_t z_t / T. */
function setMeans(cov: Covariance, rolling: Rolling): void {
  for (let i = 0; i < cov.assets; i++) {
    const shift = (item(rolling.sums, i) + item(rolling.lost, i)) / cov.depth;
    store<f64>(cov.means + ((<usize>i) << 3), item(rolling.centre, i) + shift);
  }
}

/** Σ_i Σ_t z_it⁴ */
function fourthPowers(cov: Covariance, rolling: Rolling): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < cov.assets; i++) sum += item(rolling.powers, 3 * i + 2);
  return sum;
}

/** T·‖d‖² over the trace of G₀. */
function drift(cov: Covariance, rolling: Rolling): f64 {
  let square: f64 = 0;
  let trace: f64 = 0;
  for (let i = 0; i < cov.assets; i++) {
    const d = item(cov.means, i) - item(rolling.centre, i);
    square += d * d;
    trace += item(rolling.powers, 3 * i);
  }
  return trace > 0 ? (cov.depth * square) / trace : 0;
}

/** ‖YYᵀ‖²_F of the centred returns, in O(order²) from G₀, which `roll` keeps where there is an intensity. */
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

/** out ← Σ_t y_t y_tᵀ, lower triangle of n × n, where G₀ is one over the assets and is kept, or will be. */
export function rollingGram(cov: Covariance, out: usize): bool {
  if (cov.rolling == 0 || changetype<Rolling>(cov.rolling).overTime || !keepGram(cov)) return false;
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
  // What stands still varies by rounding of its distance from the centre.
  for (let i = 0; i < n; i++) {
    const own = (<usize>i * (n + 1)) << 3;
    if (load<f64>(out + own) > STILL * square * load<f64>(rolling.gram + own)) continue;
    for (let j = 0; j < n; j++) store<f64>(out + ((<usize>max(i, j) * n + min(i, j)) << 3), 0);
  }
  return true;
}

/** The column of X that holds the oldest observation: 0 where nothing has rolled. */
// @ts-ignore: decorator
@inline
export function oldest(cov: Covariance): i32 {
  return cov.rolling != 0 ? changetype<Rolling>(cov.rolling).head : 0;
}
