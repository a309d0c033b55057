/**
 * Rows and columns of the register tile. A multiply–add takes four cycles and two start in each, so that its eight sums are
 * just enough to hide it; a larger tile would spill where a product needs a register of its own. Both operands are packed
 * alike, in panels of so many rows, so that one packing serves as both.
 */
export const TILE: i32 = 4;

/**
 * Rows of the tile where multiply–adds are fused and a product needs no register: its twelve sums, two pairs of b and a splat
 * of a fill the fifteen that V8 allots, and leave room for an addition that starts late.
 */
export const TALL: i32 = 6;

/**
 * Not 0 where the engine compiles as V8's TurboFan does, all of a step's loads before its sums: a tall tile would spill (half the speed on Node
 * 22). In memory, since threads share it.
 */
const SHORT: usize = memory.data(4);

/** Has products formed by the tile of TILE rows alone, to the same bits. */
export function setShortTiles(on: i32): void {
  store<i32>(SHORT, on);
}

/** Whether products may be formed by tall tiles. */
// @ts-ignore: decorator
@inline
export function fitsTall(): bool {
  return ASC_FEATURE_RELAXED_SIMD && load<i32>(SHORT) == 0;
}

/** Rows after which tall tiles begin at a panel again. */
export const GROUP: i32 = 12;

export { EDGE } from "../memory/fork";

/** Depth of a packed block: a panel of it (10 kB), or the two (8 kB each) that a tall tile takes its rows from, stay in a first-level cache. */
export const DEPTH: i32 = ASC_FEATURE_RELAXED_SIMD ? 256 : 320;

/** Rows of B that a panel of A is taken against, whole groups: a block of them (at most 240 kB) stays in a second-level cache. */
export const ROWS: i32 = 96;

/** Columns of B packed at a time by `gemm` (3 to 4 MB), a share of the last-level cache. */
export const COLUMNS: i32 = 1536;

/** The depth of nearly equal blocks of at most DEPTH that `k` divides into: whole steps of the tile. */
// @ts-ignore: decorator
@inline
export function blockDepth(k: i32): i32 {
  const blocks = (k + DEPTH - 1) / DEPTH;
  return min(k, ((k + blocks - 1) / blocks + 3) & ~3);
}

/** The most that `blockDepth` is for depths up to `k`: workspaces counted with it serve every smaller product too. */
// @ts-ignore: decorator
@inline
export function mostDepth(k: i32): i32 {
  return min(k, DEPTH);
}

/** `n` rounded up to whole panels of `width` rows. */
// @ts-ignore: decorator
@inline
export function padded(n: i32, width: i32): i32 {
  return ((n + width - 1) / width) * width;
}
