import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build as bundleWithEsbuild } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build as buildWithVite, createLogger, createServer as createViteServer } from "vite";
import { browsers, executable } from "../browser/browsers.js";
import { STRICT, folder, serve, type ServerOptions } from "../browser/server.js";
import { visit } from "../browser/visit.js";
import { createConsumer, npm, root, type Consumer } from "./consumer.js";
import type webpack from "webpack";

/** What a user writes: every way to load the core, and a portfolio from each. */
const app = (entries: Record<string, string>) => `
${Object.keys(entries)
  .map((entry, k) => `import { loadCore as load${k} } from ${JSON.stringify(entry)};`)
  .join("\n")}

async function weights(load) {
  try {
    const core = await load();
    const covariance = await core.denseCovariance([0.04, 0.01, 0.01, 0.09]);
    const portfolio = await core.optimize({ covariance, objective: { kind: "min-variance" } });
    return [portfolio.status, ...portfolio.weights];
  } catch (error) {
    return [String(error)];
  }
}

const report = {};
${Object.entries(entries)
  .map(([entry, options], k) => `report[${JSON.stringify(entry)}] = await weights(() => load${k}(${options}));`)
  .join("\n")}
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
`;

const EVERY = { quadfolio: "", "quadfolio/full": "", "quadfolio/wasm": "", "quadfolio/worker": "" };
const page = (script: string) => `<!doctype html><meta charset="utf-8" /><script type="module" src="${script}"></script>`;

/** Minimum variance of [[4, 1], [1, 9]]/100: (9 − 1, 4 − 1)/11, from each entry. */
function expectWeights(report: unknown, entries: Record<string, string>): void {
  const rounded = Object.entries(report as Record<string, unknown[]>).map(([entry, [status, ...weights]]) => [
    entry,
    [status, ...weights.map((weight) => Number((weight as number).toFixed(12)))],
  ]);
  const weights = ["solved", ...[8 / 11, 3 / 11].map((weight) => Number(weight.toFixed(12)))];
  expect(Object.fromEntries(rounded)).toEqual(Object.fromEntries(Object.keys(entries).map((entry) => [entry, weights])));
}

let consumer: Consumer;
const installed = browsers.map((browser) => [browser.name, browser, executable(browser)] as const);

beforeAll(() => {
  consumer = createConsumer();
}, 120_000);

afterAll(() => consumer?.remove());

/** A folder inside the project with these files. */
function project(name: string, files: Record<string, string>): string {
  const path = join(consumer.folder, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

/** The same promise every time: a build is made once, and opened in each browser. */
function once(make: () => Promise<string>): () => Promise<string> {
  let made: Promise<string> | undefined;
  return () => (made ??= make());
}

const viteBuild = once(async () => {
  const path = project("vite", { "index.html": page("./app.js"), "app.js": app(EVERY) });
  await buildWithVite({ root: path, configFile: false, logLevel: "error" });
  return path;
});

const webpackBuild = once(async () => {
  const path = project("webpack", { "app.js": app(EVERY) });
  const output = { path: `${path}/dist` };
  const stats = await packWithWebpack({ context: path, mode: "production", entry: "./app.js", output });
  expect(stats.toString({ all: false, errors: true, warnings: true })).toBe("");
  writeFileSync(`${path}/dist/index.html`, page("./main.js"));
  return path;
});

/** What needs a word where the bundler does not know `new URL(…, import.meta.url)`. */
const HOSTED = {
  quadfolio: "",
  "quadfolio/full": "",
  "quadfolio/wasm": '{ wasm: "/baseline.wasm" }',
  "quadfolio/worker": '{ worker: () => new Worker("/worker.js", { type: "module" }) }',
};

const esbuildBundle = once(async () => {
  const path = project("esbuild", { "app.js": app(HOSTED), "worker.js": 'import "quadfolio/worker-thread";' });
  await bundleWithEsbuild({
    entryPoints: [`${path}/app.js`, `${path}/worker.js`],
    outdir: `${path}/dist`,
    bundle: true,
    minify: true,
    format: "esm",
    logLevel: "error",
  });
  writeFileSync(`${path}/dist/index.html`, page("./app.js"));
  writeFileSync(`${path}/dist/baseline.wasm`, readFileSync(`${consumer.folder}/node_modules/quadfolio/dist/baseline.wasm`));
  return path;
});

describe.each(installed)("in %s", (name, browser, path) => {
  if (path === undefined && !process.env["CI"]) {
    it.skipIf(true)(`${name} is not installed`, () => {});
    return;
  }
  const open = (page: string, options: Omit<ServerOptions, "onPost">) => visit(browser, path!, page, options);
  const built = (dist: string) => open("/index.html", { content: { "/": folder(`${dist}/`) } });

  it("a Vite build", async () => {
    const path = await viteBuild();
    expectWeights(await built(`${path}/dist`), EVERY);
    expectNoCommandLine(`${path}/dist/assets`);
  });

  it("a webpack build", async () => {
    const path = await webpackBuild();
    expectWeights(await built(`${path}/dist`), EVERY);
    expectNoCommandLine(`${path}/dist`);
    // The scripts of workers are bundled, and not copied beside too.
    for (const file of readdirSync(`${path}/dist`))
      expect(readFileSync(`${path}/dist/${file}`, "utf8")).not.toContain("./shared-");
  });

  it("an esbuild bundle, with the worker's script as an entry and the module hosted beside", async () => {
    const path = await esbuildBundle();
    expectWeights(await built(`${path}/dist`), HOSTED);
    expectNoCommandLine(`${path}/dist`);
  });

  it("a page without a bundler, the files of the package beside it, under a strict Content Security Policy", async () => {
    const entries = { "/dist/index.js": "", "/dist/full.js": "", "/dist/wasm.js": "", "/dist/worker.js": "" };
    const path = project(`plain ${name}`, { "index.html": page("./app.js"), "app.js": app(entries) });
    const content = { "/dist/": folder(`${consumer.folder}/node_modules/quadfolio/dist/`), "/": folder(`${path}/`) };
    expectWeights(await open("/index.html", { content, policy: STRICT }), entries);
  });

  it("a page that imports the package from another origin, as from a CDN", async () => {
    const content = { "/": folder(`${consumer.folder}/node_modules/`) };
    const elsewhere = await serve({ content, crossOrigin: true, onPost: () => {} });
    const dist = `${elsewhere.origin}/quadfolio/dist`;
    const entries = { [`${dist}/index.js`]: "", [`${dist}/full.js`]: "", [`${dist}/wasm.js`]: "", [`${dist}/worker.js`]: "" };
    const inline = `<!doctype html><meta charset="utf-8" /><script type="module">${app(entries)}</script>`;
    const path = project(`cdn ${name}`, { "index.html": inline });
    expectWeights(await built(path), entries);
    elsewhere.close();
  });
});

describe("a development server", () => {
  const [name, browser, path] = installed[0]!;
  it.skipIf(path === undefined && !process.env["CI"])("of Vite", async () => {
    const root = project("vite serve", { "index.html": page("./app.js"), "app.js": app(EVERY) });
    let accept: (report: string) => void;
    const posted = new Promise<string>((resolve) => (accept = resolve));
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    const server = await createViteServer({
      root,
      configFile: false,
      customLogger: { ...createLogger("error"), warn, warnOnce: warn },
      server: { port: 0, host: "127.0.0.1" },
      plugins: [
        {
          name: "report",
          configureServer({ middlewares }) {
            middlewares.use("/report", (request, response) => {
              let text = "";
              request.on("data", (chunk) => (text += String(chunk)));
              request.on("end", () => {
                response.end();
                accept(text);
              });
            });
          },
        },
      ],
    });
    await server.listen();
    const opened = await browser.open(path!, server.resolvedUrls!.local[0]!);
    expectWeights(JSON.parse(await posted), EVERY);
    expect(name).toBe("Chromium");
    // Of source maps whose sources are nowhere, for instance.
    expect(warnings).toEqual([]);
    await opened.close();
    await server.close();
  });
});

/** Next.js and React, 360 MB, out of npm's cache where they are there; what npm says where it cannot install them. */
function installNext(path: string): string | undefined {
  try {
    npm(path, "ci", "--no-audit", "--no-fund", "--prefer-offline");
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

it("a page of Next.js, built and exported", { timeout: 300_000 }, async ({ skip }) => {
  const path = project("next", {
    "next.config.mjs": 'export default { output: "export" };\n',
    "package.json": readFileSync(`${root}/test/package/next/package.json`, "utf8"),
    "package-lock.json": readFileSync(`${root}/test/package/next/package-lock.json`, "utf8"),
  });
  const failure = installNext(path);
  if (failure !== undefined) skip(`npm cannot install Next.js: ${failure}`);
  npm(path, "install", "--no-save", "--no-audit", "--no-fund", "--prefer-offline", consumer.tarball);
  const entries = { quadfolio: "", "quadfolio/full": "", "quadfolio/worker": "" };
  const [imports, body] = app(entries).split("\n\n");
  project("next/app", {
    "layout.js": "export default ({ children }) => <html><body>{children}</body></html>;\n",
    "page.js": `"use client";
import { useEffect } from "react";
${imports}
${app(entries).slice(imports!.length)}`.replace(
      /const report = \{\};[\s\S]*/,
      (statements) => `export default function Page() {
  useEffect(() => { (async () => { ${statements} })(); }, []);
  return <p>A portfolio.</p>;
}\n`,
    ),
  });
  expect(body).toBeDefined();
  npm(path, "exec", "--offline", "--", "next", "build");
  const [, browser, browserPath] = installed[0]!;
  expectWeights(await visit(browser, browserPath!, "/index.html", { content: { "/": folder(`${path}/out/`) } }), entries);
});

/** The dependencies of the command line are in no bundle. */
function expectNoCommandLine(path: string): void {
  const scripts = readdirSync(path).filter((file) => file.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts)
    expect(readFileSync(join(path, script), "utf8")).not.toMatch(
      /commander|linkedom|cli-progress|csv-parse|jsonc-parser|observablehq/,
    );
}

function packWithWebpack(configuration: webpack.Configuration): Promise<webpack.Stats> {
  const pack = createRequire(import.meta.url)("webpack") as typeof webpack;
  return new Promise((resolve, reject) => {
    pack(configuration, (error, stats) => (stats ? resolve(stats) : reject(error ?? new Error("webpack returned nothing."))));
  });
}
