import "../host";
import { potrf, potrfScratch } from "../../../assembly/linalg/potrf";
import { potrs } from "../../../assembly/linalg/potrs";
import { EIGEN_FOUND, syev } from "../../../assembly/linalg/syev";
import { trsm, trsmScratch } from "../../../assembly/linalg/trsm";
import { createArena, releaseArena, take, vectorBytes } from "../../../assembly/memory/arena";

function at(a: usize, i: i32): f64 {
  return load<f64>(a + ((<usize>i) << 3));
}

function put(a: usize, i: i32, value: f64): void {
  store<f64>(a + ((<usize>i) << 3), value);
}

/** A symmetric matrix of a fixed sequence, `dominance` more on the diagonal; NaN above it. */
function fill(n: i32, a: usize, dominance: f64): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = <f64>(((i + 1) * (j + 1) * 37 + i + j) % 101) / 50.5 - 1;
      put(a, i * n + j, j > i ? NaN : i == j ? value + dominance : value);
    }
  }
}

// @ts-ignore: decorator
@inline
function lower(a: usize, n: i32, i: i32, j: i32): f64 {
  return i >= j ? at(a, i * n + j) : at(a, j * n + i);
}

/** ‖A − L Lᵀ‖ over n, and ‖A x − b‖ of a solution. */
function choleskyError(n: i32): f64 {
  const arena = createArena(2 * vectorBytes(<u64>(n * n)) + vectorBytes(n) + vectorBytes(potrfScratch(n), 1))!;
  const a = take(arena, n * n);
  const l = take(arena, n * n);
  const x = take(arena, n);
  fill(n, a, 2 * n);
  fill(n, l, 2 * n);
  for (let i = 0; i < n; i++) put(x, i, i + 1);
  let worst: f64 = potrf(n, l, (<usize>n) << 3, arena.next) == -1 ? 0 : 1;
  potrs(n, l, (<usize>n) << 3, x);
  for (let i = 0; i < n; i++) {
    let product: f64 = 0;
    for (let j = 0; j < n; j++) product += lower(a, n, i, j) * at(x, j);
    worst = max<f64>(worst, Math.abs(product - <f64>(i + 1)) / n);
    for (let j = 0; j <= i; j++) {
      let sum: f64 = 0;
      for (let k = 0; k <= j; k++) sum += at(l, i * n + k) * at(l, j * n + k);
      worst = max<f64>(worst, Math.abs(sum - at(a, i * n + j)) / n);
    }
  }
  releaseArena(arena);
  return worst;
}

/**
 * The largest |A − LLᵀ|ᵢⱼ over n·√(aᵢᵢaⱼⱼ), where aᵢⱼ is 1/(1 + |i − j|) times the units of i and j, 10⁻¹⁵⁰ to 1 each: what a
 * backward stable factorization leaves does not depend on units (Higham 2002, Accuracy and stability, §10.1).
 */
function gradedError(n: i32): f64 {
  const arena = createArena(2 * vectorBytes(<u64>(n * n)) + vectorBytes(potrfScratch(n), 1))!;
  const a = take(arena, n * n);
  const l = take(arena, n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const units = 10.0 ** -(((i * 7) % 31) * 5) * 10.0 ** -(((j * 7) % 31) * 5);
      put(a, i * n + j, j > i ? NaN : units / (1 + i - j));
    }
  }
  memory.copy(l, a, (<usize>(n * n)) << 3);
  let worst: f64 = potrf(n, l, (<usize>n) << 3, arena.next) == -1 ? 0 : 1;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum: f64 = 0;
      for (let k = 0; k <= j; k++) sum += at(l, i * n + k) * at(l, j * n + k);
      const size = Math.sqrt(at(a, i * n + i)) * Math.sqrt(at(a, j * n + j));
      worst = max<f64>(worst, Math.abs(sum - at(a, i * n + j)) / size / n);
    }
  }
  releaseArena(arena);
  return worst;
}

/** The largest |X L⁻ᵀ Lᵀ − X| of m × n over n·|X||L|; 1 where anything beside X changed. */
function triangularError(m: i32, n: i32): f64 {
  const ld = n + 3;
  const arena = createArena(2 * vectorBytes(<u64>(m * ld)) + vectorBytes(<u64>(n * n)) + vectorBytes(trsmScratch(m, n), 1))!;
  const x = take(arena, m * ld);
  const solved = take(arena, m * ld);
  const l = take(arena, n * n);
  fill(n, l, n);
  for (let k = 0; k < m * ld; k++) put(x, k, <f64>((k * 37) % 101) / 50.5 - 1);
  memory.copy(solved, x, (<usize>(m * ld)) << 3);
  trsm(m, n, l, (<usize>n) << 3, solved, (<usize>ld) << 3, arena.next);
  let worst: f64 = 0;
  for (let i = 0; i < m; i++) {
    for (let j = n; j < ld; j++) if (at(solved, i * ld + j) != at(x, i * ld + j)) worst = 1;
    for (let j = 0; j < n; j++) {
      let sum: f64 = 0;
      for (let k = 0; k <= j; k++) sum += at(solved, i * ld + k) * at(l, j * n + k);
      worst = max<f64>(worst, Math.abs(sum - at(x, i * ld + j)) / n);
    }
  }
  releaseArena(arena);
  return worst;
}

/** ‖A V − V Λ‖ and ‖VᵀV − I‖ over n; 1 where the values do not ascend. */
function eigenError(n: i32, kind: i32): f64 {
  const arena = createArena(2 * vectorBytes(<u64>(n * n)) + vectorBytes(n))!;
  const a = take(arena, n * n);
  const v = take(arena, n * n);
  const values = take(arena, n);
  fill(n, a, 0);
  // Zero, the identity, rank one, and tiny and huge numbers beside the full matrix.
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      if (kind == 1) put(a, i * n + j, 0);
      if (kind == 2) put(a, i * n + j, i == j ? 3 : 0);
      if (kind == 3) put(a, i * n + j, <f64>(i + 1) * <f64>(j + 1));
      if (kind == 4) put(a, i * n + j, at(a, i * n + j) * 1e-200);
      if (kind == 5) put(a, i * n + j, at(a, i * n + j) * 1e200);
    }
  }
  memory.copy(v, a, (<usize>(n * n)) << 3);
  let worst: f64 = syev(n, v, values) == EIGEN_FOUND ? 0 : 1;
  const unit = kind == 4 ? 1e-200 : kind == 5 ? 1e200 : kind == 3 ? <f64>n * n * n : 1;
  for (let k = 0; k < n; k++) {
    if (k > 0 && at(values, k) < at(values, k - 1)) worst = 1;
    for (let i = 0; i < n; i++) {
      let product: f64 = 0;
      let inner: f64 = 0;
      for (let j = 0; j < n; j++) {
        product += (lower(a, n, i, j) / unit) * at(v, k * n + j);
        inner += at(v, i * n + j) * at(v, k * n + j);
      }
      worst = max<f64>(worst, Math.abs(product - (at(values, k) / unit) * at(v, k * n + i)) / n);
      worst = max<f64>(worst, Math.abs(inner - (i == k ? 1 : 0)) / n);
    }
  }
  releaseArena(arena);
  return worst;
}

describe("potrf", () => {
  it("factorizes and solves at every order, in place, without the upper triangle", () => {
    let worst: f64 = 0;
    for (let n = 1; n <= 60; n++) worst = max<f64>(worst, choleskyError(n));
    worst = max<f64>(worst, choleskyError(203));
    expect(worst).toBeLessThan(1e-14);
  });

  it("is backward stable whatever the units of rows and columns", () => {
    expect(gradedError(30)).toBeLessThan(1e-16);
    expect(gradedError(131)).toBeLessThan(1e-16);
    expect(gradedError(450)).toBeLessThan(1e-16);
  });

  it("names the first leading minor that is not positive", () => {
    const n = 70;
    const arena = createArena(vectorBytes(n * n) + vectorBytes(potrfScratch(n), 1))!;
    const a = take(arena, n * n);
    for (let bad = 0; bad < n; bad += 23) {
      fill(n, a, 2 * n);
      put(a, bad * n + bad, -1);
      expect(potrf(n, a, n << 3, arena.next)).toBe(bad);
    }
    releaseArena(arena);
  });
});

describe("trsm", () => {
  it("solves any number of rows at every edge of the tiles, and more columns than a packed block has", () => {
    let worst: f64 = 0;
    for (let m = 1; m <= 14; m++) for (let n = 1; n <= 17; n++) worst = max<f64>(worst, triangularError(m, n));
    worst = max<f64>(worst, triangularError(101, 77));
    worst = max<f64>(worst, triangularError(19, 325));
    worst = max<f64>(worst, triangularError(3, 325));
    expect(worst).toBeLessThan(1e-15);
  });
});

describe("syev", () => {
  it("finds all eigenvalues and orthogonal eigenvectors at every order", () => {
    let worst: f64 = 0;
    for (let n = 1; n <= 40; n++) worst = max<f64>(worst, eigenError(n, 0));
    worst = max<f64>(worst, eigenError(101, 0));
    expect(worst).toBeLessThan(1e-14);
  });

  it("bears zeros, equal eigenvalues, rank one, tiny and huge numbers", () => {
    for (let kind = 1; kind <= 5; kind++) {
      expect(eigenError(1, kind)).toBeLessThan(1e-14);
      expect(eigenError(37, kind)).toBeLessThan(1e-14);
    }
  });
});
