/** Depth of a packed block: a 4-row panel of it (10 kB) stays in a first-level cache. */
export const DEPTH: i32 = 320;

/** Rows of A taken against one panel of B: a block of them (240 kB) stays in a second-level cache. */
export const ROWS: i32 = 96;

/** Columns of B packed at a time by `gemm` (4 MB), a share of the last-level cache. */
export const COLUMNS: i32 = 1536;

/** The depth of equal blocks of at most DEPTH that `k` divides into. */
// @ts-ignore: decorator
@inline
export function blockDepth(k: i32): i32 {
  const blocks = (k + DEPTH - 1) / DEPTH;
  return (k + blocks - 1) / blocks;
}

/** `n` rounded up to whole panels of four rows. */
// @ts-ignore: decorator
@inline
export function padded(n: i32): i32 {
  return (n + 3) & ~3;
}
