import "../host";
import { axpy, axpyLater, axpyRest } from "../../../assembly/blas/axpy";
import { createArena, releaseArena, take, vectorBytes } from "../../../assembly/memory/arena";

function put(a: usize, i: i32, value: f64): void {
  store<f64>(a + ((<usize>i) << 3), value);
}

/** How many of n elements differ by a bit where `rows` vectors are added one after the other or by `axpyLater`; every fifth has the coefficient 0. */
function differing(n: i32, rows: i32): i32 {
  const arena = createArena(2 * vectorBytes(n) + vectorBytes(<u64>n * rows))!;
  const one = take(arena, n);
  const other = take(arena, n);
  const a = take(arena, n * rows);
  for (let i = 0; i < n * rows; i++) put(a, i, Math.sin(i + 1));
  for (let j = 0; j < n; j++) {
    put(one, j, 1 / <f64>(j + 3));
    put(other, j, 1 / <f64>(j + 3));
  }
  for (let i = 0; i < rows; i++) {
    const alpha = i % 5 == 4 ? 0 : 1 / <f64>(i + 7) - 0.1;
    const row = a + ((<usize>(i * n)) << 3);
    axpy(n, alpha, row, one);
    axpyLater(n, alpha, row, other);
  }
  axpyRest(n, other);
  let count = 0;
  for (let j: usize = 0; j < <usize>n; j++) if (load<u64>(one + (j << 3)) != load<u64>(other + (j << 3))) count++;
  releaseArena(arena);
  return count;
}

describe("y ← y + Σ αₖ xₖ", () => {
  it("has the bits of one vector after the other, whatever the number of both", () => {
    for (let n = 1; n < 12; n++) for (let rows = 0; rows < 14; rows++) expect(differing(n, rows)).toBe(0);
    expect(differing(1001, 63)).toBe(0);
  });
});
