import { fileURLToPath } from "node:url";
import { loadCore } from "quadfolio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browsers, executable, type Opened } from "./browsers.js";
import { answers } from "./page/answers.js";
import { STRICT, folder, serve, type Server } from "./server.js";

type Answers = ReturnType<typeof answers>;
type Report = Record<"page" | "worker", Record<string, Answers & { error?: string }>>;

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const sources = [
  ...["inlined, auto", "inlined, baseline", "inlined, relaxed", "URL, baseline", "URL, relaxed"],
  ...["path, baseline", "response, baseline", "bytes, relaxed"],
];

describe.each(browsers.map((browser) => [browser.name, browser] as const))("%s", (name, browser) => {
  const path = executable(browser);
  if (path === undefined && !process.env["CI"]) {
    it.skipIf(true)(`${name} is not installed (looked for ${browser.paths.join(", ")})`, () => {});
    return;
  }

  let server: Server;
  let opened: Opened;
  let report: Report;
  let expected: Answers;

  beforeAll(async () => {
    if (path === undefined) throw new Error(`${name} is not installed (looked for ${browser.paths.join(", ")}).`);
    expected = answers(await loadCore({ simd: "baseline" }));
    let accept: (report: unknown) => void;
    const posted = new Promise<unknown>((resolve) => (accept = resolve));
    const content = { "/dist/": folder(beside("../../dist/")), "/page/": folder(beside("page/")) };
    server = await serve({ content, policy: STRICT, onPost: (_, body) => accept(body) });
    opened = await browser.open(path, `${server.origin}/page/index.html`);
    report = (await posted) as Report;
    for (const place of ["page", "worker"] as const) expect(report[place]).not.toBeTypeOf("string");
  }, 60_000);

  afterAll(async () => {
    await opened?.close();
    server?.close();
  });

  describe.each(["page", "worker"] as const)("in a %s", (place) => {
    it.each(sources)("solves with the module from: %s", (source) => {
      const { error, status, residual, used, x, weights } = report[place][source]!;
      expect(error).toBeUndefined();
      expect(status).toEqual(["solved", "solved"]);
      expect(residual).toBeLessThanOrEqual(1e-12);
      expect(used).toBe(0);
      x.forEach((value, i) => expect(value).toBeCloseTo(expected.x[i]!, 12));
      weights.forEach((value, i) => expect(value).toBeCloseTo(expected.weights[i]!, 12));
    });

    it("gives the digits that Node gives, where the module is the same", () => {
      for (const source of sources.filter((source) => source.endsWith("baseline")))
        expect(report[place][source]).toMatchObject({ x: expected.x, weights: expected.weights });
    });

    it("picks relaxed SIMD by itself", () => {
      expect(report[place]["inlined, auto"]!.simd).toBe("relaxed");
      expect(report[place]["URL, relaxed"]!.simd).toBe("custom");
    });
  });
});
