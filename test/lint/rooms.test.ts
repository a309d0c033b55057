import { fileURLToPath } from "node:url";
import { ESLint, Linter } from "eslint";
import { describe, expect, it } from "vitest";
import rooms from "../../scripts/rooms.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const eslint = new ESLint({ cwd: root });

/** Messages of the rule on a text that stands in for the file. */
async function messages(file: string, text: string, rule: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: `${root}/${file}` });
  return result!.messages.filter(({ ruleId }) => ruleId === rule || ruleId === null).map(({ message }) => message);
}

const wrongWay = (here: string, there: string) => [
  `${here} may not import ${there}: imports point one way only (scripts/rooms.js).`,
];

describe("imports between the rooms", () => {
  it.each([
    ["assembly/memory/heap.ts", 'import { dot } from "../blas/dot"; dot;', "assembly/memory", "assembly/blas"],
    ["assembly/memory/heap.ts", 'export * from "../qp/solve";', "assembly/memory", "assembly/qp"],
    ["assembly/memory/arena.ts", 'import { heapUsed } from "../index"; heapUsed;', "assembly/memory", "assembly/index"],
    ["bindings/errors/errors.ts", 'import { Wasm } from "../wasm.js"; Wasm;', "bindings/errors", "bindings/wasm"],
    [
      "bindings/errors/errors.ts",
      'import type { Wasm } from "../wasm.js"; export type W = Wasm;',
      "bindings/errors",
      "bindings/wasm",
    ],
    ["bindings/abi.ts", 'export const later = () => import("./portfolio/optimize.js");', "bindings/abi", "bindings/portfolio"],
    ["bindings/wasm.ts", 'export type Core = import("./core.js").Core;', "bindings/wasm", "bindings/core"],
    ["bindings/wasm.ts", 'export { heapUsed } from "../assembly/memory/heap.js";', "bindings/wasm", "assembly/memory"],
  ])("%s refuses %s", async (file, text, here, there) => {
    expect(await messages(file, text, "rooms/one-way")).toEqual(wrongWay(here, there));
  });

  it.each([
    ["assembly/memory/arena.ts", 'import { allocate } from "./heap"; allocate;'],
    ["assembly/index.ts", 'export { heapUsed } from "./memory/heap";'],
    ["bindings/wasm.ts", 'import { LoadError } from "./errors/errors.js"; LoadError;'],
    ["bindings/wasm.ts", 'import { readFile } from "node:fs/promises"; readFile;'],
    ["bindings/index.ts", 'export { loadWasm } from "./wasm.js";'],
  ])("%s allows %s", async (file, text) => {
    expect(await messages(file, text, "rooms/one-way")).toEqual([]);
  });

  it("refuses a neighbour on the same level, and a file in no room", () => {
    const linter = new Linter({ cwd: root });
    const config = { plugins: { rooms }, rules: { "rooms/one-way": "error" } } as const;
    const verify = (file: string, text: string) => linter.verify(text, [{ files: ["**/*.ts"], ...config }], `${root}/${file}`);
    const neighbour = verify("bindings/frontier/corners.ts", 'import "../backtest/run.js";');
    expect(neighbour.map(({ message }) => message)).toEqual(wrongWay("bindings/frontier", "bindings/backtest"));
    const [stray] = verify("assembly/attic/old.ts", "export const a = 1;");
    expect(stray!.message).toBe("assembly/attic is in no room: give it a place in scripts/rooms.js.");
  });
});

describe("WebAssembly", () => {
  const text = "export const compile = (bytes: ArrayBuffer) => WebAssembly.compile(bytes);";
  const rule = "no-restricted-syntax";

  it("is said by bindings/wasm.ts only", async () => {
    expect(await messages("bindings/wasm.ts", text, rule)).toEqual([]);
    expect(await messages("bindings/abi.ts", text, rule)).toEqual([
      "Only bindings/wasm.ts and bindings/threads/instantiate.ts say WebAssembly.",
    ]);
  });

  it("may be named as a type", async () => {
    expect(await messages("bindings/abi.ts", "export type Memory = WebAssembly.Memory;", rule)).toEqual([]);
  });
});

describe("AssemblyScript", () => {
  it("is parsed with its decorators on functions", async () => {
    const text = "// @ts-ignore: decorator\n@inline\nexport function twice(x: f64): f64 {\n  return 2.0 * x;\n}\n";
    expect(await messages("assembly/memory/heap.ts", text, "@typescript-eslint/ban-ts-comment")).toEqual([]);
  });

  it("refuses managed objects in the core", async () => {
    expect(
      await messages("assembly/memory/heap.ts", "export const list = new Array<f64>(3);", "no-restricted-syntax"),
    ).toHaveLength(1);
  });
});
