import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newerNode } from "../../scripts/newerNode.mjs";
import { createConsumer, root, run, runUnder, type Consumer } from "./consumer.js";

let project: Consumer;
let consumer: string;
let files: readonly string[];

beforeAll(() => {
  project = createConsumer();
  ({ folder: consumer, files } = project);
}, 120_000);

afterAll(() => project?.remove());

describe("the tarball", () => {
  it("holds the built files, the licence, the readme and the changelog, and no sources", () => {
    for (const file of ["LICENSE", "README.md", "CHANGELOG.md", "package.json"]) expect(files).toContain(file);
    for (const file of ["index.js", "index.d.ts", "full.js", "full/index.d.ts", "baseline.wasm", "relaxed.wasm"])
      expect(files).toContain(`dist/${file}`);
    const strangers = files.filter((file) => !/^(dist\/|schema\/|LICENSE$|README\.md$|CHANGELOG\.md$|package\.json$)/.test(file));
    expect(strangers).toEqual([]);
  });

  it("has source maps that hold their sources", () => {
    const maps = files.filter((file) => file.endsWith(".map"));
    expect(maps).toContain("dist/worker.js.map");
    for (const file of maps) {
      const text = readFileSync(join(consumer, "node_modules/quadfolio", file), "utf8");
      const { sources, sourcesContent = [] } = JSON.parse(text) as { sources: string[]; sourcesContent?: string[] };
      expect(sources.filter((_, k) => !sourcesContent[k])).toEqual([]);
    }
  });

  it("leads from quadfolio, without a bundler too, to no source of quadfolio/full", () => {
    const of = (entry: string) => sourcesBehind(join(consumer, "node_modules/quadfolio/dist"), entry);
    const isExtra = (source: string) =>
      /\b(expected|full|lots|risk|threads)\/|fullModules|\b(prune|discretize|riskParity)\.ts$/.test(source);
    expect(of("full.js").filter(isExtra).length).toBeGreaterThan(12);
    expect(of("index.js").filter(isExtra)).toEqual([]);
    expect(of("quadprog.js").filter(isExtra)).toEqual([]);
    expect(of("index.js").some((source) => source.endsWith("portfolio/optimize.ts"))).toBe(true);
  });

  it("has every file that its exports and its commands name, types first", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      exports: Record<string, string | Record<string, string>>;
      bin?: Record<string, string>;
    };
    const targets = Object.values(manifest.exports);
    for (const target of targets) {
      if (typeof target === "string") continue;
      expect(Object.keys(target)[0]).toBe("types");
    }
    const named = [...targets, manifest.bin ?? {}].flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target),
    );
    for (const path of named) expect(files).toContain(path.replace(/^\.\//, ""));
  });

  it("has nothing that publint objects to", () => {
    const printed = run(root, "node_modules/publint/src/cli.js", "run", "--strict", project.tarball);
    expect(printed).toContain("All good!");
  });

  it("has types that resolve as its code does (arethetypeswrong, but for resolutions without exports or ES modules)", () => {
    const assets = ["baseline.wasm", "relaxed.wasm"];
    const options = ["--profile", "esm-only", "--no-color", "--no-emoji", "--exclude-entrypoints", ...assets];
    const printed = run(root, "node_modules/@arethetypeswrong/cli/dist/index.js", project.tarball, ...options);
    expect(printed).not.toMatch(/^FAILED/);
    expect(printed).toMatch(/"quadfolio\/worker-thread"\s+node16 \(from ESM\): OK \(ESM\)/);
  });

  it("installs no development dependency", () => {
    expect(existsSync(join(consumer, "node_modules/quadfolio/dist/index.js"))).toBe(true);
    for (const name of ["assemblyscript", "vitest", "typescript", "@assemblyscript/loader"]) {
      expect(existsSync(join(consumer, "node_modules", name))).toBe(false);
    }
  });
});

/** What the script at this path is made of, and all that it imports: by the source maps. */
function sourcesBehind(folder: string, script: string, seen = new Set<string>()): string[] {
  if (seen.has(script)) return [];
  seen.add(script);
  const { sources } = JSON.parse(readFileSync(join(folder, `${script}.map`), "utf8")) as { sources: string[] };
  const imported = readFileSync(join(folder, script), "utf8").matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g);
  return [...sources, ...[...imported].flatMap(([, path]) => sourcesBehind(folder, path!, seen))];
}

const program = `
import { loadCore } from "quadfolio";
import { solveQPquadprog } from "quadfolio/quadprog";

const core = await loadCore();
const solution = core.solveQP({ P: [[4, 1], [1, 2]], q: [1, 1], A: [[1, 1]], l: 1, u: 1, lb: 0, ub: 0.7 });
const other = solveQPquadprog([[1]], [1], [[1]], [2]).solution;
`;

describe("a JavaScript consumer", () => {
  it("has the command", () => {
    const { version, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, string>;
    expect(Object.keys(bin!)).toEqual(["quadfolio"]);
    expect(run(consumer, "node_modules/.bin/quadfolio", "--version").trim()).toBe(version);
  });

  it("solves through the package, with the module inside and with the modules beside", () => {
    const source = `${program}
const beside = await loadCore({ wasm: new URL(import.meta.resolve("quadfolio/baseline.wasm")) });
const again = beside.solveQP({ P: [[4, 1], [1, 2]], q: [1, 1], A: [[1, 1]], l: 1, u: 1, lb: 0, ub: 0.7 });
const rows = [solution, again].map(({ status, x }) => [status, ...Array.from(x, (value) => value.toFixed(9))]);
console.log(JSON.stringify([...rows, Array.from(other)]));
`;
    writeFileSync(join(consumer, "consumer.js"), source);
    const expected = ["solved", "0.300000000", "0.700000000"];
    expect(run(consumer, "consumer.js")).toBe(`${JSON.stringify([expected, expected, [2]])}\n`);
  });
});

describe("a CommonJS consumer", () => {
  it("requires the package, on Node 22 and newer", () => {
    const source = `
const { loadCoreSync, QuadfolioError } = require("quadfolio");
const { solveQPquadprog } = require("quadfolio/quadprog");
const solution = loadCoreSync().solveQP({ P: [4, 1, 1, 2], q: [1, 1], A: [1, 1], l: 1, u: 1, lb: 0, ub: 0.7 });
const entries = ["quadfolio/full", "quadfolio/wasm", "quadfolio/worker"].map((entry) => typeof require(entry).loadCore);
console.log(JSON.stringify([solution.status, ...Array.from(solution.x, (value) => value.toFixed(9)), ...entries]));
console.log(typeof QuadfolioError, solveQPquadprog([[1]], [2], [[1]], [0]).solution[0]);
`;
    writeFileSync(join(consumer, "consumer.cjs"), source);
    const expected = ["solved", "0.300000000", "0.700000000", "function", "function", "function"];
    expect(runUnder(newerNode(), consumer, "consumer.cjs")).toBe(`${JSON.stringify(expected)}\nfunction 2\n`);
  });
});

describe("a TypeScript consumer", () => {
  const source = `${program}
const status: string = solution.status;
const x: Float64Array = solution.x;
// @ts-expect-error only known builds
void loadCore({ simd: "fast" });
// @ts-expect-error the package declares nothing about other modules
import bytes from "./anything.wasm";
import { loadCore as loadFull, type Core, type Objective, type PortfolioProblem } from "quadfolio/full";
const full: Core = await loadFull({ threads: 1 });
const objective: Objective = { kind: "risk-parity" };
const problem: PortfolioProblem = { covariance: full.denseCovariance([1]), objective };
full.optimize(problem);
// @ts-expect-error the core of quadfolio has no risk parity
core.optimize(problem);
// @ts-expect-error and no threads
void loadCore({ threads: 2 });
const also: Float64Array = other;
{ using another = await loadCore(); void another; }
export { also, bytes, status, x };
`;
  const hosts = {
    "without the DOM": { lib: ["ES2022"], uses: "" },
    "with the DOM": {
      lib: ["ES2022", "DOM"],
      uses: `
await loadCore({ wasm: new WebAssembly.Module(new Uint8Array(8)) });
await loadCore({ wasm: await fetch("core.wasm") });
await loadCore({ wasm: new URL("https://example.org/core.wasm") });
`,
    },
  };

  it.each(
    ["NodeNext", "Node16", "Bundler"].flatMap((resolution) =>
      Object.entries(hosts).map(([name, host]) => [resolution, name, host] as const),
    ),
  )("type-checks under moduleResolution %s %s", (resolution, _name, { lib, uses }) => {
    writeFileSync(join(consumer, "consumer.ts"), source + uses);
    const compilerOptions = {
      target: "ES2022",
      module: resolution === "Bundler" ? "ESNext" : resolution,
      moduleResolution: resolution,
      lib,
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    expect(run(consumer, join(root, "node_modules/typescript/bin/tsc"), "-p", ".")).toBe("");
  });
});
