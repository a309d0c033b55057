/** Side of the square blocks that are transposed at a time: two of them stay in a first-level cache. */
const BLOCK: i32 = 32;

/** Copies the lower triangle of the n × n matrix at `a`, rows `lda` bytes apart, to its upper triangle. */
export function mirror(n: i32, a: usize, lda: usize): void {
  for (let top = 0; top < n; top += BLOCK) {
    const bottom = min(n, top + BLOCK);
    for (let left = 0; left <= top; left += BLOCK) {
      for (let i = top; i < bottom; i++) {
        const right = min(i, left + BLOCK);
        const row = a + <usize>i * lda;
        for (let j = left; j < right; j++) {
          store<f64>(a + <usize>j * lda + ((<usize>i) << 3), load<f64>(row + ((<usize>j) << 3)));
        }
      }
    }
  }
}
