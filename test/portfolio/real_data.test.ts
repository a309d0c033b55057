import highs from "highs";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { exactDot } from "../support/certificate.js";
import { hasShared, missing, sharedText } from "../support/shared.js";

/** At run time the ES module's default export is the function; its types are those of the CommonJS build. */
const loadHighs = highs as unknown as typeof highs.default;

/** A table of `Date` and one column a symbol: its numbers, row-major, and its symbols. */
function readPanel(path: string): { names: string[]; observations: number; values: Float64Array } {
  const [header, ...lines] = sharedText(path).trim().split(/\r?\n/);
  const names = header.split(",").slice(1);
  return {
    names,
    observations: lines.length,
    values: Float64Array.from(lines.flatMap((line) => line.split(",").slice(1).map(Number))),
  };
}

/** The weights that HiGHS finds for least variance, fully invested, 0 ≤ w ≤ cap. */
async function highsWeights(matrix: Float64Array, n: number, cap: number, scale: number): Promise<Float64Array> {
  const solver = await loadHighs();
  const lower = (j: number): number[] => Array.from({ length: n - j }, (_, k) => j + k);
  const columns = Array.from({ length: n }, (_, j) => lower(j));
  const starts = Int32Array.from({ length: n + 1 }, (_, j) => j * n - (j * (j - 1)) / 2);
  const model = solver.createModel({
    numCols: n,
    numRows: 1,
    colCost: new Float64Array(n),
    colLower: new Float64Array(n),
    colUpper: new Float64Array(n).fill(cap),
    rowLower: [1],
    rowUpper: [1],
    matrix: { format: "csr", numRows: 1, numCols: n, starts: [0, n], indices: lower(0), values: new Float64Array(n).fill(1) },
    hessian: {
      format: "triangular",
      dimension: n,
      starts,
      indices: Int32Array.from(columns.flat()),
      values: Float64Array.from(columns.flatMap((rows, j) => rows.map((i) => scale * matrix[j * n + i]))),
    },
  });
  try {
    model.run();
    return model.getSolution().colValue;
  } finally {
    model.dispose();
  }
}

describe.skipIf(!hasShared)(`the 1,000 most traded US shares${missing}`, () => {
  it("minimum variance with Ledoit–Wolf and a cap of 2 %: residuals, bounds, budget, and agreement with HiGHS", async () => {
    const core = await loadTestCore();
    const { names, observations, values } = readPanel("prices/us_top1000_2015_2017_returns.csv.gz");
    const n = names.length;
    expect([observations, n]).toEqual([498, 1000]);
    const returns = core.returns(values, { observations, assets: n, names });
    const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
    const { status, weights, residuals } = core.optimize({
      covariance,
      objective: { kind: "min-variance" },
      constraints: { maxWeights: 0.02 },
    });
    expect(status).toBe("solved");
    for (const residual of Object.values(residuals)) expect(residual).toBeLessThanOrEqual(1e-9);
    expect(weights.every((one) => one >= 0 && one <= 0.02)).toBe(true);
    expect(Math.abs(exactDot(weights, new Float64Array(n).fill(1)) - 1)).toBeLessThanOrEqual(1e-12);

    const reference = await highsWeights(covariance.toMatrix(), n, 0.02, 1e4);
    let worst = 0;
    weights.forEach((one, i) => (worst = Math.max(worst, Math.abs(one - reference[i]))));
    expect(worst).toBeLessThanOrEqual(1e-6);
    covariance.dispose();
    returns.dispose();
    expect(core.memory.used).toBe(0);
  });
});
