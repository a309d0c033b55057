import { readFileSync } from "node:fs";
import { DisposedError, LoadError, ValueError, loadCore } from "quadfolio/worker";
import { afterEach, describe, expect, it, vi } from "vitest";
import { simd } from "../support/core.js";
import { workerOf } from "../support/workerOf.js";
import { WorkerClass } from "../support/WorkerClass.js";
import { withGaps } from "./withGaps.js";

const problem = { P: [4, 1, 1, 2], q: [1, 1], A: [1, 1], l: 1, u: 1, lb: 0, ub: 0.7 };
const inNode = typeof Worker === "undefined";
const thrownBy = (call: Promise<unknown>) => call.catch((error: unknown) => error);

afterEach(() => vi.restoreAllMocks());

describe("calls that wait while their worker is ended", () => {
  it("go on in the next one, but for those that need what was lost", async () => {
    const core = await loadCore({ simd });
    const returns = await core.returns(withGaps(60, 800), { observations: 60, assets: 800, missing: "keep" });
    const covariance = await core.denseCovariance([1, 0, 0, 1]);
    const stop = new AbortController();
    const long = core.covariance(returns, { estimator: "pairwise", signal: stop.signal });
    const solved = core.solveQP(problem);
    const made = core.denseCovariance([4, 0, 0, 1]);
    const lost = [covariance.diagonal(), core.optimize({ covariance, objective: { kind: "min-variance" } })];
    setTimeout(() => stop.abort(new Error("enough")), 30);
    const errors = await Promise.all([long, ...lost].map(thrownBy));
    expect(errors.map(String)).toEqual([
      "Error: enough",
      "DisposedError: The result of denseCovariance() was used after dispose().",
      "DisposedError: The result of denseCovariance() was used after dispose().",
    ]);
    expect((await solved).status).toBe("solved");
    expect(await (await made).variance([1, 0])).toBe(4);
    core.dispose();
  });

  it("reject when the core is disposed of", async () => {
    const core = await loadCore({ simd });
    const calls = [core.solveQP(problem), core.solveQP(problem)].map(thrownBy);
    core.dispose();
    for (const error of await Promise.all(calls)) expect(error).toBeInstanceOf(DisposedError);
  });
});

it.each([
  ["overwritten", (bytes: Uint8Array) => bytes.fill(0)],
  ["moved away", (bytes: Uint8Array) => structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] })],
])("a worker that comes later is sent the module's bytes as they were, though they were %s since", async (_, harm) => {
  const wasm = new Uint8Array(readFileSync(new URL(`../../dist/${simd}.wasm`, import.meta.url)));
  const core = await loadCore({ wasm });
  harm(wasm);
  const returns = await core.returns(withGaps(60, 800), { observations: 60, assets: 800, missing: "keep" });
  const long = core.covariance(returns, { estimator: "pairwise", signal: AbortSignal.timeout(30) });
  await expect(long).rejects.toMatchObject({ name: "TimeoutError" });
  expect((await core.solveQP(problem)).status).toBe("solved");
  core.dispose();
});

it.skipIf(!inNode)("a worker with ref and unref, and the events of a browser's (Bun)", async () => {
  const worker = () => {
    const node = new WorkerClass(new URL("../../dist/worker-thread.js", import.meta.url));
    return {
      ref() {},
      unref() {},
      postMessage: (message: unknown, moved: never[]) => node.postMessage(message, moved),
      terminate: () => node.terminate(),
      addEventListener(event: string, listener: (event: { data: unknown }) => void) {
        node.on(event, (data: unknown) => listener({ data }));
      },
      removeEventListener() {},
    };
  };
  const core = await loadCore({ simd, worker });
  expect((await core.solveQP(problem)).status).toBe("solved");
  core.dispose();
});

// A page is not told that a worker has ended.
describe.skipIf(!inNode)("a worker that ends by itself", () => {
  const script = new URL("../../dist/worker-thread.js", import.meta.url);

  it("rejects the call under way; the next ones have another worker", async () => {
    const workers: InstanceType<typeof WorkerClass>[] = [];
    const core = await loadCore({ simd, worker: () => workers[workers.push(new WorkerClass(script)) - 1]! });
    const covariance = await core.denseCovariance([1, 0, 0, 1]);
    const calls = [core.solveQP(problem), core.solveQP(problem)] as const;
    await workers[0]!.terminate();
    const error = await thrownBy(calls[0]);
    expect(error).toBeInstanceOf(LoadError);
    expect((error as Error).message).toBe("The worker could not run: it ended, with exit code 1.");
    expect((await calls[1]).status).toBe("solved");
    await expect(covariance.diagonal()).rejects.toThrow(DisposedError);
    // With nothing under way, nobody has to be told.
    await workers[1]!.terminate();
    expect((await core.solveQP(problem)).status).toBe("solved");
    expect(workers).toHaveLength(3);
    core.dispose();
  });

  it("before it has a core rejects the loading", async () => {
    await expect(loadCore({ worker: () => workerOf("process.exit(3)") })).rejects.toThrow("it ended, with exit code 3");
  });

  it("in what it says rejects too", async () => {
    const worker = new WorkerClass(script);
    const core = await loadCore({ simd, worker: () => worker });
    const later = thrownBy(core.solveQP(problem));
    worker.emit("messageerror", new Error("unreadable"));
    expect(await later).toBeInstanceOf(LoadError);
    core.dispose();
  });
});

describe("a worker that is none", () => {
  it("is not waited for for ever", async () => {
    const { setInterval } = globalThis;
    vi.spyOn(globalThis, "setInterval").mockImplementation(((tick: () => void, ms: number) =>
      setInterval(tick, ms / 100)) as never);
    const terminate = vi.spyOn(WorkerClass.prototype, "terminate");
    const error = await thrownBy(loadCore({ worker: () => workerOf("setInterval(() => {}, 1000)") }));
    expect(error).toBeInstanceOf(LoadError);
    expect((error as Error).message).toBe("The worker could not run: its script did not start within 20 s.");
    expect(terminate).toHaveBeenCalledTimes(1);
  });

  it("is ended where the core does not load in it", async () => {
    const terminate = vi.spyOn(WorkerClass.prototype, "terminate");
    await expect(loadCore({ wasm: new Uint8Array([1, 2, 3]) })).rejects.toThrow(LoadError);
    expect(terminate).toHaveBeenCalledTimes(1);
  });

  it("is a LoadError with its cause where the host makes none", async () => {
    const cause = new TypeError("not here");
    const refuses = () => {
      throw cause;
    };
    const error = await thrownBy(loadCore({ worker: refuses }));
    expect(error).toBeInstanceOf(LoadError);
    expect(error).toMatchObject({ message: "The worker could not be started: not here", cause });
  });

  it.each([
    ["worker", "worker is an object, expected a function that starts a Worker.", () => ({ worker: { terminate() {} } })],
    ["nothing", "what worker returns is undefined, expected a Worker, and no promise of one.", () => ({ worker() {} })],
    ["a promise", "what worker returns is an object, expected", () => ({ worker: async () => {} })],
    ["simd", "simd is a function, expected what a worker can be sent", () => ({ simd() {} })],
    ["wasm", 'wasm is "http://", expected an address.', () => ({ wasm: "http://" })],
    ["threadScript", 'threadScript is "http://", expected an address.', () => ({ threadScript: "http://" })],
    ["detached", "wasm is an ArrayBuffer that is detached", () => ({ wasm: structuredCloneAway(new ArrayBuffer(8)) })],
  ] as const)("or an option that is none, is named: %s", async (_, message, options) => {
    const error = await thrownBy(loadCore(options() as never));
    expect(error).toBeInstanceOf(ValueError);
    expect((error as Error).message).toContain(message);
  });

  it("or a response that was read already", async () => {
    const wasm = new Response(readFileSync(new URL(`../../dist/${simd}.wasm`, import.meta.url)));
    await wasm.arrayBuffer();
    await expect(loadCore({ wasm })).rejects.toThrow(LoadError);
  });
});

function structuredCloneAway(buffer: ArrayBuffer): ArrayBuffer {
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}
