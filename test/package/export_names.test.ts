import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import ts from "typescript";
import { INTERNAL, shortNames, withShortNames } from "../../scripts/exportNames.mjs";
import { root } from "./consumer.js";

const read = (path: string) => readFileSync(join(root, path));
const exportsOf = (module: Buffer) => WebAssembly.Module.exports(new WebAssembly.Module(new Uint8Array(module)));
const names: Record<string, string> = shortNames(read("build/baseline.wasm"));

describe("short names of exports", () => {
  it("are all different, and short", () => {
    const short = Object.values(names);
    expect(short.length).toBeGreaterThan(50);
    expect(new Set(short).size).toBe(short.length);
    for (const name of short) expect(name).toMatch(/^[$_]?[a-zA-Z]$/);
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
      expect(Object.keys(names).filter((name) => words.has(name) && !INTERNAL.includes(name))).toEqual([]);
    }
  });

  it("are of no property that a caller is given or gives", () => {
    const published = publicProperties();
    expect(published.has("expectedReturn")).toBe(true);
    expect(published.has("halfLife")).toBe(true);
    expect(INTERNAL.filter((name) => published.has(name))).toEqual([]);
  });
});

/** The properties of all types that the entries of the package lead to. */
function publicProperties(): Set<string> {
  const { exports } = JSON.parse(read("package.json").toString()) as { exports: Record<string, { types?: string }> };
  const entries = Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [join(root, types)]));
  const { NodeNext } = ts.ModuleKind;
  const program = ts.createProgram(entries, { module: NodeNext, target: ts.ScriptTarget.ES2022, skipLibCheck: true });
  const checker = program.getTypeChecker();
  const [names, seen] = [new Set<string>(), new Set<ts.Type>()];
  const visit = (type: ts.Type): void => {
    if (seen.has(type)) return;
    seen.add(type);
    for (const argument of checker.getTypeArguments(type as ts.TypeReference)) visit(argument);
    const source = type.getSymbol()?.declarations?.[0]?.getSourceFile();
    if (source !== undefined && program.isSourceFileDefaultLibrary(source)) return;
    if (type.isUnionOrIntersection()) type.types.forEach(visit);
    for (const property of type.getProperties()) {
      names.add(property.name);
      visit(checker.getTypeOfSymbol(property));
    }
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      signature.parameters.forEach((parameter) => visit(checker.getTypeOfSymbol(parameter)));
      visit(signature.getReturnType());
    }
  };
  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
    for (const symbol of checker.getExportsOfModule(module)) {
      const named = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      visit(checker.getDeclaredTypeOfSymbol(named));
      visit(checker.getTypeOfSymbol(named));
    }
  }
  return names;
}
