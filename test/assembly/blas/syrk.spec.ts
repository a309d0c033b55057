import "../host";
import { setShortTiles } from "../../../assembly/blas/blocking";
import { gemm, gemmScratch } from "../../../assembly/blas/gemm";
import { mirror } from "../../../assembly/blas/mirror";
import { Operand, plainOperand } from "../../../assembly/blas/operand";
import { symv } from "../../../assembly/blas/symv";
import { syrk, syrkScratch } from "../../../assembly/blas/syrk";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../../../assembly/memory/arena";

function at(a: usize, i: i32): f64 {
  return load<f64>(a + ((<usize>i) << 3));
}

/** A fixed sequence in [−1, 1]. */
function fill(a: usize, length: i32): void {
  for (let i = 0; i < length; i++) store<f64>(a + ((<usize>i) << 3), <f64>((i * 7919) % 2003) / 1001.5 - 1);
}

/** The element (i, k) of an operand, as its definition reads. */
function element(o: Operand, i: i32, k: i32): f64 {
  const line = o.transposed ? k : i;
  const along = o.transposed ? i : k;
  const row = o.indices != 0 ? load<i32>(o.indices + ((<usize>line) << 2)) : line;
  let value = load<f64>(o.values + <usize>row * o.stride + ((<usize>along) << 3));
  if (o.mean != 0) value -= at(o.mean, row);
  if (o.factor != 0) value *= at(o.factor, row);
  if (o.weight != 0) value *= at(o.weight, along);
  return o.scale * value;
}

/** The largest error of C = C₀ + α A Bᵀ where C₀ = 0.5, and whether anything above the diagonal moved where it must not. */
function worstError(n: i32, k: i32, transposed: bool, dressed: bool, triangular: bool): f64 {
  const rows = transposed ? k : n;
  const columns = transposed ? n : k;
  const stride = columns + 3;
  const arena = createArena(
    vectorBytes(<u64>rows * <u64>stride) * 2 +
      3 * vectorBytes(<u64>(rows + columns)) +
      vectorBytes(<u64>n * <u64>n) +
      256 +
      vectorBytes(syrkScratch(n, k) + gemmScratch(n, n, k), 1),
  )!;
  const x = take(arena, (rows + 1) * stride);
  const mean = take(arena, rows + columns);
  const weight = take(arena, rows + columns);
  const indices = take(arena, rows + columns, 4);
  const c = take(arena, n * n);
  const operands = takeZeroed(arena, 128, 1);
  fill(x, rows * stride);
  fill(mean, rows + columns);
  fill(weight, rows + columns);
  for (let i = 0; i < rows; i++) store<i32>(indices + ((<usize>i) << 2), rows - 1 - i);
  for (let i = 0; i < n * n; i++) store<f64>(c + ((<usize>i) << 3), 0.5);
  const o = plainOperand(operands, x, (<usize>stride) << 3, transposed);
  if (dressed) {
    o.mean = mean;
    o.weight = weight;
    o.factor = mean;
    o.indices = indices;
    o.scale = 1.5;
  }
  if (triangular) syrk(n, k, -2, o, 0, 0, c, (<usize>n) << 3, arena.next);
  else gemm(n, n, k, -2, o, 0, 0, o, 0, 0, c, (<usize>n) << 3, arena.next);
  let worst: f64 = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let expected = 0.5;
      if (j <= i || !triangular) for (let t = 0; t < k; t++) expected -= 2 * element(o, i, t) * element(o, j, t);
      worst = max<f64>(worst, Math.abs(at(c, i * n + j) - expected) / <f64>(k + 1));
    }
  }
  releaseArena(arena);
  return worst;
}

describe("syrk and gemm", () => {
  it("are the sums they stand for at every edge of the tiles, along rows and columns", () => {
    const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 25, 97, 100];
    const depths = [1, 2, 3, 4, 5, 7, 64, 321];
    let worst: f64 = 0;
    for (let s = 0; s < sizes.length; s++) {
      for (let d = 0; d < depths.length; d++) {
        for (let mask = 0; mask < 8; mask++) {
          worst = max<f64>(worst, worstError(sizes[s], depths[d], (mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0));
        }
      }
    }
    expect(worst).toBeLessThan(1e-14);
  });
});

/** XXᵀ of n × k, into c. */
function product(n: i32, k: i32, c: usize): void {
  const arena = createArena(vectorBytes(n * k) + 256 + vectorBytes(syrkScratch(n, k), 1))!;
  const x = take(arena, n * k);
  fill(x, n * k);
  const o = plainOperand(takeZeroed(arena, 128, 1), x, (<usize>k) << 3, false);
  memory.fill(c, 0, (<usize>(n * n)) << 3);
  syrk(n, k, 1, o, 0, 0, c, (<usize>n) << 3, arena.next);
  releaseArena(arena);
}

describe("short tiles", () => {
  it("give the same bits as tall ones", () => {
    const n = 50;
    const arena = createArena(2 * vectorBytes(n * n))!;
    const c = take(arena, n * n);
    const d = take(arena, n * n);
    product(n, 300, c);
    setShortTiles(1);
    product(n, 300, d);
    setShortTiles(0);
    expect(memory.compare(c, d, (<usize>(n * n)) << 3)).toBe(0);
    expect(at(c, 0)).toBeGreaterThan(0);
    releaseArena(arena);
  });
});

describe("symv", () => {
  it("reads one triangle, at every edge", () => {
    let worst: f64 = 0;
    for (let n = 1; n <= 23; n++) {
      const arena = createArena(vectorBytes(<u64>(n * n)) * 2 + 2 * vectorBytes(n))!;
      const a = take(arena, n * n);
      const full = take(arena, n * n);
      const x = take(arena, n);
      const y = take(arena, n);
      fill(a, n * n);
      fill(x, n);
      memory.copy(full, a, (<usize>(n * n)) << 3);
      mirror(n, full, (<usize>n) << 3);
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) store<f64>(a + ((<usize>(i * n + j)) << 3), NaN);
      symv(n, a, (<usize>n) << 3, x, y);
      for (let i = 0; i < n; i++) {
        let expected: f64 = 0;
        for (let j = 0; j < n; j++) expected += at(full, i * n + j) * at(x, j);
        worst = max<f64>(worst, Math.abs(at(y, i) - expected));
      }
      releaseArena(arena);
    }
    expect(worst).toBeLessThan(1e-14);
  });
});
