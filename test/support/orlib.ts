import { sharedText } from "./shared.js";

/** Means and covariance of an OR-Library set: N, then N lines of mean and standard deviation, then i j correlation. */
export function orlibSet(set: number): { expectedReturns: number[]; matrix: number[][] } {
  const numbers = sharedText(`orlib/port${set}.txt`).trim().split(/\s+/).map(Number);
  const n = numbers[0];
  const expectedReturns = Array.from({ length: n }, (_, i) => numbers[1 + 2 * i]);
  const deviations = Array.from({ length: n }, (_, i) => numbers[2 + 2 * i]);
  const matrix = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let at = 1 + 2 * n; at + 2 < numbers.length; at += 3) {
    const [i, j] = [numbers[at] - 1, numbers[at + 1] - 1];
    matrix[i][j] = matrix[j][i] = numbers[at + 2] * deviations[i] * deviations[j];
  }
  return { expectedReturns, matrix };
}

/** 2,000 pairs of mean and variance, descending mean. */
export function orlibFrontier(set: number): number[][] {
  const lines = sharedText(`orlib/portef${set}.txt`).trim().split(/\r?\n/);
  return lines.slice(0, 2000).map((line) => line.trim().split(/\s+/).map(Number));
}
