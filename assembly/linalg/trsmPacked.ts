import { padded, ROWS, TILE } from "../blas/blocking";
import { fma } from "../blas/fma";
import { Operand } from "../blas/operand";
import { pack } from "../blas/pack";
import { tile } from "../blas/tile";

/** Bytes of a packed triangle of order n. */
export function triangleBytes(n: i32): u64 {
  const panels = <u64>padded(n, TILE) / TILE;
  return panels * (panels + 1) * (TILE * TILE * 4);
}

/**
 * Packs the lower triangle of rows i0 … i0+n−1 and as many columns from k0 of the operand for `trsmPacked`. Panel j holds
 * its four rows k-major: their first 4j columns as a product takes them, then the block on the diagonal, negated below
 * it, with the reciprocals of the diagonal. What fills up the last panel is zero. out: `triangleBytes(n)` bytes.
 */
export function packTriangle(n: i32, l: Operand, i0: i32, k0: i32, out: usize): void {
  for (let j = 0; j < n; j += TILE) {
    const depth = min(j + TILE, n);
    pack(l, i0 + j, min(TILE, n - j), k0, depth, out);
    const block = out + ((<usize>(TILE * j)) << 3);
    out = block + TILE * TILE * 8;
    memory.fill(block + ((<usize>(TILE * (depth - j))) << 3), 0, (TILE * (j + TILE - depth)) << 3);
    for (let k = 0; k < depth - j; k++) {
      let at = block + ((<usize>((TILE + 1) * k)) << 3);
      store<f64>(at, 1 / load<f64>(at));
      for (let r = k + 1; r < TILE; r++) {
        at += 8;
        store<f64>(at, -load<f64>(at));
      }
    }
  }
}

/**
 * X ← X L⁻ᵀ, and its packing: out ← X as `pack` makes it.
 *
 * x: m × n, rows `ldx` bytes apart; l: what `packTriangle` left; out: n rounded up to whole tiles deep; scratch: a tile. A
 * tile takes off the product with the columns solved before it and is then solved against the block on the diagonal (Van Zee
 * & van de Geijn 2015, BLIS, §5). Elements of L above its diagonal are not used.
 */
export function trsmPacked(m: i32, n: i32, l: usize, x: usize, ldx: usize, out: usize, scratch: usize): void {
  const depth = padded(n, TILE);
  for (let top = 0; top < m; top += ROWS) {
    const bottom = min(m, top + ROWS);
    let panel = l;
    for (let j = 0; j < n; j += TILE) {
      const block = panel + ((<usize>(TILE * j)) << 3);
      for (let i = top; i < bottom; i += TILE) {
        const left = out + ((<usize>(i * depth)) << 3);
        const solved = left + ((<usize>(TILE * j)) << 3);
        const at = x + <usize>i * ldx + ((<usize>j) << 3);
        const rows = min(TILE, m - i);
        const columns = min(TILE, n - j);
        if (rows == TILE && columns == TILE) {
          solveTile(j, left, panel, at, ldx, solved);
        } else {
          memory.fill(scratch, 0, TILE * TILE * 8);
          for (let r = 0; r < rows; r++) memory.copy(scratch + ((<usize>(TILE * r)) << 3), at + <usize>r * ldx, columns << 3);
          solveTile(j, left, panel, scratch, TILE * 8, solved);
          for (let r = 0; r < rows; r++) memory.copy(at + <usize>r * ldx, scratch + ((<usize>(TILE * r)) << 3), columns << 3);
        }
      }
      panel = block + TILE * TILE * 8;
    }
  }
}

/** One tile of rows at x, columns j … j+3: less its product with the j columns before, then solved; also to `solved`, k-major. */
// @ts-ignore: decorator
@inline
function solveTile(j: i32, left: usize, panel: usize, x: usize, ldx: usize, solved: usize): void {
  if (j > 0) tile(j, -1, left, panel, x, ldx);
  const block = panel + ((<usize>(TILE * j)) << 3);
  for (let r = 0; r < TILE; r += 2) solvePair(block, x + <usize>r * ldx, ldx, solved + ((<usize>r) << 3));
}

/** x_j ← (x_j − Σ_{p<j} l_jp x_p)/l_jj for four columns of two rows, one in each lane. */
// @ts-ignore: decorator
@inline
function solvePair(block: usize, x: usize, ldx: usize, out: usize): void {
  const a0 = v128.load(x);
  const a1 = v128.load(x, 16);
  const b0 = v128.load(x + ldx);
  const b1 = v128.load(x + ldx, 16);
  const x0 = f64x2.mul(v128.shuffle<f64>(a0, b0, 0, 2), v128.load64_splat(block));
  let x1 = fma(x0, v128.load64_splat(block, 8), v128.shuffle<f64>(a0, b0, 1, 3));
  let x2 = fma(x0, v128.load64_splat(block, 16), v128.shuffle<f64>(a1, b1, 0, 2));
  let x3 = fma(x0, v128.load64_splat(block, 24), v128.shuffle<f64>(a1, b1, 1, 3));
  x1 = f64x2.mul(x1, v128.load64_splat(block, 40));
  x2 = fma(x1, v128.load64_splat(block, 48), x2);
  x3 = fma(x1, v128.load64_splat(block, 56), x3);
  x2 = f64x2.mul(x2, v128.load64_splat(block, 80));
  x3 = fma(x2, v128.load64_splat(block, 88), x3);
  x3 = f64x2.mul(x3, v128.load64_splat(block, 120));
  v128.store(out, x0);
  v128.store(out, x1, TILE * 8);
  v128.store(out, x2, TILE * 16);
  v128.store(out, x3, TILE * 24);
  v128.store(x, v128.shuffle<f64>(x0, x1, 0, 2));
  v128.store(x, v128.shuffle<f64>(x2, x3, 0, 2), 16);
  v128.store(x + ldx, v128.shuffle<f64>(x0, x1, 1, 3));
  v128.store(x + ldx, v128.shuffle<f64>(x2, x3, 1, 3), 16);
}
