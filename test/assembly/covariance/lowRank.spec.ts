import "../host";
import { createDense, Covariance, denseRow, releaseCovariance } from "../../../assembly/covariance/covariance";
import { isLowRank } from "../../../assembly/covariance/lowRank";
import { multiply } from "../../../assembly/covariance/products";
import { get, set, setIndex } from "../../../assembly/memory/access";
import { createArena, releaseArena, take, vectorBytes } from "../../../assembly/memory/arena";

const N: i32 = 60;

/** G[i, k] of volatilities between 10⁻⁴ and 1; every eleventh asset has none. */
function loading(i: i32, k: i32): f64 {
  if (i % 11 == 7) return 0;
  return Math.sin(<f64>((i + 1) * (k + 2) + i * i * (k + 1))) * 10 ** -(<f64>(i % 5));
}

/** G Gᵀ of so many columns. */
function product(columns: i32): Covariance {
  const cov = createDense(N)!;
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) {
      let sum: f64 = 0;
      for (let k = 0; k < columns; k++) sum += loading(i, k) * loading(j, k);
      set(denseRow(cov, i), j, sum);
    }
  return cov;
}

/** Whether it is found to be of `most` columns, its assets taken from the last to the first. */
function found(cov: Covariance, most: i32): bool {
  const arena = createArena(vectorBytes(N, 4))!;
  const indices = take(arena, N, 4);
  for (let c = 0; c < N; c++) setIndex(indices, c, N - 1 - c);
  const isFound = isLowRank(cov, indices, N, most);
  releaseArena(arena);
  return isFound;
}

/** The largest difference of the products of P and of its factors with a vector. */
function difference(cov: Covariance): f64 {
  const arena = createArena(3 * vectorBytes(N))!;
  const x = take(arena, N);
  const dense = take(arena, N);
  const factored = take(arena, N);
  for (let i = 0; i < N; i++) set(x, i, Math.cos(<f64>i));
  multiply(cov, x, dense);
  multiply(changetype<Covariance>(cov.factors), x, factored);
  let worst: f64 = 0;
  for (let i = 0; i < N; i++) worst = max<f64>(worst, Math.abs(get(dense, i) - get(factored, i)));
  releaseArena(arena);
  return worst;
}

describe("isLowRank", () => {
  it("finds the factors of a product of few columns, whatever the scale of its assets", () => {
    const cov = product(9);
    expect(found(cov, 8)).toBe(false);
    expect(cov.factors).toBe(0);
    expect(found(cov, 9)).toBe(true);
    expect(changetype<Covariance>(cov.factors).depth).toBe(9);
    expect(difference(cov)).toBeLessThan(1e-13);
    releaseCovariance(cov);
  });

  it("finds none where a variance is its own", () => {
    const cov = product(9);
    set(denseRow(cov, 13), 13, get(denseRow(cov, 13), 13) * 1.000001);
    expect(found(cov, 9)).toBe(false);
    expect(found(cov, 10)).toBe(true);
    releaseCovariance(cov);
  });

  it("finds none where what is left beside the diagonal is not semidefinite", () => {
    const cov = product(9);
    const more = get(denseRow(cov, 20), 31) + 1e-6;
    set(denseRow(cov, 20), 31, more);
    set(denseRow(cov, 31), 20, more);
    for (let most = 9; most < 20; most++) expect(found(cov, most)).toBe(false);
    releaseCovariance(cov);
  });

  it("finds none where nothing varies", () => {
    const cov = product(0);
    expect(found(cov, 9)).toBe(false);
    releaseCovariance(cov);
  });
});
