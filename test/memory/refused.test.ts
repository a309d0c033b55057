import { MemoryError, type Core, type Covariance, type Returns } from "quadfolio/full";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadFullTestCore } from "../support/core.js";
import { memorySize } from "../support/memorySize.js";
import { randomReturns } from "../support/randomReturns.js";

/** Three observations, so that little memory is needed for so many assets that their matrix takes 28.8 GB. */
const SHAPE = { observations: 3, assets: 60_000 };
const MATRIX = "28,800,000,000";
const free = { minWeights: -1, maxWeights: 1 };

let core: Core;
let returns: Returns;
let covariance: Covariance;
/** The same with a diagonal: singular no more. */
let shrunk: Covariance;
let expectedReturns: Float64Array;

beforeAll(async () => {
  core = await loadFullTestCore();
  returns = core.returns(randomReturns(SHAPE.observations, SHAPE.assets, 8), SHAPE);
  covariance = core.covariance(returns, { estimator: "sample" });
  shrunk = core.covariance(returns, { estimator: "ledoit-wolf" });
  expectedReturns = core.expectedReturns(returns, { estimator: "mean" });
});

afterAll(() => {
  for (const one of [shrunk, covariance, returns]) one.dispose();
});

/** The error of a call that does not fit, after which the core holds what it held. */
function refusal(call: () => unknown): MemoryError {
  const used = core.memory.used;
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(MemoryError);
  expect(core.memory.used).toBe(used);
  return thrown as MemoryError;
}

const sentence = (what: string, bytes: string) =>
  `${what} needs ${bytes} bytes, more than is left of the 4 GiB of a WebAssembly memory.`;

describe("what cannot fit 4 GiB is refused with the size named, before anything of it is allocated", () => {
  /** The memory has not even grown. */
  function expectUntouched(call: () => unknown, what: string, bytes: string): void {
    const size = memorySize(core);
    expect(refusal(call).message).toBe(sentence(what, bytes));
    expect(memorySize(core)).toBe(size);
  }

  it("toMatrix", () => expectUntouched(() => covariance.toMatrix(), "The covariance matrix", MATRIX));

  it("a covariance", () =>
    // Sums, counts and the matrix that is repaired: three matrices, and vectors beside.
    expectUntouched(() => core.covariance(returns, { estimator: "pairwise" }), "The estimate", "86,404,320,000"));

  it("a solver", () =>
    expectUntouched(
      () => core.qpSolver({ variables: 30_000, rows: 10 }),
      "A solver of 30000 variables and 10 rows",
      "7,202,400,000",
    ));

  // Arrays of more than 4 GiB: Node reserves no page of one that is never written, a browser refuses it.
  describe.runIf(typeof process !== "undefined" && process.versions?.node !== undefined)("given in full", () => {
    it("returns", () =>
      expectUntouched(
        () => core.returns(new Float64Array(9000 * 60_000), { observations: 9000, assets: 60_000 }),
        "The panel of returns",
        "4,320,000,000",
      ));

    it("a covariance matrix", () =>
      expectUntouched(() => core.denseCovariance(new Float64Array(24_000 ** 2)), "The covariance matrix", "4,608,000,000"));

    it("a program", () =>
      expectUntouched(
        () => core.solveQP({ P: new Float64Array(24_000 ** 2) }),
        "A problem of 24000 variables and 0 rows",
        "4,608,000,000",
      ));
  });
});

describe("what turns out not to fit while it is solved is refused, too, and nothing is kept", () => {
  /** Vectors of n numbers were there for a while, and a matrix never. */
  function expectRefused(call: () => unknown, what: string): void {
    const size = memorySize(core);
    expect(refusal(call).message).toBe(sentence(what, MATRIX));
    expect(memorySize(core) - size).toBeLessThan(400 * SHAPE.assets);
  }

  it("solveQP", () =>
    expectRefused(() => core.solveQP({ P: covariance, q: 1 }), "The restricted problem of 60000 of 60000 assets"));

  it("optimize", () => {
    const objective = { kind: "target-volatility", value: 0.01 } as const;
    const problem = { covariance: shrunk, expectedReturns, objective, constraints: free };
    expectRefused(() => core.optimize(problem), "The restricted problem of a path");
  });

  it("efficientFrontier", () =>
    expectRefused(
      () => core.efficientFrontier({ covariance: shrunk, expectedReturns, constraints: free }),
      "The restricted problem of a path",
    ));

  it("and the core goes on", () => {
    const { status } = core.optimize({ covariance: shrunk, objective: { kind: "min-variance" } });
    expect(status).toBe("solved");
  });
});
