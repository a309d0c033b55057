import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as small from "quadfolio";
import { loadCore, loadCoreSync, LoadError } from "quadfolio/full";
import * as files from "quadfolio/wasm";
import * as worker from "quadfolio/worker";
import { afterEach, describe, expect, it, vi } from "vitest";
import { stamp } from "../../build/stamp.js";
import { sections } from "../../scripts/sections.mjs";
import { withoutStamp, withStamp } from "../../scripts/stamp.mjs";
import { simd } from "../support/core.js";
import { root } from "./consumer.js";

const MESSAGE =
  "wasm is of another release of quadfolio, or no module of quadfolio: it has to come from the same version of the package as this script.";

const read = (path: string) => readFileSync(join(root, path));
const own = read(`dist/${simd}.wasm`);
/** As long as the one of this release, and of none. */
const foreign = stamp.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));

/** A module that exports a function "heapUsed", by which earlier releases knew the core. */
const heapUsed = Buffer.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7f],
  ...[3, 2, 1, 0],
  ...[7, 12, 1, 8, ...Buffer.from("heapUsed"), 0, 0],
  ...[10, 6, 1, 4, 0, 0x41, 0, 0x0b],
);

const others: [string, Uint8Array<ArrayBuffer>][] = [
  ["of another release", withStamp(withoutStamp(own), foreign)],
  ["without a stamp", withoutStamp(own)],
  ["that is empty", Buffer.from(own.subarray(0, 8))],
  ["that exports heapUsed alone", heapUsed],
];

/** The ways to hand over a module. */
const ways: [string, (bytes: Uint8Array<ArrayBuffer>) => NonNullable<Parameters<typeof loadCore>[0]>["wasm"]][] = [
  ["bytes", (bytes) => bytes],
  ["a compiled module", (bytes) => new WebAssembly.Module(bytes)],
  ["a Response that names its type", (bytes) => new Response(bytes, { headers: { "content-type": "application/wasm" } })],
  ["a Response", (bytes) => new Response(bytes)],
  ["an address", (bytes) => `data:application/wasm;base64,${Buffer.from(bytes).toString("base64")}`],
];
const cases = others.flatMap(([what, bytes]) => ways.map(([way, given]) => [what, way, () => given(bytes)!] as const));

afterEach(() => vi.restoreAllMocks());

/** The error that a module is refused with. */
async function refusal(loaded: Promise<unknown>): Promise<unknown> {
  const error = await loaded.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LoadError);
  return (error as LoadError).message;
}

describe("the stamp", () => {
  const built = ["build", "dist"].flatMap((folder) => ["baseline", "relaxed"].map((build) => `${folder}/${build}.wasm`));
  built.push("build/core-baseline.wasm", "build/core-relaxed.wasm");
  it.each(built)("is in %s, once, between the types, which are first, and the code, which is last", (path) => {
    const kinds = [...sections(read(path))].map(({ kind }) => kind);
    expect(kinds[0]).toBe(1);
    expect(kinds.slice(-2)).toEqual([0, 10]);
    expect(kinds.filter((kind) => kind === 0)).toHaveLength(1);
    expect(read(path).includes(stamp)).toBe(true);
  });

  it("is all that is put into a module, and can be taken out", () => {
    expect(Buffer.compare(withStamp(withoutStamp(own), stamp), own)).toBe(0);
    expect(withStamp(withoutStamp(own), foreign)).toHaveLength(own.length);
  });

  it("comes to the entry with files without the packed modules", () => {
    expect(read("dist/wasm.js").toString()).not.toContain("modules.js");
  });
});

describe("a module", () => {
  it.each(cases)("%s is refused as %s", async (_, __, given) => {
    expect(await refusal(small.loadCore({ wasm: given() }))).toBe(MESSAGE);
    expect(await refusal(loadCore({ wasm: given() }))).toBe(MESSAGE);
    expect(await refusal(files.loadCore({ wasm: given() }))).toBe(MESSAGE);
  });

  it.each(others)("%s is refused at once", (_, bytes) => {
    for (const wasm of [bytes, new WebAssembly.Module(bytes)]) {
      expect(() => small.loadCoreSync({ wasm })).toThrow(new LoadError(MESSAGE));
      expect(() => loadCoreSync({ wasm })).toThrow(new LoadError(MESSAGE));
      expect(() => files.loadCoreSync({ wasm })).toThrow(new LoadError(MESSAGE));
    }
  });

  it("with imports is refused, with threads too", async () => {
    const imports = Uint8Array.of(...own.subarray(0, 8), ...[1, 4, 1, 0x60, 0, 0], ...[2, 7, 1, 1, 0x6d, 1, 0x6d, 0, 0]);
    expect(await refusal(loadCore({ wasm: imports }))).toBe(MESSAGE);
    expect(() => loadCoreSync({ wasm: imports })).toThrow(new LoadError(MESSAGE));
    // With functions of its own it is none any more once it imports a memory too.
    const functions = Uint8Array.of(...imports, ...[3, 2, 1, 0], ...[10, 4, 1, 2, 0, 0x0b]);
    expect(await refusal(loadCore({ wasm: functions }))).toBe(MESSAGE);
    expect(await refusal(loadCore({ wasm: functions, threads: 2 }))).toMatch(/^wasm could not be loaded: /);
  });

  it.each(others)("%s is refused in a worker", async (_, bytes) => {
    for (const [, given] of ways) expect(await refusal(worker.loadCore({ wasm: given(bytes)! }))).toBe(MESSAGE);
  });

  it.each(others)("%s is refused with threads", async (_, bytes) => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    for (const [, given] of ways) expect(await refusal(loadCore({ wasm: given(bytes)!, threads: 2 }))).toBe(MESSAGE);
  });

  it("of this release runs, after a structured clone too", () => {
    const wasm = structuredClone(new WebAssembly.Module(own));
    for (const core of [small.loadCoreSync({ wasm }), loadCoreSync({ wasm })])
      expect(core.solveQP({ P: [1], q: [-1] })).toMatchObject({ status: "solved" });
  });

  it("that lies beside the script is not kept where it is refused: the right one is taken next time", async () => {
    vi.resetModules();
    const fresh = await import("quadfolio/wasm");
    const load = vi.spyOn(WebAssembly, "compile").mockResolvedValueOnce(new WebAssembly.Module(withoutStamp(own)));
    await expect(fresh.loadCore({ simd })).rejects.toThrow(MESSAGE);
    expect((await fresh.loadCore({ simd })).simd).toBe(simd);
    expect(load).toHaveBeenCalledTimes(2);
  });
});

describe("a thread's script of another release", () => {
  it("does not help: it would call other functions", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const script = read("dist/compute-thread.js").toString();
    expect(script).toContain(stamp);
    const threadScript = `data:text/javascript,${encodeURIComponent(script.replace(stamp, foreign))}`;
    const core = await loadCore({ simd, threads: 2, threadScript });
    expect(core.threads).toBe(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(`1 did not start: LoadError: ${MESSAGE}`));
  });
});
