import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { loadCore, LoadError, QuadfolioError, type Core } from "quadfolio/full";
import { loadCore as loadFromFile } from "quadfolio/wasm";
import { loadCore as loadInWorker } from "quadfolio/worker";
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import { loadFullTestCore, simd } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";

const SHAPE = { observations: 200, assets: 301 };
const values = randomReturns(SHAPE.observations, SHAPE.assets, 2);

let warn: MockInstance<typeof console.warn>;
beforeEach(() => void (warn = vi.spyOn(console, "warn").mockImplementation(() => {})));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function matrixOf(core: Core): Float64Array {
  using returns = core.returns(values, SHAPE);
  using covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  return covariance.toMatrix();
}
const expected = matrixOf(await loadFullTestCore());

describe("the number of threads", () => {
  it("is one by default", async () => {
    expect((await loadFullTestCore()).threads).toBe(1);
  });

  it("is that of the processors with auto", async () => {
    const core = await loadCore({ simd, threads: "auto" });
    expect(core.threads).toBe(Math.min(availableParallelism(), 32));
    core.dispose();
  });

  it.each([0, -1, 1.5, 33, NaN, "2", "many"])("is not %s", async (threads) => {
    const asked = loadCore({ threads: threads as number });
    await expect(asked).rejects.toThrow(LoadError);
    await expect(asked).rejects.toThrow(/^threads is .+, expected "auto" or an integer from 1 to 32\.$/);
  });

  it("does not depend on where the module is from, but a compiled one has a memory of its own", async () => {
    const url = new URL(`../../dist/${simd}.wasm`, import.meta.url);
    const bytes = readFileSync(fileURLToPath(url));
    for (const wasm of [bytes, url, url.href, new Response(bytes), new Uint8Array(bytes).buffer]) {
      const core = await loadCore({ wasm, threads: 2 });
      expect([core.threads, core.simd]).toEqual([2, "custom"]);
      expect(matrixOf(core)).toEqual(expected);
      core.dispose();
    }
    expect(warn).not.toHaveBeenCalled();
    const core = await loadCore({ wasm: new WebAssembly.Module(bytes), threads: 2 });
    expect(core.threads).toBe(1);
    expect(matrixOf(core)).toEqual(expected);
    expect(warn.mock.calls).toEqual([
      ["quadfolio: fewer threads than were asked for: the module was given compiled, with a memory of its own."],
    ]);
  });

  it("is the same with the entry with files", async () => {
    const core = await loadFromFile({ simd, threads: 2 });
    expect([core.threads, core.simd]).toEqual([2, simd]);
    expect(matrixOf(core)).toEqual(expected);
    core.dispose();
  });
});

describe("one thread, and a warning, where there can be no other:", () => {
  it.each([
    ["memory cannot be shared", { SharedArrayBuffer: undefined }],
    ["the page is not isolated", { crossOriginIsolated: false }],
  ])("%s", async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    const core = await loadCore({ simd, threads: 2 });
    expect(core.threads).toBe(1);
    expect(matrixOf(core)).toEqual(expected);
    expect(warn).toHaveBeenCalledWith("quadfolio: fewer threads than were asked for: the page is not cross-origin isolated.");
  });

  it.each([
    ["there is no script", "file:///nowhere/compute-thread.js", /1 did not start: Cannot find module/],
    ["the script fails", "data:text/javascript,throw new Error('no luck')", /1 did not start: no luck/],
    ["the script is another one", `data:text/javascript,${encodeURIComponent(speaks("'hello'"))}`, /1 did not start: hello/],
  ])("%s", async (_, threadScript, reason) => {
    const core = await loadCore({ simd, threads: 2, threadScript });
    expect(core.threads).toBe(1);
    expect(matrixOf(core)).toEqual(expected);
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(reason));
  });

  it("the thread cannot run the module", async () => {
    const send = Worker.prototype.postMessage;
    vi.spyOn(Worker.prototype, "postMessage").mockImplementationOnce(function (this: Worker, message: object) {
      send.call(this, { ...message, memory: "none" });
    });
    const core = await loadCore({ simd, threads: 2 });
    expect(core.threads).toBe(1);
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/1 did not start: .*memory/));
  });
});

it("a module that is not the core is refused", async () => {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const failures = [empty, Uint8Array.of(1, 2, 3), new Uint8Array(64).fill(255), new URL("file:///nowhere/core.wasm")];
  for (const wasm of failures) await expect(loadCore({ wasm, threads: 2 })).rejects.toThrow(LoadError);
});

it("a thread that is lost in a job ends the call with an error, not a wait", async () => {
  // Says that it is ready, takes a part of the first job, and fails.
  const lost = speaks(
    "'ready'",
    "const words = new Int32Array(control);" +
      "for (let w = 0; (w & 4095) === 0 || Atomics.compareExchange(words, 0, w, w - 1) !== w; ) w = Atomics.load(words, 0);" +
      "Atomics.store(words, 48, 1); Atomics.notify(words, 32);",
  );
  const core = await loadCore({ simd, threads: 2, threadScript: `data:text/javascript,${encodeURIComponent(lost)}` });
  expect(core.threads).toBe(2);
  expect(() => {
    for (;;) matrixOf(core);
  }).toThrow(new QuadfolioError("A thread of the core failed."));
  core.dispose();
});

describe("dispose", () => {
  it("ends the threads; the core goes on with one", async () => {
    const terminate = vi.spyOn(Worker.prototype, "terminate");
    const core = await loadCore({ simd, threads: 3 });
    expect(core.threads).toBe(3);
    matrixOf(core);
    core.dispose();
    expect(terminate).toHaveBeenCalledTimes(2);
    for (const { value } of terminate.mock.results) expect(await value).toBe(1);
    expect(core.threads).toBe(1);
    expect(matrixOf(core)).toEqual(expected);
    core.dispose();
    core[Symbol.dispose]();
    expect(terminate).toHaveBeenCalledTimes(2);
  });

  it("is not needed for a process to end, nor for a forgotten core's threads", () => {
    const script = `
      import { loadCore } from ${JSON.stringify(new URL("../../dist/full.js", import.meta.url).href)};
      import { Worker } from "node:worker_threads";
      let ended = 0;
      const terminate = Worker.prototype.terminate;
      Worker.prototype.terminate = function () { ended++; return terminate.call(this); };
      const kept = await loadCore({ simd: "${simd}", threads: 2 });
      await (async () => { await loadCore({ simd: "${simd}", threads: 3 }); })();
      for (let k = 0; k < 200 && ended < 2; k++) { await new Promise((resolve) => setTimeout(resolve, 20)); gc(); }
      console.log(ended, kept.threads);`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", "--input-type=module", "--eval", script], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(stderr).toContain("a core with threads was forgotten");
    expect([stdout, status]).toEqual(["2 2\n", 0]);
  });
});

describe("in a worker", () => {
  it("threads help too, and end with it", async () => {
    const core = await loadInWorker({ simd, threads: 2 });
    expect(core.threads).toBe(2);
    const returns = await core.returns(values, SHAPE);
    const covariance = await core.covariance(returns, { estimator: "ledoit-wolf" });
    expect(await covariance.toMatrix()).toEqual(expected);
    core.dispose();
    await expect(core.solveQP({ P: [1] })).rejects.toThrow(QuadfolioError);
  });
});

/** A script that answers its first message with an expression, and then runs what is `after` it. */
function speaks(expression: string, after = ""): string {
  return (
    'import { parentPort } from "node:worker_threads";' +
    `parentPort.once("message", ({ control }) => { parentPort.postMessage(${expression}); ${after} });`
  );
}

it("a thread that the host refuses leaves nothing to wait for", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const refuses = class {
    constructor() {
      throw new Error("no threads here");
    }
  };
  vi.stubGlobal("Worker", refuses);
  try {
    const core = await loadCore({ simd, threads: 2 });
    expect([core.threads, vi.getTimerCount()]).toEqual([1, 0]);
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/1 did not start: no threads here/));
  } finally {
    vi.useRealTimers();
  }
});

it("an answer of a server is read once, threads or not", async () => {
  const bytes = readFileSync(fileURLToPath(new URL(`../../dist/${simd}.wasm`, import.meta.url)));
  const core = await loadCore({ wasm: new Response(bytes), threads: 2, threadScript: "file:///nowhere/compute-thread.js" });
  expect(core.threads).toBe(1);
  expect(matrixOf(core)).toEqual(expected);
});
