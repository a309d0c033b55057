import type { Core, EstimatorOptions } from "quadfolio/full";
import { loadCore } from "quadfolio/full";
import { afterAll, describe, expect, it, vi } from "vitest";
import { loadFullTestCore, simd } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";

/** A page that is not cross-origin isolated shares no memory, and has one thread. */
const shares = typeof SharedArrayBuffer !== "undefined";

/** Not multiples of a tile, of a block or of a pair of lanes. */
const SHAPE = { observations: 333, assets: 703 };
const values = randomReturns(SHAPE.observations, SHAPE.assets, 11);

const one = await loadFullTestCore();
const two = await loadCore({ simd, threads: 2 });
const five = await loadCore({ simd, threads: 5 });
afterAll(() => {
  two.dispose();
  five.dispose();
});

const ESTIMATORS: EstimatorOptions[] = [
  { estimator: "sample" },
  { estimator: "ewma", halfLife: 60 },
  ...(["identity", "constant-correlation", "single-factor"] as const).map((target) => ({
    estimator: "ledoit-wolf" as const,
    target,
  })),
  { estimator: "nonlinear-shrinkage" },
  { estimator: "eigenvalue-clipping" },
  { estimator: "pca", factors: 5 },
  { estimator: "semi" },
  { estimator: "pairwise" },
];

/** What comes of an estimator on a core: the matrix, products with it, and two portfolios. */
function outcome(core: Core, options: EstimatorOptions) {
  using returns = core.returns(values, SHAPE);
  using covariance = core.covariance(returns, options);
  const spread = Float64Array.from({ length: SHAPE.assets }, (_, i) => Math.sin(i));
  return {
    shrinkage: covariance.shrinkage,
    matrix: covariance.toMatrix(),
    products: [covariance.multiply(spread), covariance.variance(spread), covariance.diagonal(), covariance.column(7)],
    cheapest: core.optimize({ covariance, objective: { kind: "min-variance" }, constraints: { maxWeights: 0.02 } }),
    parity: core.optimize({ covariance, objective: { kind: "risk-parity" } }),
  };
}

/** Fails at the first bit that differs. */
function expectSame(got: Float64Array, expected: Float64Array): void {
  expect(got.length).toBe(expected.length);
  expect(got.findIndex((value, k) => !Object.is(value, expected[k]))).toBe(-1);
}

describe.each([
  ["two", two],
  ["five", five],
] as const)("%s threads give the bits of one", (_, core) => {
  it.each(ESTIMATORS.map((options) => [Object.values(options).join(" "), options] as const))("%s", (_, options) => {
    const [{ matrix, ...others }, { matrix: expected, ...sames }] = [outcome(core, options), outcome(one, options)];
    expectSame(matrix, expected);
    expect(others).toEqual(sames);
    expect(core.memory.used).toBe(0);
  });
});

it("factorizations, products and programs too", () => {
  const n = 450;
  const factors = randomReturns(n, 40, 4);
  const P = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let t = 0; t < 40; t++) P[i * n + j]! += factors[t * n + i]! * factors[t * n + j]! * 1e3;
  for (let i = 0; i < n; i++) P[i * n + i]! += 0.5;
  const views = [{ coefficients: Float64Array.from({ length: n }, (_, i) => i % 3), value: 0.03, confidence: 0.5 }];
  const [got, expected] = [two, one].map((core) => {
    using covariance = core.denseCovariance(P);
    const { expectedReturns, posteriorCovariance } = core.blackLitterman({
      covariance,
      prior: new Float64Array(n).fill(0.01),
      views,
    });
    using posterior = posteriorCovariance();
    return {
      program: core.solveQP({ P, q: Float64Array.from({ length: n }, (_, i) => Math.cos(i)), lb: -1, ub: 1 }),
      expectedReturns,
      posterior: posterior.toMatrix(),
    };
  });
  expect(got).toEqual(expected);
});

it.runIf(shares)("the parts of every thread are the same, whoever takes them", () => {
  // Held back before it takes one, this thread leaves nearly all of them to the others.
  const exchange = Atomics.compareExchange.bind(Atomics);
  const claims = vi.spyOn(Atomics, "compareExchange").mockImplementation(((
    array: Int32Array,
    ...rest: [number, number, number]
  ) => {
    const until = performance.now() + 3;
    while (performance.now() < until);
    return exchange(array, ...rest);
  }) as typeof Atomics.compareExchange);
  try {
    expectSame(outcome(two, ESTIMATORS[0]!).matrix, outcome(one, ESTIMATORS[0]!).matrix);
    expect(claims).toHaveBeenCalled();
  } finally {
    claims.mockRestore();
  }
});

it.runIf(shares)("parts are taken by other threads", () => {
  let parts = 0;
  let here = 0;
  const [store, exchange] = [Atomics.store.bind(Atomics), Atomics.compareExchange.bind(Atomics)];
  vi.spyOn(Atomics, "store").mockImplementation(((array: Int32Array, index: number, value: number) => {
    if (index === 0) parts += value & 4095;
    return store(array, index, value);
  }) as typeof Atomics.store);
  vi.spyOn(Atomics, "compareExchange").mockImplementation(((array: Int32Array, index: number, from: number, to: number) => {
    const was = exchange(array, index, from, to);
    if (was === from) here++;
    return was;
  }) as typeof Atomics.compareExchange);
  try {
    // A busy machine may give the other thread no time at first.
    for (let round = 0; round < 50 && here === parts; round++) outcome(two, { estimator: "sample" });
    expect(parts).toBeGreaterThan(0);
    expect(here).toBeLessThan(parts);
  } finally {
    vi.restoreAllMocks();
  }
});

it("the memory grows under the threads", async () => {
  const core = await loadCore({ simd, threads: 2 });
  const grown: number[] = [];
  for (const assets of [130, 400, 1200]) {
    const shape = { observations: 400, assets };
    const numbers = randomReturns(400, assets, assets);
    const [got, expected] = [core, one].map((core) => {
      using returns = core.returns(numbers, shape);
      using covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
      return covariance.toMatrix();
    });
    expectSame(got!, expected!);
    expect(got!.buffer).toBeInstanceOf(ArrayBuffer);
    grown.push(got!.length);
  }
  core.dispose();
});

it("results are no views of the memory that is shared", () => {
  using returns = two.returns(values, SHAPE);
  using covariance = two.covariance(returns, { estimator: "sample" });
  const { weights } = two.optimize({ covariance, objective: { kind: "min-variance" } });
  for (const { buffer } of [weights, covariance.mean!, covariance.diagonal(), returns.toArray()])
    expect(buffer).toBeInstanceOf(ArrayBuffer);
});

it("what does not fit the memory is refused with its size", () => {
  expect(() => two.qpSolver({ variables: 40_000 })).toThrow(/needs [\d,]{10,} bytes, more than is left of the 4 GiB/);
});
