import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shortNames, withShortNames } from "../../scripts/exportNames.mjs";
import { root } from "./consumer.js";

const read = (path: string) => readFileSync(join(root, path));
const exportsOf = (module: Buffer) => WebAssembly.Module.exports(new WebAssembly.Module(new Uint8Array(module)));
const names: Record<string, string> = shortNames(read("build/baseline.wasm"));

describe("short names of exports", () => {
  it("are all different, and short", () => {
    const short = Object.values(names);
    expect(short.length).toBeGreaterThan(50);
    expect(new Set(short).size).toBe(short.length);
    for (const name of short) expect(name).toMatch(/^\$?[a-zA-Z]$/);
  });

  it("are what the published module calls the exports of the built one, in their order", () => {
    const published = exportsOf(read("dist/baseline.wasm"));
    expect(published).toEqual(
      exportsOf(read("build/baseline.wasm")).map(({ name, kind }) => ({ name: names[name] ?? name, kind })),
    );
  });

  it.each(["baseline", "relaxed"])("are all that %s.wasm has of its own", (target) => {
    const back = Object.fromEntries(Object.entries(names).map(([long, short]) => [short, long]));
    expect(Buffer.compare(withShortNames(read(`dist/${target}.wasm`), back), read(`build/${target}.wasm`))).toBe(0);
  });

  it("are of nothing that the public types declare, which esbuild would give a short name too", () => {
    const own = "abi.d.ts";
    const files = readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".d.ts"));
    expect(files).toContain(own);
    for (const file of files.filter((one) => one !== own)) {
      const words = new Set(
        read(`dist/${file}`)
          .toString()
          .match(/[\w$]+/g),
      );
      expect(Object.keys(names).filter((name) => words.has(name))).toEqual([]);
    }
  });
});
