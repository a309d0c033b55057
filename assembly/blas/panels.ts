import { fitsTall, GROUP, TALL, TILE } from "./blocking";
import { edgeTile, tallTile, tile } from "./tile";

/** Where row i, an even one, of panels of one depth begins. */
// @ts-ignore: decorator
@inline
function rowOf(panels: usize, i: i32, depth: i32): usize {
  return panels + ((<usize>(i & ~(TILE - 1)) * depth + (i & (TILE - 1))) << 3);
}

/**
 * C ← C + α A Bᵀ, rows top … bottom − 1 and columns first … last − 1 of packed panels; where `lower`, the lower triangle alone.
 *
 * a, b: panels of one depth, from row and column 0; c: from row and column 0, rows `ldc` bytes apart; top and first begin a
 * group, and bottom and last end one or the matrix; scratch: a tile. A panel of A stays in the first-level cache, while rows
 * of C are walked along memory, which a processor foresees.
 */
export function multiplyPanels(
  depth: i32,
  alpha: f64,
  a: usize,
  b: usize,
  c: usize,
  ldc: usize,
  top: i32,
  bottom: i32,
  first: i32,
  last: i32,
  lower: bool,
  scratch: usize,
): void {
  for (let group = top; group < bottom; group += GROUP) {
    const under = min(bottom, group + GROUP);
    let from = first;
    if (fitsTall() && group + GROUP <= bottom) {
      const whole = lower ? min(last, group) : last & ~(TILE - 1);
      for (let i = group; i < under; i += TALL) {
        const a0 = rowOf(a, i, depth);
        const a1 = rowOf(a, i + 2, depth);
        const a2 = rowOf(a, i + 4, depth);
        for (let j = first; j < whole; j += TILE) {
          tallTile(depth, alpha, a0, a1, a2, rowOf(b, j, depth), c + <usize>i * ldc + ((<usize>j) << 3), ldc);
        }
      }
      from = whole;
    }
    for (let i = group; i < under; i += TILE) {
      const left = rowOf(a, i, depth);
      const end = lower ? min(last, i + TILE) : last;
      for (let j = from; j < end; j += TILE) {
        const right = rowOf(b, j, depth);
        const at = c + <usize>i * ldc + ((<usize>j) << 3);
        const rows = min(TILE, bottom - i);
        const columns = min(TILE, last - j);
        if (rows == TILE && columns == TILE && !(lower && i == j)) tile(depth, alpha, left, right, at, ldc);
        else edgeTile(depth, alpha, left, right, at, ldc, rows, columns, lower ? i - j : TILE, scratch);
      }
    }
  }
}
