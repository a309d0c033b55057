import { loadCore } from "quadfolio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browsers, executable, open } from "./browsers.js";
import { problem } from "./page/problem.js";
import { servePage, type PageServer } from "./server.js";

interface Solve {
  error?: string;
  simd: string;
  status: string;
  x: number[];
  primalResidual: number;
  dualResidual: number;
  used: number;
}
type Report = Record<"page" | "worker", Record<string, Solve>>;

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

  let server: PageServer;
  let close: () => Promise<void>;
  let report: Report;
  let expected: number[];

  beforeAll(async () => {
    if (path === undefined) throw new Error(`${name} is not installed (looked for ${browser.paths.join(", ")}).`);
    expected = Array.from((await loadCore({ simd: "baseline" })).solveQP(problem()).x);
    server = await servePage();
    close = open(browser, path, server.url);
    report = (await server.report) as Report;
    for (const place of ["page", "worker"] as const) expect(report[place]).not.toBeTypeOf("string");
  }, 60_000);

  afterAll(async () => {
    await close?.();
    server?.close();
  });

  describe.each(["page", "worker"] as const)("in a %s", (place) => {
    it.each(sources)("solves with the module from: %s", (source) => {
      const solve = report[place][source]!;
      expect(solve.error).toBeUndefined();
      expect(solve.status).toBe("solved");
      expect(solve.primalResidual).toBeLessThanOrEqual(1e-12);
      expect(solve.dualResidual).toBeLessThanOrEqual(1e-12);
      expect(solve.used).toBe(0);
      solve.x.forEach((weight, i) => expect(weight).toBeCloseTo(expected[i]!, 12));
    });

    it("gives the digits that Node gives, where the module is the same", () => {
      for (const source of sources.filter((source) => source.endsWith("baseline")))
        expect(report[place][source]!.x).toEqual(expected);
    });

    it("picks relaxed SIMD by itself", () => {
      expect(report[place]["inlined, auto"]!.simd).toBe("relaxed");
      expect(report[place]["URL, relaxed"]!.simd).toBe("custom");
    });
  });
});
