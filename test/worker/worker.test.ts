import { readFileSync } from "node:fs";
import { DimensionError, DisposedError, LoadError, QuadfolioError, ValueError, loadCore, transfer } from "quadfolio/worker";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore, simd } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";
import { workerOf } from "../support/workerOf.js";
import { withGaps } from "./withGaps.js";

const SHAPE = { observations: 120, assets: 60 };
const values = randomReturns(SHAPE.observations, SHAPE.assets, 3);
const problem = { P: [4, 1, 1, 2], q: [1, 1], A: [1, 1], l: 1, u: 1, lb: 0, ub: 0.7 };
const core = await loadCore({ simd });
const here = await loadTestCore();
afterAll(() => core.dispose());

/** A covariance of the worker, from returns that are given back. */
async function covarianceOf(numbers: Float64Array, shape: typeof SHAPE) {
  const returns = await core.returns(numbers, shape);
  const covariance = await core.covariance(returns, { estimator: "ledoit-wolf" });
  await returns.dispose();
  return covariance;
}

describe("the API of a worker", () => {
  it("gives the digits of the core on this thread", async () => {
    const covariance = await covarianceOf(values, SHAPE);
    using returns = here.returns(values, SHAPE);
    using same = here.covariance(returns, { estimator: "ledoit-wolf" });
    const constraints = { maxWeights: 0.1, groups: [{ name: "first", members: [0, 1, 2], min: 0.1 }] };
    const objective = { kind: "min-variance" } as const;
    const portfolio = await core.optimize({ covariance, objective, constraints });
    expect(portfolio).toEqual(here.optimize({ covariance: same, objective, constraints }));
    expect(covariance).toMatchObject({ assets: 60, estimator: "ledoit-wolf", shrinkage: same.shrinkage, mean: same.mean });
    expect(await covariance.toMatrix()).toEqual(same.toMatrix());
    await covariance.dispose();
  });

  it("solves programs, and one again and again", async () => {
    expect(core.simd).toBe(simd);
    expect(await core.solveQP(problem)).toEqual(here.solveQP(problem));
    const solver = await core.qpSolver({ variables: 2, rows: 1 });
    await solver.update(problem);
    expect((await solver.solve()).x).toEqual(here.solveQP(problem).x);
    await solver.dispose();
  });

  it("hands out handles of what results make", async () => {
    const covariance = await core.denseCovariance([0.04, 0.01, 0.01, 0.09], { names: ["BOND", "STOCK"] });
    const views = [{ coefficients: { STOCK: 1, BOND: -1 }, value: 0.03, confidence: 0.7 }];
    const blended = await core.blackLitterman({ covariance, prior: [0.02, 0.06], views });
    const posterior = await blended.posteriorCovariance();
    expect(posterior.assets).toBe(2);
    expect(await posterior.variance({ BOND: 1 })).toBeGreaterThan(0.04);
    for (const handle of [covariance, blended, posterior]) await (handle as unknown as AsyncDisposable)[Symbol.asyncDispose]();
  });

  it("refreshes what a handle shows after each of its calls", async () => {
    const returns = await core.returns([0.01, 0.02, -0.01, 0.03, 0.02, -0.02], { observations: 3, assets: 2 });
    const covariance = await core.covariance(returns, { estimator: "sample" });
    const before = covariance.mean!;
    await covariance.update([[0.5, 0.1]]);
    expect(covariance.mean![0]).toBeCloseTo((-0.01 + 0.02 + 0.5) / 3, 14);
    expect(before[0]).toBeCloseTo((0.01 - 0.01 + 0.02) / 3, 14);
    for (const handle of [covariance, returns]) await handle.dispose();
  });

  it("copies arguments, and moves those that are marked", async () => {
    const copied = values.slice();
    await (await core.returns(copied, SHAPE)).dispose();
    expect(copied.length).toBe(values.length);
    const returns = await core.returns(transfer(copied), SHAPE);
    expect(copied.length).toBe(0);
    expect(await returns.toArray()).toEqual(values);
    await returns.dispose();
  });

  it("calls onProgress on this thread", async () => {
    const panel = randomReturns(100, 800, 5);
    const covariance = await covarianceOf(panel, { observations: 100, assets: 800 });
    const rounds: number[] = [];
    const settings = { onProgress: ({ round }: { round: number }) => rounds.push(round) };
    const { status } = await core.optimize({ covariance, objective: { kind: "min-variance" }, settings });
    expect(status).toBe("solved");
    using returns = here.returns(panel, { observations: 100, assets: 800 });
    using same = here.covariance(returns, { estimator: "ledoit-wolf" });
    const onProgress = ({ round }: { round: number }) => expected.push(round);
    const expected: number[] = [];
    here.optimize({ covariance: same, objective: { kind: "min-variance" }, settings: { onProgress } });
    expect(expected).not.toEqual([]);
    expect(rounds).toEqual(expected);
    await covariance.dispose();
  });

  it("keeps the order of calls, and holds nothing after all is disposed of", async () => {
    const pending = [core.solveQP(problem), core.denseCovariance([1, 0, 0, 1]), core.solveQP(problem)] as const;
    const [first, covariance, last] = await Promise.all(pending);
    expect(first).toEqual(last);
    await covariance.dispose();
    await core.solveQP(problem);
    expect(core.memory.used).toBe(0);
  });
});

describe("errors", () => {
  it.each([
    ["DimensionError", () => core.solveQP({ ...problem, q: [1, 2, 3] }), DimensionError, "q has"],
    ["ValueError", () => core.solveQP({ ...problem, q: [NaN, 1] }), ValueError, "q[0] is NaN"],
    ["ValueError", () => core.solveQP(problem, { tolerance: -1 }), ValueError, "settings.tolerance is -1"],
  ] as const)("arrive as a %s with its message", async (_, call, kind, message) => {
    const error = await (call() as Promise<unknown>).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(QuadfolioError);
    expect((error as Error).message).toContain(message);
    expect((error as ValueError).argument).toBe(message.split(" ")[0]);
  });

  it("tell what was disposed of", async () => {
    const covariance = await core.denseCovariance([1, 0, 0, 1]);
    await covariance.dispose();
    await covariance.dispose();
    await expect(covariance.diagonal()).rejects.toThrow(DisposedError);
    await expect(core.optimize({ covariance, objective: { kind: "min-variance" } })).rejects.toThrow(QuadfolioError);
  });

  it("tell that a worker or a module cannot run", async () => {
    await expect(loadCore({ wasm: new Uint8Array([1, 2, 3]) })).rejects.toThrow(LoadError);
    const worker = () => workerOf("throw new Error('no luck')");
    await expect(loadCore({ worker })).rejects.toThrow(/^The worker could not run: .*no luck\.$/);
  });

  it("come of a core that was disposed of, to calls under way too", async () => {
    const other = await loadCore({ simd });
    const call = other.solveQP(problem);
    other.dispose();
    await expect(call).rejects.toThrow(DisposedError);
    await expect(other.solveQP(problem)).rejects.toThrow(DisposedError);
  });
});

describe("a signal", () => {
  it("that has come before refuses the call", async () => {
    const signal = AbortSignal.abort(new Error("not today"));
    await expect(core.solveQP(problem, { signal })).rejects.toThrow("not today");
  });

  it("takes a call off the queue", async () => {
    const stop = new AbortController();
    const first = core.solveQP(problem);
    const second = core.solveQP(problem, { signal: stop.signal });
    stop.abort(new Error("second thoughts"));
    await expect(second).rejects.toThrow("second thoughts");
    expect((await first).status).toBe("solved");
  });

  // Shared memory takes a page that is cross-origin isolated.
  it.runIf(typeof SharedArrayBuffer !== "undefined")(
    "ends a solve between two rounds, and what is in the worker stays",
    async () => {
      // A browser under test is slow: a round is over before the worker is ended only if it is short.
      const shape = typeof process === "undefined" ? { observations: 100, assets: 800 } : { observations: 504, assets: 1500 };
      const covariance = await covarianceOf(randomReturns(shape.observations, shape.assets, 8), shape);
      const stop = new AbortController();
      const settings = { signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) };
      await expect(core.optimize({ covariance, objective: { kind: "min-variance" }, settings })).rejects.toThrow("enough");
      expect((await core.optimize({ covariance, objective: { kind: "min-variance" } })).status).toBe("solved");
      await covariance.dispose();
    },
  );

  it("ends the worker where the call looks at nothing; the core goes on in a new one, without what was in the old", async () => {
    const covariance = await core.denseCovariance([1, 0, 0, 1]);
    const returns = await core.returns(withGaps(60, 800), { observations: 60, assets: 800, missing: "keep" });
    const long = core.covariance(returns, { estimator: "pairwise", signal: AbortSignal.timeout(30) });
    await expect(long).rejects.toMatchObject({ name: "TimeoutError" });
    expect((await core.solveQP(problem)).status).toBe("solved");
    await expect(covariance.diagonal()).rejects.toThrow(DisposedError);
  });

  it("that never comes changes nothing", async () => {
    const { signal } = new AbortController();
    expect((await core.solveQP(problem, { signal })).status).toBe("solved");
  });
});

it("takes the module as bytes, compiled, as an address and as a response", async () => {
  const url = new URL(`../../dist/${simd}.wasm`, import.meta.url);
  const bytes = readFileSync(url);
  for (const wasm of [bytes, new WebAssembly.Module(bytes), url, url.href, new Response(bytes)]) {
    const other = await loadCore({ wasm });
    expect(other.simd).toBe("custom");
    other.dispose();
  }
});

it("says what a server answered instead of the module", async () => {
  const wasm = new Response("Not found", { status: 404, statusText: "Not Found" });
  await expect(loadCore({ wasm })).rejects.toThrow(LoadError);
  const other = new Response("Not found", { status: 404, statusText: "Not Found" });
  await expect(loadCore({ wasm: other })).rejects.toThrow(/^wasm at .*answered 404 Not Found\.$/);
});

describe("what a call is given", () => {
  const two = { observations: 2, assets: 2 };

  it("is what it was when it was called, whatever becomes of it before its turn", async () => {
    const covariance = await core.denseCovariance([1, 0, 0, 4]);
    const w = new Float64Array([1, 0]);
    const numbers = Float64Array.of(0.01, 0.02, -0.01, 0.03);
    const calls = [covariance.variance(w), core.returns(numbers, two)] as const;
    w.set([0, 1]);
    numbers.fill(7);
    expect(await calls[0]).toBe(1);
    const returns = await calls[1];
    expect([...(await returns.toArray())]).toEqual([0.01, 0.02, -0.01, 0.03]);
    await Promise.all([covariance.dispose(), returns.dispose()]);
  });

  it("is moved when it is called where it is marked, and refused by name where it was moved before", async () => {
    const numbers = Float64Array.of(0.01, 0.02, -0.01, 0.03);
    const first = core.returns(transfer(numbers), two);
    expect(numbers.length).toBe(0);
    await expect(core.returns(transfer(numbers), two)).rejects.toThrow(ValueError);
    await expect(core.returns(numbers, two)).rejects.toThrow(
      "an argument of returns is a Float64Array on an ArrayBuffer that is detached",
    );
    const returns = await first;
    expect(returns.assets).toBe(2);
    await returns.dispose();
  });

  it("is moved by rows too", async () => {
    const rows = [Float64Array.of(0.01, 0.02), Float64Array.of(-0.01, 0.03)];
    const returns = await core.returns(rows.map(transfer), two);
    expect(rows.map((row) => row.length)).toEqual([0, 0]);
    expect([...(await returns.toArray())]).toEqual([0.01, 0.02, -0.01, 0.03]);
    await returns.dispose();
  });

  it.skipIf(typeof SharedArrayBuffer === "undefined")("may lie in shared memory, which is not moved", async () => {
    const numbers = new Float64Array(new SharedArrayBuffer(32));
    numbers.set([0.01, 0.02, -0.01, 0.03]);
    const returns = await core.returns(transfer(numbers), two);
    expect([...(await returns.toArray())]).toEqual([0.01, 0.02, -0.01, 0.03]);
    await returns.dispose();
  });

  it("says that an object was disposed of, as the core of this thread does", async () => {
    const covariance = await core.denseCovariance([1, 0, 0, 4]);
    await covariance.dispose();
    await expect(core.optimize({ covariance, objective: { kind: "min-variance" } })).rejects.toThrow(DisposedError);
  });

  // Elsewhere only the end of the worker stops a call.
  it.skipIf(typeof SharedArrayBuffer === "undefined")("and a signal right after it do not cost the worker", async () => {
    const covariance = await core.denseCovariance([1, 0, 0, 4]);
    const controller = new AbortController();
    const settings = { onProgress: undefined, signal: controller.signal };
    const call = core.optimize({ covariance, objective: { kind: "min-variance" }, settings } as never);
    queueMicrotask(() => controller.abort());
    await call.catch(() => {});
    expect(await covariance.variance([1, 0])).toBe(1);
    await covariance.dispose();
  });
});
