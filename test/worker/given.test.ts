import { QuadfolioError, ValueError, loadCore, transfer } from "quadfolio/worker";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore, simd } from "../support/core.js";

const problem = { P: [4, 1, 1, 2], q: [1, 1], A: [1, 1], l: 1, u: 1, lb: 0, ub: 0.7 };
const objective = { kind: "min-variance" } as const;
const two = { observations: 2, assets: 2 };
class Limits {
  get maxWeights() {
    return 0.6;
  }
}
class Settings {
  onProgress() {}
}
class Group {
  members = [0];
  get max() {
    return 0.5;
  }
}
/** The object without a prototype. */
const bare = <T extends object>(object: T): T => Object.assign(Object.create(null) as T, object);
const core = await loadCore({ simd });
afterAll(() => core.dispose());

describe("a signal", () => {
  it("that is undefined is none", async () => {
    const signal = undefined;
    expect((await core.solveQP(problem, { signal })).status).toBe("solved");
    const covariance = await core.denseCovariance([1, 0, 0, 1], { signal });
    expect((await core.optimize({ covariance, objective, signal, settings: { signal } })).status).toBe("solved");
    const frontier = await core.efficientFrontier({ covariance, expectedReturns: [1, 2], signal });
    expect((await frontier.at({ expectedReturn: 1.5, signal })).status).toBe("solved");
    await (await core.returns([0.1, 0.2, 0.3, 0.1], { ...two, signal })).dispose();
    await covariance.dispose();
  });

  it("that has come before leaves arrays where they are", async () => {
    const numbers = Float64Array.of(0.01, 0.02, -0.01, 0.03);
    const signal = AbortSignal.abort(new Error("not today"));
    await expect(core.returns(transfer(numbers), { ...two, signal })).rejects.toThrow("not today");
    expect(numbers).toHaveLength(4);
    await (await core.returns(numbers, two)).dispose();
    expect(numbers).toHaveLength(4);
  });

  it("stops all calls that it was given to", async () => {
    const stop = new AbortController();
    const calls = Array.from({ length: 20 }, () => core.solveQP(problem, { signal: stop.signal }));
    const free = core.solveQP(problem);
    stop.abort(new Error("all of you"));
    for (const call of calls) await expect(call).rejects.toThrow("all of you");
    expect((await free).status).toBe("solved");
  });

  // A page has no call that tells.
  it.skipIf(typeof process === "undefined")("has one listener while it is listened to, and none afterwards", async () => {
    const { getEventListeners } = process.getBuiltinModule("node:events");
    const { signal } = new AbortController();
    const calls = Array.from({ length: 20 }, () => core.solveQP(problem, { signal }));
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await Promise.all(calls);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});

describe("settings and problems that are none", () => {
  const { signal } = new AbortController();
  it.each([
    [5, "settings is 5, expected an object."],
    [null, "settings is null, expected an object."],
    [[], "settings is an array of 0, expected an object."],
    [{ onProgress: null }, "settings.onProgress is null, expected a function."],
  ])("are refused beside a signal too: %j", async (settings, message) => {
    const covariance = await core.denseCovariance([1, 0, 0, 1]);
    for (const also of [{}, { signal }]) {
      const error: unknown = await core.optimize({ covariance, objective, settings, ...also } as never).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(ValueError);
      expect((error as Error).message).toBe(message);
    }
    await covariance.dispose();
  });

  it.each([null, 5, "x"])("are refused beside a signal as without: %j", async (given) => {
    const optimize = core.optimize as (...parameters: unknown[]) => Promise<unknown>;
    const errors = [optimize(given, { signal }), optimize(given)].map((call) => call.catch((thrown: unknown) => thrown));
    const [beside, without] = (await Promise.all(errors)) as [Error, Error];
    expect(beside).toBeInstanceOf(QuadfolioError);
    expect(beside.message).toBe(without.message);
  });
});

describe("an argument", () => {
  it("of another core is said to be so", async () => {
    const other = await loadCore({ simd });
    const covariance = await other.denseCovariance([1, 0, 0, 1]);
    const error: unknown = await core.optimize({ covariance, objective }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValueError);
    expect(String(error)).toBe('ValueError: an argument of optimize is "of another core", expected what this core returned.');
    other.dispose();
  });

  it.each([
    ["a symbol", "q of an argument of solveQP is Symbol(x)", () => core.solveQP({ ...problem, q: Symbol("x") as never })],
    [
      "a promise",
      "covariance of an argument of optimize is an object",
      () => core.optimize({ covariance: core.denseCovariance([1, 0, 0, 1]) as never, objective }),
    ],
  ] as const)("that cannot be sent is named: %s", async (_, message, call) => {
    const error: unknown = await (call() as Promise<unknown>).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValueError);
    expect((error as Error).message).toContain(`${message}, expected what a worker can be sent`);
    expect((error as Error).cause).toMatchObject({ name: "DataCloneError" });
  });

  it.each([
    ["a getter", "constraints", { constraints: new Limits() }],
    ["a getter of a class above", "constraints", { constraints: new (class extends Limits {})() }],
    ["defaults", "constraints", { constraints: Object.create({ maxWeights: 0.6 }) as object }],
    ["defaults without a prototype", "constraints", { constraints: Object.create(bare({ maxWeights: 0.6 })) as object }],
    ["a method", "settings", { settings: new Settings() }],
    [
      "a getter, inside an instance",
      "constraints",
      new (class {
        constraints = new Limits();
      })(),
    ],
    ["a getter, inside an array", "0 of groups of constraints", { constraints: { groups: [new Group()] } }],
  ])("that inherits %s is refused, for its copy would be without", async (_, part, problem) => {
    const covariance = await core.denseCovariance([0.04, 0.01, 0.01, 0.09]);
    const given = Object.assign(problem, { covariance, objective });
    const error: unknown = await core.optimize(given).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ValueError);
    expect((error as Error).message).toBe(
      `${part} of an argument of optimize is an object, expected what a worker can be sent: numbers, strings, arrays, and plain objects of them and of handles.`,
    );
    await covariance.dispose();
  });

  it("that is refused leaves arrays where they are", async () => {
    const numbers = Float64Array.of(0.01, 0.02, -0.01, 0.03);
    const options = Object.create(two) as typeof two;
    await expect(core.returns(transfer(numbers), options)).rejects.toThrow(ValueError);
    expect(numbers).toHaveLength(4);
  });

  it("may be an instance that inherits nothing, or have no prototype", async () => {
    const covariance = await core.denseCovariance([0.04, 0.01, 0.01, 0.09]);
    class Capped {
      maxWeights = 0.6;
    }
    class Problem extends Capped {
      covariance = covariance;
      objective = bare(objective);
      constraints = new Capped();
    }
    const { maxWeights, ...problem } = new Problem();
    const given = [Object.setPrototypeOf(problem, Problem.prototype) as typeof problem, bare(problem)];
    for (const one of given) expect([...(await core.optimize(one)).weights]).toEqual([maxWeights, 1 - maxWeights]);
    await covariance.dispose();
  });

  it.each([["x"], [undefined], [[[0.1, 0.2]]]])("that is no typed array is not marked: %j", (value) => {
    expect(() => transfer(value as never)).toThrow(ValueError);
    expect(() => transfer(value as never)).toThrow(/^array is .+, expected a typed array; of rows, transfer each\.$/);
  });
});

describe("a handle", () => {
  it("keeps what does not change", async () => {
    const model = { loadings: [[1], [0.5]], factorCovariance: [[0.04]], specificVariances: [0.01, 0.02] };
    const covariance = await core.factorCovariance(model);
    const { loadings } = covariance;
    const frontier = await core.efficientFrontier({ covariance, expectedReturns: [0.02, 0.06] });
    const { corners, minVariance } = frontier;
    expect(corners[0]!.weights).toHaveLength(2);
    await frontier.at({ expectedReturn: 0.03 });
    expect(frontier.corners).toBe(corners);
    expect(frontier.minVariance).toBe(minVariance);
    await covariance.variance([1, 0]);
    expect(loadings).toHaveLength(2);
    expect(covariance.loadings).toBe(loadings);
    await covariance.dispose();
  });

  it("does not give away what the worker still holds", async () => {
    const numbers = [0.04, 0.01, 0, 0.01, 0.09, 0.02, 0, 0.02, 0.16];
    const covariance = await core.denseCovariance(numbers);
    const frontier = await core.efficientFrontier({ covariance, expectedReturns: [0.02, 0.06, 0.08] });
    using same = (await loadTestCore()).denseCovariance(numbers);
    const expected = (await loadTestCore()).efficientFrontier({ covariance: same, expectedReturns: [0.02, 0.06, 0.08] });
    for (let k = 0; k < 3; k++) expect(await frontier.at({ lambda: 0 })).toEqual(expected.at({ lambda: 0 }));
    expect(await frontier.maxSharpe(0.01)).toEqual(expected.maxSharpe(0.01));
    await covariance.dispose();
  });

  it("and a core are given back at the end of a block", async () => {
    await using other = await loadCore({ simd });
    {
      using returns = await other.returns([0.1, 0.2, 0.3, 0.1], two);
      await using covariance = await other.covariance(returns, { estimator: "sample" });
      expect(covariance.assets).toBe(2);
    }
    await other.solveQP(problem);
    expect(other.memory.used).toBe(0);
    let ended;
    {
      using third = await loadCore({ simd });
      ended = third;
    }
    await expect(ended.solveQP(problem)).rejects.toThrow("The core of a worker was used after dispose().");
  });
});

describe("options of loadCore that are none", () => {
  it.each([
    [null, "options is null, expected an object."],
    [{ thread: 2 }, 'a key of options is "thread", expected "threads", or another key of it'],
    [{ wasm: Promise.resolve() }, /^wasm is .*, expected what a worker can be sent: /],
    [{ wasm: {} }, /^wasm is .*, expected a compiled module, its bytes, a Response or an address\.$/],
  ])("%j", async (options, message) => {
    await expect(loadCore(options as never)).rejects.toThrow(QuadfolioError);
    await expect(loadCore(options as never)).rejects.toThrow(message);
  });
});
