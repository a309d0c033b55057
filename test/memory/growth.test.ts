import { loadCore, type Core, type Covariance, type Returns } from "quadfolio/full";
import { describe, expect, it } from "vitest";
import { loadFullTestCore, simd } from "../support/core.js";
import { memorySize } from "../support/memorySize.js";
import { randomReturns } from "../support/randomReturns.js";

const SHAPE = { observations: 60, assets: 150 };
const values = randomReturns(SHAPE.observations, SHAPE.assets, 21);
const spread = Float64Array.from({ length: SHAPE.assets }, (_, i) => Math.sin(i));
const equal = new Float64Array(SHAPE.assets).fill(1 / SHAPE.assets);
const prices = Float64Array.from(values, (value) => 50 + 100 * value);
const small = { P: [4, 1, 1, 2], q: [1, 1] };

/** The returns and the covariance of a core, for as long as something is asked of them. */
function withCovariance<T>(core: Core, ask: (given: Given) => T): T {
  const all = given(core);
  try {
    return ask(all);
  } finally {
    for (const one of [all.covariance, all.returns]) one.dispose();
  }
}

function given(core: Core): Given {
  const returns = core.returns(values, SHAPE);
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  const expectedReturns = core.expectedReturns(returns, { estimator: "james-stein" });
  return { core, returns, covariance, expectedReturns };
}

interface Given {
  core: Core;
  returns: Returns;
  covariance: Covariance;
  expectedReturns: Float64Array;
}

/** All that the public methods return arrays in, by the name of the method. */
const METHODS: Record<string, (given: Given) => unknown> = {
  "returns.toArray": ({ returns }) => returns.toArray(),
  returnsFromPrices: ({ core }) => {
    using returns = core.returnsFromPrices(prices, SHAPE);
    return returns.toArray();
  },
  "returns.window": ({ returns }) => {
    using window = returns.window(10, 40);
    return window.toArray();
  },
  diagonal: ({ covariance }) => covariance.diagonal(),
  column: ({ covariance }) => covariance.column(7),
  multiply: ({ covariance }) => covariance.multiply(spread),
  toMatrix: ({ covariance }) => covariance.toMatrix(),
  mean: ({ covariance }) => covariance.mean,
  update: ({ covariance }) => {
    covariance.update(values.subarray(0, 5 * SHAPE.assets));
    return [covariance.mean, covariance.diagonal()];
  },
  denseCovariance: ({ core, covariance }) => {
    using dense = core.denseCovariance(covariance.toMatrix());
    return [dense.diagonal(), dense.toMatrix()];
  },
  factorCovariance: ({ core }) => {
    const loadings = values.subarray(0, 4 * SHAPE.assets);
    const factorCovariance = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    using factors = core.factorCovariance({ loadings, factorCovariance, specificVariances: 1e-4 });
    return [factors.diagonal(), factors.toMatrix()];
  },
  expectedReturns: ({ expectedReturns }) => expectedReturns,
  capmReturns: ({ core, covariance }) => core.capmReturns({ covariance, marketWeights: equal, riskAversion: 3 }),
  blackLitterman: ({ core, covariance, expectedReturns }) => {
    const views = [{ coefficients: equal, value: 0.001, confidence: 0.5 }];
    const { expectedReturns: posterior, ...result } = core.blackLitterman({ covariance, prior: expectedReturns, views });
    using of = result.posteriorCovariance();
    return [posterior, of.diagonal()];
  },
  "solveQP, solved": ({ core, covariance }) => core.solveQP({ P: covariance, A: equal, l: 1, u: 1, lb: 0 }),
  "solveQP of an array": ({ core }) => core.solveQP({ ...small, A: [1, 1], l: 1, u: 1, lb: 0, ub: 0.7 }),
  "solveQP, primal_infeasible": ({ core }) => core.solveQP({ ...small, A: [1, 1], l: 3, u: 3, lb: 0, ub: 1 }),
  "solveQP, dual_infeasible": ({ core }) => core.solveQP({ P: [0, 0, 0, 1], q: [1, 1] }),
  qpSolver: ({ core }) => {
    const solver = core.qpSolver({ variables: 2, rows: 1 });
    solver.update({ ...small, A: [1, 1], l: 1, u: 1, lb: 0 });
    const outcome = [0.9, 0.7].map((ub) => {
      solver.update({ ub });
      return solver.solve();
    });
    solver.dispose();
    return outcome;
  },
  ...Object.fromEntries(
    [
      { kind: "min-variance" as const },
      { kind: "utility" as const, riskAversion: 4 },
      { kind: "max-sharpe" as const },
      { kind: "max-diversification" as const },
      { kind: "risk-parity" as const },
      { kind: "tracking-error" as const, benchmark: equal },
    ].map((objective) => [
      `optimize, ${objective.kind}`,
      ({ core, covariance, expectedReturns }: Given) => core.optimize({ covariance, expectedReturns, objective }),
    ]),
  ),
  "optimize, with limits and costs": ({ core, covariance, expectedReturns }) =>
    core.optimize({
      covariance,
      expectedReturns,
      objective: { kind: "utility", riskAversion: 4 },
      current: equal,
      costs: { buy: 1e-4, sell: 1e-4 },
      constraints: { maxTurnover: 0.5 },
    }),
  "optimize, primal_infeasible": ({ core, covariance }) =>
    core.optimize({ covariance, objective: { kind: "min-variance" }, constraints: { maxWeights: 1e-4 } }),
  efficientFrontier: ({ core, covariance, expectedReturns }) => {
    const frontier = core.efficientFrontier({ covariance, expectedReturns, constraints: { maxWeights: 0.05 } });
    const corners = frontier.corners.map(({ lambda, weights }) => [lambda, weights]);
    return [corners, frontier.minVariance, frontier.maxSharpe(), frontier.at({ lambda: 0.1 })];
  },
  prune: ({ core, covariance }) => core.prune({ covariance, objective: { kind: "min-variance" } }, { minWeight: 0.01 }),
  discretize: ({ core, covariance }) =>
    core.discretize({ weights: equal }, { covariance, prices: equal.map(() => 20), capital: 100_000 }),
  analyze: ({ core, covariance }) => core.analyze({ covariance, weights: equal, benchmark: spread.map(Math.abs) }),
};

/** Every array in a result. */
function arraysIn(result: unknown): ArrayBufferView[] {
  if (ArrayBuffer.isView(result)) return [result];
  return typeof result === "object" && result !== null ? Object.values(result).flatMap(arraysIn) : [];
}

const copies = (arrays: ArrayBufferView[]) =>
  arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice());

/** Fails where one of the arrays has other bytes, or none. */
function expectUnchanged(arrays: ArrayBufferView[], before: Uint8Array[]): void {
  copies(arrays).forEach((bytes, k) => {
    expect(bytes.length).toBe(before[k]!.length);
    expect(bytes.findIndex((byte, at) => byte !== before[k]![at])).toBe(-1);
  });
}

/** Makes the memory grow, which leaves every view on what it was without a length. */
function grow(core: Core): void {
  const size = memorySize(core);
  const assets = 1 + Math.ceil(size / 800);
  core.returns(new Float64Array(100 * assets).fill(0.01), { observations: 100, assets }).dispose();
  expect(memorySize(core)).toBeGreaterThan(size);
}

describe("memory that grows", () => {
  it.each(Object.entries(METHODS))("leaves what the user has of %s as it is", async (_, ask) => {
    const core = await loadFullTestCore();
    withCovariance(core, (given) => {
      const arrays = arraysIn(ask(given));
      const before = copies(arrays);
      expect(before.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(0);
      grow(core);
      // Memory that is reused would show in a view that had survived.
      ask(given);
      expectUnchanged(arrays, before);
    });
    expect(core.memory.used).toBe(0);
  });

  it.each(Object.entries(METHODS))("changes nothing of what %s returns, before it or amidst it", async (_, ask) => {
    const [fresh, grown, again] = [await loadFullTestCore(), await loadFullTestCore(), await loadFullTestCore()];
    grow(grown);
    const expected = withCovariance(grown, ask);
    const size = memorySize(fresh);
    expect(withCovariance(fresh, ask)).toEqual(expected);
    // In the fresh core there was room for nothing of it.
    expect(memorySize(fresh)).toBeGreaterThan(size);
    withCovariance(again, (given) => {
      grow(again);
      expect(ask(given)).toEqual(expected);
    });
  });

  it.runIf(typeof SharedArrayBuffer !== "undefined")("leaves what is returned where threads share it, too", async () => {
    using core = await loadCore({ simd, threads: 2 });
    expect(core.threads).toBe(2);
    withCovariance(core, (given) => {
      for (const ask of Object.values(METHODS)) {
        const arrays = arraysIn(ask(given));
        const before = copies(arrays);
        grow(core);
        ask(given);
        expectUnchanged(arrays, before);
        for (const { buffer } of arrays) expect(buffer).toBeInstanceOf(ArrayBuffer);
      }
    });
  });
});
