import { TILE } from "./blocking";
import { Operand } from "./operand";

/** Bytes from a column of a panel to the next. */
const STEP: usize = (<usize>TILE) << 3;

// @ts-ignore: decorator
@inline
function storedRow(operand: Operand, i: i32): i32 {
  return operand.indices != 0 ? load<i32>(operand.indices + ((<usize>i) << 2)) : i;
}

// @ts-ignore: decorator
@inline
function meanOf(operand: Operand, row: i32): f64 {
  return operand.mean != 0 ? load<f64>(operand.mean + ((<usize>row) << 3)) : 0;
}

// @ts-ignore: decorator
@inline
function scaleOf(operand: Operand, row: i32): f64 {
  return operand.factor != 0 ? operand.scale * load<f64>(operand.factor + ((<usize>row) << 3)) : operand.scale;
}

/**
 * Packs rows i0 … i0+rows−1 and columns k0 … k0+depth−1 of the operand into panels of four rows, the
 * register tile's, k-major: with p = ⌊(i − i0)/4⌋ element (i, k) goes to out[4·(p·depth + k − k0) + (i − i0) mod 4].
 * Rows that fill up the last panel are zero. out: 4·⌈rows/4⌉·depth doubles.
 */
export function pack(operand: Operand, i0: i32, rows: i32, k0: i32, depth: i32, out: usize): void {
  const even = (depth & 1) == 0 && operand.weight == 0;
  for (let top = 0; top < rows; top += TILE) {
    for (let i = top; i < top + TILE; i += 2) {
      const to = out + ((<usize>(i - top)) << 3);
      const count = min(2, rows - i);
      if (count <= 0) clearPair(depth, to);
      else if (operand.transposed) packColumns(operand, i0 + i, count, k0, depth, to);
      else if (even && i + 4 <= min(rows, top + TILE)) {
        packFourRows(operand, i0 + i, k0, depth, to);
        i += 2;
      } else packRows(operand, i0 + i, count, k0, depth, to);
    }
    out += STEP * depth;
  }
}

/** Two rows of zeros. */
function clearPair(depth: i32, out: usize): void {
  for (let k = 0; k < depth; k++) {
    v128.store(out, f64x2.splat(0));
    out += STEP;
  }
}

/** Two stored rows (the second zero where `count` is 1) to two neighbours of a panel, centred, scaled and weighted. */
function packRows(operand: Operand, i: i32, count: i32, k0: i32, depth: i32, out: usize): void {
  const start = operand.values + ((<usize>k0) << 3);
  const first = storedRow(operand, i);
  const second = count > 1 ? storedRow(operand, i + 1) : first;
  const scale0 = f64x2.splat(scaleOf(operand, first));
  const scale1 = f64x2.splat(count > 1 ? scaleOf(operand, second) : 0);
  const m0 = f64x2.splat(meanOf(operand, first));
  const m1 = f64x2.splat(meanOf(operand, second));
  let p0 = start + <usize>first * operand.stride;
  let p1 = start + <usize>second * operand.stride;
  const end = p0 + (((<usize>depth) & ~1) << 3);
  let to = out;
  while (p0 < end) {
    const x0 = f64x2.mul(scale0, f64x2.sub(v128.load(p0), m0));
    const x1 = f64x2.mul(scale1, f64x2.sub(v128.load(p1), m1));
    v128.store(to, v128.shuffle<f64>(x0, x1, 0, 2));
    v128.store(to + STEP, v128.shuffle<f64>(x0, x1, 1, 3));
    p0 += 16;
    p1 += 16;
    to += 2 * STEP;
  }
  if (depth & 1) {
    const x0 = f64x2.mul(scale0, f64x2.sub(v128.load64_zero(p0), m0));
    const x1 = f64x2.mul(scale1, f64x2.sub(v128.load64_zero(p1), m1));
    v128.store(to, v128.shuffle<f64>(x0, x1, 0, 2));
  }
  if (operand.weight == 0) return;
  let weight = operand.weight + ((<usize>k0) << 3);
  for (let k = 0; k < depth; k++) {
    v128.store(out, f64x2.mul(v128.load(out), v128.load64_splat(weight)));
    weight += 8;
    out += STEP;
  }
}

/** As `packRows`, four rows of even depth without weights: half the passes over a panel, with twice the reads under way. */
function packFourRows(operand: Operand, i: i32, k0: i32, depth: i32, out: usize): void {
  const start = operand.values + ((<usize>k0) << 3);
  const r0 = storedRow(operand, i);
  const r1 = storedRow(operand, i + 1);
  const r2 = storedRow(operand, i + 2);
  const r3 = storedRow(operand, i + 3);
  const s0 = f64x2.splat(scaleOf(operand, r0));
  const s1 = f64x2.splat(scaleOf(operand, r1));
  const s2 = f64x2.splat(scaleOf(operand, r2));
  const s3 = f64x2.splat(scaleOf(operand, r3));
  const m0 = f64x2.splat(meanOf(operand, r0));
  const m1 = f64x2.splat(meanOf(operand, r1));
  const m2 = f64x2.splat(meanOf(operand, r2));
  const m3 = f64x2.splat(meanOf(operand, r3));
  const stride = operand.stride;
  let p0 = start + <usize>r0 * stride;
  let p1 = start + <usize>r1 * stride;
  let p2 = start + <usize>r2 * stride;
  let p3 = start + <usize>r3 * stride;
  for (let k = 0; k < depth; k += 2) {
    const x0 = f64x2.mul(s0, f64x2.sub(v128.load(p0), m0));
    const x1 = f64x2.mul(s1, f64x2.sub(v128.load(p1), m1));
    const x2 = f64x2.mul(s2, f64x2.sub(v128.load(p2), m2));
    const x3 = f64x2.mul(s3, f64x2.sub(v128.load(p3), m3));
    v128.store(out, v128.shuffle<f64>(x0, x1, 0, 2));
    v128.store(out, v128.shuffle<f64>(x2, x3, 0, 2), 16);
    out += STEP;
    v128.store(out, v128.shuffle<f64>(x0, x1, 1, 3));
    v128.store(out, v128.shuffle<f64>(x2, x3, 1, 3), 16);
    out += STEP;
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
  }
}

/** As `packRows`, where the rows are two neighbouring columns of the stored matrix. */
function packColumns(operand: Operand, i: i32, count: i32, k0: i32, depth: i32, out: usize): void {
  let across = f64x2.splat(1);
  if (operand.weight != 0) {
    const weight = operand.weight + ((<usize>i) << 3);
    across = count > 1 ? v128.load(weight) : v128.load64_zero(weight);
  } else if (count == 1) {
    across = f64x2.replace_lane(across, 1, 0);
  }
  const start = operand.values + ((<usize>i) << 3);
  for (let k = 0; k < depth; k++) {
    const row = storedRow(operand, k0 + k);
    const from = start + <usize>row * operand.stride;
    const x = count > 1 ? v128.load(from) : v128.load64_zero(from);
    const centred = f64x2.sub(x, f64x2.splat(meanOf(operand, row)));
    v128.store(out, f64x2.mul(f64x2.mul(f64x2.splat(scaleOf(operand, row)), across), centred));
    out += STEP;
  }
}
