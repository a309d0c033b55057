import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { hasShared, missing, sharedText } from "../support/shared.js";

const core = await loadTestCore();

/** Means and covariance of an OR-Library set: N, then N lines of mean and standard deviation, then i j correlation. */
function readSet(set: number): { expectedReturns: number[]; matrix: number[][] } {
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

/** 2,000 lines of mean and variance, descending mean. */
function readFrontier(set: number): number[][] {
  const lines = sharedText(`orlib/portef${set}.txt`).trim().split(/\r?\n/);
  return lines.map((line) => line.trim().split(/\s+/).map(Number));
}

describe.skipIf(!hasShared)(`OR-Library${missing}`, () => {
  it.each<[string, number, number, number, number]>([
    ["Hang Seng", 1, 0.002784378, 0.0006422572127, 10],
    ["FTSE", 3, 0.0023653054, 0.0001984935241, 30],
    ["Nikkei", 5, 0.0000708081, 0.0003046406997, 12],
  ])("%s: the minimum variance, and 20 points of the frontier", (_, set, mean, variance, holdings) => {
    const { expectedReturns, matrix } = readSet(set);
    const covariance = core.denseCovariance(matrix);
    const least = core.optimize({ covariance, expectedReturns, objective: { kind: "min-variance" } });
    expect(least.status).toBe("solved");
    expect(least.expectedReturn).toBeCloseTo(mean, 9);
    expect(Math.abs(least.objective / variance - 1)).toBeLessThanOrEqual(1e-9);
    expect(least.weights.filter((one) => one > 0).length).toBe(holdings);

    const frontier = readFrontier(set);
    for (let row = 0; row < 2000; row += 100) {
      const [value, published] = frontier[row];
      const portfolio = core.optimize({ covariance, expectedReturns, objective: { kind: "target-return", value } });
      expect(portfolio.status).toBe("solved");
      expect(Math.abs(portfolio.objective / published - 1)).toBeLessThanOrEqual(1e-5);
    }
    covariance.dispose();
  });
});
