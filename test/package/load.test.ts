import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { loadCore, loadCoreSync, LoadError, ValueError } from "quadfolio";
import { loadCore as loadFullCore, loadCoreSync as loadFullCoreSync } from "quadfolio/full";
import { loadCore as loadFromFile, loadCoreSync as loadGiven } from "quadfolio/wasm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { shortNames, withShortNames } from "../../scripts/exportNames.mjs";
import { simd } from "../support/core.js";
import { root } from "./consumer.js";

const file = fileURLToPath(new URL(`../../dist/${simd}.wasm`, import.meta.url));
const problem = { P: [4, 1, 1, 2], q: [1, 1], A: [1, 1], l: 1, u: 1, lb: 0, ub: 0.7 };

afterEach(() => vi.restoreAllMocks());

const built = (name: string) => readFileSync(`${root}/build/${name}.wasm`);
/** The ways to the modules inside, and the modules as they were built. */
const entries = {
  quadfolio: { fresh: () => import("quadfolio"), module: (build: string) => built(`core-${build}`) },
  "quadfolio/full": { fresh: () => import("quadfolio/full"), module: built },
};
const builds = (["baseline", "relaxed"] as const).flatMap((build) =>
  Object.entries(entries).map(([entry, { fresh, module }]) => ({ build, entry, fresh, module })),
);

describe("the modules inside", () => {
  it.each(builds)("$build of $entry is, byte for byte, the one that was built", async ({ build, fresh, module }) => {
    if (build === "relaxed" && simd !== "relaxed") return expect(loadCore({ simd: build })).rejects.toThrow(LoadError);
    const compile = vi.spyOn(WebAssembly, "compile");
    vi.resetModules();
    const core = await (await fresh()).loadCore({ simd: build });
    expect(core.simd).toBe(build);
    const [[inside]] = compile.mock.calls as unknown as [[Uint8Array]];
    expect(Buffer.compare(inside, withShortNames(module(build), shortNames(built("baseline"))))).toBe(0);
  });

  it("are, of the whole library, those beside", () => {
    expect(Buffer.compare(readFileSync(file), withShortNames(built(simd), shortNames(built("baseline"))))).toBe(0);
  });

  it("are each entry's own, where a program has both", async () => {
    await loadCore({ simd });
    for (const core of [await loadFullCore({ simd }), loadFullCoreSync({ simd })]) {
      const covariance = core.denseCovariance([0.04, 0.01, 0.01, 0.09]);
      const { weights } = core.optimize({ covariance, objective: { kind: "risk-parity" } });
      expect(weights[0]).toBeCloseTo(0.6, 12);
      covariance.dispose();
    }
  });

  it("are compiled once", async () => {
    await loadCore({ simd });
    const compile = vi.spyOn(WebAssembly, "compile");
    const core = await loadCore({ simd });
    expect(compile).not.toHaveBeenCalled();
    expect(core.solveQP(problem).status).toBe("solved");
    expect(loadCoreSync({ simd }).solveQP(problem).status).toBe("solved");
  });
});

describe("the entry with files", () => {
  it("loads the module beside it", async () => {
    const core = await loadFromFile({ simd });
    expect(core.simd).toBe(simd);
    expect(core.solveQP(problem)).toMatchObject({ status: "solved", x: (await loadCore({ simd })).solveQP(problem).x });
  });

  it("takes a compiled module, at once too", async () => {
    const module = new WebAssembly.Module(readFileSync(file));
    expect((await loadFromFile({ wasm: module })).simd).toBe("custom");
    expect(loadGiven({ wasm: module }).solveQP(problem).status).toBe("solved");
    expect(() => loadGiven({} as { wasm: WebAssembly.Module })).toThrow(
      "wasm is undefined, expected a compiled module or its bytes.",
    );
  });

  it("compiles a response while it arrives, where the server names its type", async () => {
    const streaming = vi.spyOn(WebAssembly, "compileStreaming");
    for (const type of ["application/wasm", "application/octet-stream"]) {
      const response = new Response(readFileSync(file), { headers: { "content-type": type } });
      expect((await loadFromFile({ wasm: response })).simd).toBe("custom");
      expect(streaming).toHaveBeenCalledTimes(1);
    }
  });

  it("says what a server answered", async () => {
    const response = new Response("", { status: 404, statusText: "Not Found" });
    await expect(loadFromFile({ wasm: response })).rejects.toThrow(/answered 404 Not Found/);
  });
});

describe("a host that cannot run the core", () => {
  it("is told what it lacks", async () => {
    const relaxed = (bytes: BufferSource) => (bytes as Uint8Array).includes(0x87);
    vi.spyOn(WebAssembly, "validate").mockImplementation(() => false);
    await expect(loadCore()).rejects.toThrow(/without SIMD, which quadfolio needs: Chrome 91/);
    expect(() => loadCoreSync()).toThrow(LoadError);
    vi.spyOn(WebAssembly, "validate").mockImplementation((bytes) => !relaxed(bytes));
    expect((await loadCore()).simd).toBe("baseline");
    await expect(loadCore({ simd: "relaxed" })).rejects.toThrow(/does not compile relaxed SIMD/);
    vi.stubGlobal("WebAssembly", undefined);
    await expect(loadCore()).rejects.toThrow("This host has no WebAssembly");
    vi.unstubAllGlobals();
  });
});

describe("wrong options", () => {
  it.each([
    [{ threads: 4 }, 'a key of options is "threads", expected a key of it: "wasm", "simd"'],
    [{ smid: "relaxed" }, 'a key of options is "smid", expected "simd", or another key of it'],
    [5, "options is 5, expected an object"],
    [null, "options is null, expected an object"],
    [{ wasm: Promise.resolve() }, /^wasm is .*, expected a compiled module, its bytes, a Response or an address\.$/],
    [{ wasm: null }, "wasm is null, expected a compiled module, its bytes, a Response or an address."],
    [{ wasm: {} }, /^wasm is .*, expected a compiled module, its bytes, a Response or an address\.$/],
  ])("%j", async (options, message) => {
    await expect(loadCore(options as never)).rejects.toThrow(ValueError);
    await expect(loadCore(options as never)).rejects.toThrow(message);
  });

  it("of the whole library name threads, but for loadCoreSync", async () => {
    const misspelt = { thread: 4 } as never;
    await expect(loadFullCore(misspelt)).rejects.toThrow('"thread", expected "threads", or another key of it');
    const threads = { threads: 4 } as never;
    expect(() => loadFullCoreSync(threads)).toThrow('a key of options is "threads", expected a key of it: "wasm", "simd"');
  });

  it("a module of an older core is refused as one", async () => {
    const heapUsed = [12, 1, 8, ...Buffer.from("heapUsed"), 0, 0];
    const wasm = Uint8Array.of(
      0,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      1,
      5,
      1,
      0x60,
      0,
      1,
      0x7f,
      3,
      2,
      1,
      0,
      7,
      ...heapUsed,
      10,
      6,
      1,
      4,
      0,
      0x41,
      0,
      0x0b,
    );
    await expect(loadCore({ wasm })).rejects.toThrow(LoadError);
    expect(() => loadCoreSync({ wasm })).toThrow(LoadError);
  });

  it("what the host refuses comes as a LoadError", async () => {
    vi.spyOn(WebAssembly, "instantiate").mockRejectedValueOnce(new RangeError("out of memory"));
    await expect(loadCore({ simd })).rejects.toThrow("wasm could not be loaded: out of memory");
    vi.resetModules();
    const fresh = await import("quadfolio");
    vi.spyOn(WebAssembly, "Module").mockImplementationOnce(() => {
      throw new WebAssembly.CompileError("blocked by a policy");
    });
    await expect(fresh.loadCore({ simd })).rejects.toThrow(fresh.LoadError);
  });
});

it.each(["quadfolio", "quadfolio/worker"])(
  "of %s is disposed of by what a compiler makes of using, where the host has no Symbol.dispose",
  (entry) => {
    const using = `
    {
      await using core = await loadCore();
      {
        await using covariance = await core.denseCovariance([[4]]);
        console.log(covariance.assets);
      }
      await core.solveQP({ P: [[1]] });
      console.log(core.memory.used);
    }`;
    const { code } = transformSync(using, { target: "es2022", format: "esm" });
    const script = `
    const Native = Symbol;
    const { dispose, asyncDispose, ...others } = Object.getOwnPropertyDescriptors(Native);
    globalThis.Symbol = Object.defineProperties(function (text) { return Native(text); }, others);
    const { loadCore } = await import(${JSON.stringify(entry)});
    ${code}`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      cwd: root,
    });
    expect([stderr, stdout]).toEqual(["", "1\n0\n"]);
  },
);

it("loads where there is no FinalizationRegistry", () => {
  const script = `
    delete globalThis.FinalizationRegistry;
    const { loadCoreSync } = await import("quadfolio");
    using core = loadCoreSync();
    const covariance = core.denseCovariance([[4]]);
    covariance.dispose();
    console.log(core.memory.used);`.replace("using core", "const core");
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", cwd: root });
  expect([stderr, Number(stdout) >= 0]).toEqual(["", true]);
});
