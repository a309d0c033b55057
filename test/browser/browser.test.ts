import { fileURLToPath } from "node:url";
import { loadCore } from "quadfolio";
import { beforeAll, describe, expect, it } from "vitest";
import { browsers, executable } from "./browsers.js";
import { answers } from "./page/answers.js";
import { STRICT, folder } from "./server.js";
import { visit } from "./visit.js";

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

  let report: Report;
  let expected: Answers;

  beforeAll(async () => {
    if (path === undefined) throw new Error(`${name} is not installed (looked for ${browser.paths.join(", ")}).`);
    expected = answers(await loadCore({ simd: "baseline" }));
    const content = { "/dist/": folder(beside("../../dist/")), "/page/": folder(beside("page/")) };
    report = (await visit(browser, path, "/page/index.html", { content, policy: STRICT })) as Report;
    for (const place of ["page", "worker"] as const) expect(report[place]).not.toBeTypeOf("string");
  }, 120_000);

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
