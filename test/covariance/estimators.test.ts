import { describe, expect, it } from "vitest";
import type { EstimatorOptions } from "quadfolio/full";
import { loadFullTestCore } from "../support/core.js";
import { jacobi, recompose } from "../support/eigen.js";
import { naiveCovariance, naiveProduct, relativeError } from "../support/naive.js";
import { uniform } from "../support/random.js";
import { randomReturns } from "../support/randomReturns.js";

const core = await loadFullTestCore();

/** The matrix of an estimate, after its lazy forms were seen to agree with it. */
function matrixOf(values: Float64Array, observations: number, assets: number, options: EstimatorOptions): Float64Array {
  using returns = core.returns(values, { observations, assets, missing: "keep" });
  using covariance = core.covariance(returns, options);
  const matrix = covariance.toMatrix();
  const w = Float64Array.from({ length: assets }, (_, i) => 1 + (i % 3) - 0.01 * i);
  const product = naiveProduct(matrix, w);
  expect(relativeError(covariance.multiply(w), product)).toBeLessThan(1e-11);
  expect(relativeError(covariance.column(assets - 1), matrix.slice((assets - 1) * assets))).toBeLessThan(1e-12);
  expect(
    relativeError(
      covariance.diagonal(),
      matrix.filter((_, k) => k % (assets + 1) === 0),
    ),
  ).toBeLessThan(1e-12);
  expect(covariance.variance(w) / product.reduce((sum, v, i) => sum + v * w[i], 0)).toBeCloseTo(1, 9);
  for (let i = 0; i < assets; i++) for (let j = 0; j < i; j++) expect(matrix[i * assets + j]).toBe(matrix[j * assets + i]);
  return matrix;
}

const trace = (matrix: Float64Array, n: number) => matrix.reduce((sum, v, k) => sum + (k % (n + 1) === 0 ? v : 0), 0);

describe.each([
  [200, 12],
  [41, 40],
  [40, 40],
  [15, 30],
  [30, 110],
])("%i observations of %i assets", (observations, assets) => {
  const values = randomReturns(observations, assets, 100 * observations + assets);
  const S = naiveCovariance(values, observations, assets);

  it("ewma: weights that halve, about the weighted mean", () => {
    const decay = 2 ** (-1 / 20);
    const raw = Float64Array.from({ length: observations }, (_, t) => decay ** (observations - 1 - t));
    const sum = raw.reduce((a, b) => a + b, 0);
    const p = raw.map((v) => v / sum);
    const mean = Float64Array.from({ length: assets }, (_, i) => p.reduce((s, v, t) => s + v * values[t * assets + i], 0));
    const biased = naiveCovariance(values, observations, assets, (t) => p[t], mean);
    const unbiased = biased.map((v) => v / (1 - p.reduce((s, v) => s + v * v, 0)));
    expect(relativeError(matrixOf(values, observations, assets, { estimator: "ewma", halfLife: 20 }), unbiased)).toBeLessThan(
      1e-12,
    );
    expect(
      relativeError(matrixOf(values, observations, assets, { estimator: "ewma", halfLife: 20, divisor: "T" }), biased),
    ).toBeLessThan(1e-12);
    const span = 2 / (1 - decay) - 1;
    expect(relativeError(matrixOf(values, observations, assets, { estimator: "ewma", span }), unbiased)).toBeLessThan(1e-11);
  });

  it("nonlinear shrinkage: the quadratic-inverse formula, the trace kept", () => {
    const matrix = matrixOf(values, observations, assets, { estimator: "nonlinear-shrinkage" });
    expect(relativeError(matrix, naiveQIS(S, assets, observations - 1))).toBeLessThan(1e-9);
    expect(trace(matrix, assets) / trace(S, assets)).toBeCloseTo(1, 12);
    expect(jacobi(matrix, assets).values[0]).toBeGreaterThan(0);
  });

  it.each([false, true])("eigenvalue clipping, detone %s: the definition, sample variances kept", (detone) => {
    const matrix = matrixOf(values, observations, assets, { estimator: "eigenvalue-clipping", detone });
    const s = Float64Array.from({ length: assets }, (_, i) => Math.sqrt(S[i * assets + i]));
    const C = S.map((v, k) => v / (s[Math.floor(k / assets)] * s[k % assets]));
    const eigen = jacobi(C, assets);
    const edge = (1 + Math.sqrt(assets / observations)) ** 2;
    const bulk = eigen.values.filter((v) => v <= edge);
    const clipped = eigen.values.map((v) => (v <= edge ? bulk.reduce((a, b) => a + b, 0) / bulk.length : v));
    expect(bulk.length).toBeLessThan(assets);
    if (detone) clipped[assets - 1] = 0;
    const D = recompose(eigen, clipped);
    const expected = D.map((v, k) => {
      const [i, j] = [Math.floor(k / assets), k % assets];
      return (v * s[i] * s[j]) / Math.sqrt(D[i * assets + i] * D[j * assets + j]);
    });
    expect(relativeError(matrix, expected)).toBeLessThan(1e-11);
    expect(trace(matrix, assets) / trace(S, assets)).toBeCloseTo(1, 12);
  });

  it("pca: leading components and specific variances", () => {
    const factors = 3;
    const matrix = matrixOf(values, observations, assets, { estimator: "pca", factors });
    const eigen = jacobi(S, assets);
    const expected = recompose(
      eigen,
      eigen.values.map((v, k) => (k >= assets - factors ? v : 0)),
    );
    for (let i = 0; i < assets; i++) expected[i * assets + i] = S[i * assets + i];
    expect(relativeError(matrix, expected)).toBeLessThan(1e-11);
  });

  it("semi: shortfalls below a threshold", () => {
    const short = (b: (i: number) => number) => {
      const drops = values.map((v, k) => Math.min(0, v - b(k % assets)));
      return naiveCovariance(drops, observations, assets, () => 1 / observations, new Float64Array(assets));
    };
    const mean = Float64Array.from(
      { length: assets },
      (_, i) => values.filter((_, k) => k % assets === i).reduce((a, b) => a + b, 0) / observations,
    );
    expect(
      relativeError(
        matrixOf(values, observations, assets, { estimator: "semi" }),
        short(() => 0),
      ),
    ).toBeLessThan(1e-13);
    const threshold = 0.0003;
    expect(
      relativeError(
        matrixOf(values, observations, assets, { estimator: "semi", threshold }),
        short(() => threshold),
      ),
    ).toBeLessThan(1e-13);
    expect(
      relativeError(
        matrixOf(values, observations, assets, { estimator: "semi", threshold: "mean" }),
        short((i) => mean[i]),
      ),
    ).toBeLessThan(1e-12);
  });

  it("pairwise: the sample covariance where nothing is missing", () => {
    expect(relativeError(matrixOf(values, observations, assets, { estimator: "pairwise" }), S)).toBeLessThan(1e-12);
  });
});

/** QIS as its authors write it, on the n × n sample covariance. */
function naiveQIS(S: Float64Array, p: number, n: number): Float64Array {
  const eigen = jacobi(S, p);
  const c = p / n;
  const h = Math.min(c ** 2, 1 / c ** 2) ** 0.35 / p ** 0.35;
  const inverse = Array.from(eigen.values.slice(Math.max(0, p - n)), (v) => 1 / v);
  const mean = (f: (l: number) => number) => inverse.reduce((sum, l) => sum + f(l), 0) / inverse.length;
  const delta = inverse.map((lj) => {
    const theta = mean((li) => (li * (li - lj)) / ((li - lj) ** 2 + li ** 2 * h ** 2));
    const conjugate = mean((li) => (li * li * h) / ((li - lj) ** 2 + li ** 2 * h ** 2));
    const amplitude = theta ** 2 + conjugate ** 2;
    return p <= n ? 1 / ((1 - c) ** 2 * lj + 2 * c * (1 - c) * lj * theta + c ** 2 * lj * amplitude) : 1 / (lj * amplitude);
  });
  const nulls = new Array<number>(Math.max(0, p - n)).fill(1 / ((c - 1) * mean((l) => l)));
  const all = [...nulls, ...delta];
  const scale = eigen.values.reduce((a, b) => a + b, 0) / all.reduce((a, b) => a + b, 0);
  return recompose(
    eigen,
    all.map((v) => v * scale),
  );
}

it("nonlinear shrinkage of more assets than observations is never formed", () => {
  const [observations, assets] = [40, 300];
  using returns = core.returns(randomReturns(observations, assets, 9), { observations, assets });
  const used = core.memory.used;
  using covariance = core.covariance(returns, { estimator: "nonlinear-shrinkage" });
  expect(core.memory.used - used).toBeLessThan(1.3 * 8 * observations * assets);
  expect(covariance.column(0)).toHaveLength(assets);
});

describe("pairwise covariance with missing values", () => {
  const [observations, assets] = [40, 9];
  const values = randomReturns(observations, assets, 77).map((v, k) => ((k * 7919) % 11 < 4 ? NaN : v));

  const pairsOf = (panel: Float64Array, rows: number, n: number) =>
    Float64Array.from({ length: n * n }, (_, k) => pair(panel, rows, n, Math.floor(k / n), k % n));

  const pair = (panel: Float64Array, rows: number, n: number, i: number, j: number) => {
    const both: [number, number][] = [];
    for (let t = 0; t < rows; t++) {
      const [x, y] = [panel[t * n + i], panel[t * n + j]];
      if (!Number.isNaN(x) && !Number.isNaN(y)) both.push([x, y]);
    }
    const mx = both.reduce((s, [x]) => s + x, 0) / both.length;
    const my = both.reduce((s, [, y]) => s + y, 0) / both.length;
    return both.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0) / (both.length - 1);
  };

  it("is that of each pair where the whole is semidefinite, and semidefinite with the same variances where it is not", () => {
    const raw = pairsOf(values, observations, assets);
    const matrix = matrixOf(values, observations, assets, { estimator: "pairwise" });
    const least = jacobi(raw, assets).values[0];
    if (least >= 0) expect(relativeError(matrix, raw)).toBeLessThan(1e-12);
    expect(jacobi(matrix, assets).values[0]).toBeGreaterThan(-1e-16);
    for (let i = 0; i < assets; i++) expect(matrix[i * (assets + 1)] / raw[i * (assets + 1)]).toBeCloseTo(1, 12);
  });

  it.each([
    [14, 9, 4],
    [40, 60, 5],
    [200, 60, 6],
  ])("moves an indefinite one of %i observations of %i assets to the nearest correlations", (few, n, seed) => {
    const next = uniform(seed);
    const sparse = randomReturns(few, n, seed + 1).map((v) => (next() < 0.3 ? NaN : v));
    const raw = pairsOf(sparse, few, n);
    using returns = core.returns(sparse, { observations: few, assets: n, missing: "keep" });
    using covariance = core.covariance(returns, { estimator: "pairwise" });
    const matrix = covariance.toMatrix();
    for (let i = 0; i < n; i++) expect(matrix[i * (n + 1)] / raw[i * (n + 1)]).toBeCloseTo(1, 12);
    const correlations = (P: Float64Array) =>
      P.map((v, k) => v / Math.sqrt(P[Math.floor(k / n) * (n + 1)] * P[(k % n) * (n + 1)]));
    const C = correlations(raw);
    const X = correlations(matrix);
    expect(jacobi(C, n).values[0]).toBeLessThan(-1e-2);
    expect(jacobi(X, n).values[0]).toBeGreaterThan(-1e-13);
    // Nearest: X = C + diag(y) + Z with Z semidefinite and ZX = 0, the conditions of optimality of the projection.
    const multiplied = (A: ArrayLike<number>, i: number, j: number) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += A[i * n + k] * X[k * n + j];
      return sum;
    };
    const Z = X.map((v, k) => v - C[k]);
    const y = Float64Array.from({ length: n }, (_, i) => multiplied(Z, i, i));
    for (let i = 0; i < n; i++) Z[i * (n + 1)] -= y[i];
    expect(jacobi(Z, n).values[0]).toBeGreaterThan(-1e-9);
    let largest = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) largest = Math.max(largest, Math.abs(multiplied(Z, i, j)));
    expect(largest).toBeLessThan(1e-9);
  });

  it("refuses assets without observations in common", () => {
    const shape = { observations: 4, assets: 2, names: ["A", "B"], missing: "keep" } as const;
    using returns = core.returns([1, NaN, 2, NaN, NaN, 3, NaN, 4], shape);
    using never = core.returns([1, NaN, 2, NaN, 3, NaN, 4, 4], shape);
    expect(() => core.covariance(never, { estimator: "pairwise" })).toThrow(
      'returns is "without two observations of B", expected at least two for every pair of assets.',
    );
    expect(() => core.covariance(returns, { estimator: "pairwise" })).toThrow(
      'returns is "without two observations that A and B have in common", expected at least two for every pair of assets.',
    );
  });
});

describe("factor model", () => {
  it("is B F Bᵀ + diag(d), for a singular F too", () => {
    const [n, k] = [13, 3];
    const B = Float64Array.from({ length: n * k }, (_, i) => Math.sin(i + 1));
    const F = [4, 2, 0, 2, 1, 0, 0, 0, 3];
    const d = Float64Array.from({ length: n }, (_, i) => 0.1 * (i + 1));
    const expected = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = i === j ? d[i] : 0;
      for (let p = 0; p < k; p++) for (let q = 0; q < k; q++) sum += B[i * k + p] * F[p * k + q] * B[j * k + q];
      return sum;
    });
    using covariance = core.factorCovariance({ loadings: B, factorCovariance: F, specificVariances: d });
    expect(relativeError(covariance.toMatrix(), expected)).toBeLessThan(1e-14);
    expect(relativeError(covariance.column(5), expected.slice(5 * n, 6 * n))).toBeLessThan(1e-14);
    expect([covariance.assets, covariance.estimator, covariance.mean]).toEqual([n, "factor", undefined]);
  });

  const model = { loadings: [[1], [2]], factorCovariance: [[1]], specificVariances: [1, 1], names: ["A", "B"] };
  it.each([
    [{ ...model, loadings: [[1], [2, 3]] }, "loadings[1] has 2 values, expected 1."],
    [{ ...model, loadings: [] }, "loadings has 0 rows, expected at least 1."],
    [{ ...model, loadings: [[1], [NaN]] }, 'loadings[1][0] ("B") is NaN, expected a finite number.'],
    [{ ...model, factorCovariance: [[-1]] }, 'factorCovariance is "indefinite", expected a positive semidefinite matrix.'],
    [{ ...model, factorCovariance: [1, 2] }, /^factorCovariance has 2 values, expected a square number/],
    [{ ...model, specificVariances: [1] }, "specificVariances has 1 value, expected 2."],
    [{ ...model, specificVariances: { A: 1, B: -1 } }, 'specificVariances[1] ("B") is -1, expected a number of at least 0.'],
    [{ ...model, specific: 1 }, /^a key of model is "specific"/],
    [undefined, /^model is undefined/],
  ])("refuses wrong arguments by name, case %#", (wrong, message) => {
    const used = core.memory.used;
    expect(() => core.factorCovariance(wrong as never)).toThrow(message);
    expect(core.memory.used).toBe(used);
  });
});

it.each([
  [20, 20],
  [30, 20],
  [8, 20],
])(
  "nonlinear shrinkage of %i assets over %i days is that of the sample covariance, whatever its divisor",
  (assets, observations) => {
    using returns = core.returns(randomReturns(observations, assets, 9), { observations, assets });
    using unbiased = core.covariance(returns, { estimator: "nonlinear-shrinkage" });
    using likely = core.covariance(returns, { estimator: "nonlinear-shrinkage", divisor: "T" });
    const expected = unbiased.toMatrix().map((value) => (value * (observations - 1)) / observations);
    expect(relativeError(likely.toMatrix(), expected)).toBeLessThan(1e-12);
  },
);

it("exponential weights of which nearly all is on the last day keep their digits", () => {
  using returns = core.returns([0.01, 0.03, -0.02], { observations: 3, assets: 1 });
  for (const halfLife of [1, 0.1, 0.02, 0.002]) {
    using covariance = core.covariance(returns, { estimator: "ewma", halfLife });
    const d = 2 ** (-1 / halfLife);
    // Σ wₛwₜ(xₛ − xₜ)² / 2Σ wₛwₜ over the pairs.
    const pairs = [
      [d, -0.05],
      [d * d, -0.03],
      [d ** 3, 0.02],
    ];
    const [sum, weights] = [0, 1].map((k) => pairs.reduce((total, [w, x]) => total + w * (k === 0 ? x * x : 2), 0));
    expect(covariance.variance([1]) / (sum / weights)).toBeCloseTo(1, 12);
  }
  using whole = core.covariance(returns, { estimator: "ewma", span: 1, divisor: "T" });
  expect([whole.variance([1]), ...whole.mean!]).toEqual([0, -0.02]);
  expect([...core.expectedReturns(returns, { estimator: "ewma", span: 1 })]).toEqual([-0.02]);
});

describe("degenerate returns", () => {
  const values = randomReturns(20, 5, 3);
  for (let t = 0; t < 20; t++) values[t * 5 + 4] = values[t * 5 + 1];

  it("has no nonlinear shrinkage with a duplicated asset, and says so", () => {
    using returns = core.returns(values, { observations: 20, assets: 5 });
    const used = core.memory.used;
    expect(() => core.covariance(returns, { estimator: "nonlinear-shrinkage" })).toThrow(
      /^returns is "of too low a rank", expected assets that are linearly independent/,
    );
    expect(core.memory.used).toBe(used);
  });

  it.each(["eigenvalue-clipping", "pca", "semi", "pairwise", "ewma"] as const)(
    "%s bears duplicates, constants, one asset and two observations",
    (estimator) => {
      const options = {
        estimator,
        ...(estimator === "pca" && { factors: 1 }),
        ...(estimator === "ewma" && { span: 10 }),
      } as EstimatorOptions;
      const constant = values.map((v, k) => (k % 5 === 2 ? 0.01 : v));
      for (const [panel, T, n] of [
        [constant, 20, 5],
        [values.slice(0, 10), 2, 5],
        [values.slice(0, 20), 20, 1],
      ] as const) {
        using returns = core.returns(panel, { observations: T, assets: n });
        using covariance = core.covariance(returns, options);
        const matrix = covariance.toMatrix();
        expect(matrix.every(Number.isFinite)).toBe(true);
        const eigen = jacobi(matrix, n).values;
        expect(eigen[0]).toBeGreaterThan(-1e-15 * Math.abs(eigen[n - 1]) - 1e-30);
      }
    },
  );

  it.each([
    [{ estimator: "ewma" }, /^the options of ewma is "neither halfLife nor span"/],
    [{ estimator: "ewma", halfLife: 5, span: 5 }, /^the options of ewma is "both halfLife and span"/],
    [{ estimator: "ewma", halfLife: 0 }, "halfLife is 0, expected a finite number above 0."],
    [{ estimator: "ewma", span: 0.5 }, "span is 0.5, expected a finite number of at least 1."],
    [{ estimator: "pca" }, "factors is undefined, expected a positive integer."],
    [{ estimator: "pca", factors: 6 }, /^factors is 6, expected at most 5/],
    [{ estimator: "semi", threshold: NaN }, "threshold is NaN, expected a finite number."],
    [{ estimator: "eigenvalue-clipping", detone: 1 }, "detone is 1, expected true or false."],
  ])("refuses wrong options by name, case %#", (options, message) => {
    using returns = core.returns(values, { observations: 20, assets: 5 });
    expect(() => core.covariance(returns, options as never)).toThrow(message);
  });
});
