import { Operand } from "./operand";

// @ts-ignore: decorator
@inline
function storedRow(operand: Operand, i: i32): i32 {
  return operand.indices != 0 ? load<i32>(operand.indices + ((<usize>i) << 2)) : i;
}

/**
 * Packs rows i0 … i0+rows−1 and columns k0 … k0+depth−1 of the operand into panels of four rows,
 * k-major: element (i, k) goes to out[((i − i0)/4)·4·depth + 4(k − k0) + (i − i0) mod 4]. Rows that
 * fill up the last panel are zero. out: 4·⌈rows/4⌉·depth doubles.
 */
export function pack(operand: Operand, i0: i32, rows: i32, k0: i32, depth: i32, out: usize): void {
  if (operand.transposed) packColumns(operand, i0, rows, k0, depth, out);
  else packRows(operand, i0, rows, k0, depth, out);
}

function packRows(operand: Operand, i0: i32, rows: i32, k0: i32, depth: i32, out: usize): void {
  const start = operand.values + ((<usize>k0) << 3);
  const weight = operand.weight != 0 ? operand.weight + ((<usize>k0) << 3) : 0;
  for (let i = 0; i < rows; i += 4) {
    if (i + 4 <= rows) {
      const r0 = storedRow(operand, i0 + i);
      const r1 = storedRow(operand, i0 + i + 1);
      const r2 = storedRow(operand, i0 + i + 2);
      const r3 = storedRow(operand, i0 + i + 3);
      interleave(operand, start, r0, r1, r2, r3, depth, out);
    } else {
      memory.fill(out, 0, (<usize>depth) << 5);
      for (let r = i; r < rows; r++) spread(operand, start, storedRow(operand, i0 + r), depth, out + ((<usize>(r - i)) << 3));
    }
    if (weight != 0) weigh(weight, depth, out);
    out += (<usize>depth) << 5;
  }
}

/** Four stored rows, centred and scaled, to one panel. */
function interleave(operand: Operand, start: usize, r0: i32, r1: i32, r2: i32, r3: i32, depth: i32, out: usize): void {
  const stride = operand.stride;
  const mean = operand.mean;
  let p0 = start + <usize>r0 * stride;
  let p1 = start + <usize>r1 * stride;
  let p2 = start + <usize>r2 * stride;
  let p3 = start + <usize>r3 * stride;
  const m0 = f64x2.splat(mean != 0 ? load<f64>(mean + ((<usize>r0) << 3)) : 0);
  const m1 = f64x2.splat(mean != 0 ? load<f64>(mean + ((<usize>r1) << 3)) : 0);
  const m2 = f64x2.splat(mean != 0 ? load<f64>(mean + ((<usize>r2) << 3)) : 0);
  const m3 = f64x2.splat(mean != 0 ? load<f64>(mean + ((<usize>r3) << 3)) : 0);
  const scale = f64x2.splat(operand.scale);
  const pairs = out + (((<usize>depth) & ~1) << 5);
  for (; out < pairs; out += 64) {
    const x0 = f64x2.mul(scale, f64x2.sub(v128.load(p0), m0));
    const x1 = f64x2.mul(scale, f64x2.sub(v128.load(p1), m1));
    const x2 = f64x2.mul(scale, f64x2.sub(v128.load(p2), m2));
    const x3 = f64x2.mul(scale, f64x2.sub(v128.load(p3), m3));
    v128.store(out, v128.shuffle<f64>(x0, x1, 0, 2));
    v128.store(out, v128.shuffle<f64>(x2, x3, 0, 2), 16);
    v128.store(out, v128.shuffle<f64>(x0, x1, 1, 3), 32);
    v128.store(out, v128.shuffle<f64>(x2, x3, 1, 3), 48);
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
  }
  if (depth & 1) {
    const s = operand.scale;
    store<f64>(out, s * (load<f64>(p0) - f64x2.extract_lane(m0, 0)));
    store<f64>(out, s * (load<f64>(p1) - f64x2.extract_lane(m1, 0)), 8);
    store<f64>(out, s * (load<f64>(p2) - f64x2.extract_lane(m2, 0)), 16);
    store<f64>(out, s * (load<f64>(p3) - f64x2.extract_lane(m3, 0)), 24);
  }
}

/** One stored row to its place in a panel that is not full. */
function spread(operand: Operand, start: usize, row: i32, depth: i32, out: usize): void {
  const from = start + <usize>row * operand.stride;
  const mean = operand.mean != 0 ? load<f64>(operand.mean + ((<usize>row) << 3)) : 0;
  for (let k = 0; k < depth; k++) {
    store<f64>(out + ((<usize>k) << 5), operand.scale * (load<f64>(from + ((<usize>k) << 3)) - mean));
  }
}

/** Multiplies step k of a panel by weight[k]. */
function weigh(weight: usize, depth: i32, out: usize): void {
  for (let k = 0; k < depth; k++) {
    const w = v128.load64_splat(weight + ((<usize>k) << 3));
    const at = out + ((<usize>k) << 5);
    v128.store(at, f64x2.mul(v128.load(at), w));
    v128.store(at, f64x2.mul(v128.load(at, 16), w), 16);
  }
}

/** As `pack`, where four neighbours of a stored row are the four rows of a panel. */
function packColumns(operand: Operand, i0: i32, rows: i32, k0: i32, depth: i32, out: usize): void {
  const full = rows & ~3;
  for (let k = 0; k < depth; k++) {
    const row = storedRow(operand, k0 + k);
    let from = operand.values + <usize>row * operand.stride + ((<usize>i0) << 3);
    const mean = operand.mean != 0 ? load<f64>(operand.mean + ((<usize>row) << 3)) : 0;
    const m = f64x2.splat(mean);
    const scale = f64x2.splat(operand.scale);
    let weight = operand.weight + ((<usize>i0) << 3);
    let to = out + ((<usize>k) << 5);
    for (let i = 0; i < full; i += 4) {
      let low = f64x2.mul(scale, f64x2.sub(v128.load(from), m));
      let high = f64x2.mul(scale, f64x2.sub(v128.load(from, 16), m));
      if (operand.weight != 0) {
        low = f64x2.mul(low, v128.load(weight));
        high = f64x2.mul(high, v128.load(weight, 16));
        weight += 32;
      }
      v128.store(to, low);
      v128.store(to, high, 16);
      from += 32;
      to += (<usize>depth) << 5;
    }
    if (full < rows) {
      v128.store(to, f64x2.splat(0));
      v128.store(to, f64x2.splat(0), 16);
      for (let i = full; i < rows; i++) {
        let x = operand.scale * (load<f64>(from) - mean);
        if (operand.weight != 0) {
          x *= load<f64>(weight);
          weight += 8;
        }
        store<f64>(to, x);
        from += 8;
        to += 8;
      }
    }
  }
}
