import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browsers, executable, type Opened } from "./browsers.js";
import { folder, serve, type Server } from "./server.js";
import { bundle, files } from "./suite/bundle.js";
import type { FileReport, SuiteRequest } from "./suite/report.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = Buffer.from(
  '<!doctype html><meta charset="utf-8" /><script type="module" src="/suite/browser/suite/page.js"></script>',
);
let scripts: Map<string, Uint8Array>;

/** A test starts a worker from a text; else nothing comes from elsewhere. */
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'";

/** A promise, with what settles it. */
class Awaited<T> {
  resolve!: (value: T) => void;
  reject!: (reason: Error) => void;
  readonly promise = new Promise<T>((resolve, reject) => Object.assign(this, { resolve, reject }));
}

/** One run of all tests in one browser: a page of its own, and what it tells of each file when it is through with it. */
class Run {
  readonly #reports = new Map(files.map((file) => [file, new Awaited<FileReport>()]));
  #server: Server | undefined;
  #opened: Opened | undefined;

  constructor(readonly request: SuiteRequest) {
    // Whoever waits hears of it.
    for (const { promise } of this.#reports.values()) promise.catch(() => {});
  }

  /** Opens the page, and returns when all files are through or the page is. */
  async start(browser: (typeof browsers)[number], path: string): Promise<void> {
    this.#server = await serve({
      content: {
        "/suite/": (path) => scripts.get(path),
        "/dist/": folder(`${root}dist/`),
        "/highs/": folder(`${root}node_modules/highs/build/`),
        "/shared/": folder(`${root}../shared/`),
        "/index.html": () => page,
      },
      policy,
      // Once with memory that can be shared with the library's worker, once without.
      isolated: this.request.place === "worker",
      onPost: (path, body) => {
        const report = this.#reports.get(path.slice("/report/".length));
        if (report) report.resolve(body as FileReport);
        else this.#end(String(body));
      },
    });
    const address = `${this.#server.origin}/index.html#${encodeURIComponent(JSON.stringify(this.request))}`;
    this.#opened = await browser.open(path, address);
    const reports = await Promise.allSettled([...this.#reports.values()].map(({ promise }) => promise));
    const seconds = reports.reduce((sum, one) => sum + (one.status === "fulfilled" ? one.value.milliseconds / 1000 : 0), 0);
    console.info(`${browser.name}, in a ${this.request.place}, ${this.request.simd} build: ${seconds.toFixed(1)} s of tests`);
    await this.close();
  }

  async report(file: string): Promise<FileReport> {
    return this.#reports.get(file)!.promise;
  }

  /** Closes the browser; what has not come by now never will. */
  async close(): Promise<void> {
    this.#end("The page was closed before it came to this file.");
    this.#server?.close();
    await this.#opened?.close();
    this.#opened = undefined;
  }

  #end(reason: string): void {
    const error = new Error([reason, ...(this.#opened?.trouble ?? [])].join("\n"));
    for (const { reject } of this.#reports.values()) reject(error);
  }
}

const MINUTES = 60_000;

/** The four runs of each browser; the browsers run at the same time, and each its runs one after the other. */
const plans = browsers.map((browser) => {
  const runs = (["page", "worker"] as const).flatMap((place) =>
    (["baseline", "relaxed"] as const).map((simd) => new Run({ place, simd, files })),
  );
  return { browser, path: executable(browser), runs };
});

beforeAll(async () => {
  scripts = await bundle();
  for (const { browser, path, runs } of plans) {
    if (path === undefined) continue;
    void (async () => {
      for (const run of runs) await run.start(browser, path).catch(() => run.close());
    })();
  }
}, MINUTES);

afterAll(() => Promise.all(plans.flatMap(({ runs }) => runs.map((run) => run.close()))));

describe.each(plans.map((plan) => [plan.browser.name, plan] as const))("%s", (name, { browser, path, runs }) => {
  if (path === undefined && !process.env["CI"]) {
    it.skipIf(true)(`${name} is not installed (looked for ${browser.paths.join(", ")})`, () => {});
    return;
  }

  describe.each(runs.map((run) => [run.request.place, run.request.simd, run] as const))(
    "in a %s, %s build",
    (_place, _simd, run) => {
      it.each(files)("%s", { timeout: 10 * MINUTES }, async (file) => {
        const { failed, passed, skipped } = await run.report(file);
        expect(failed).toEqual([]);
        expect(passed + skipped.length).toBeGreaterThan(0);
      });
    },
  );
});
