import { fileURLToPath } from "node:url";
import { loadCore } from "quadfolio";
import { beforeAll, describe, expect, it } from "vitest";
import { browsers, executable } from "./browsers.js";
import { shared } from "./page/shared.js";
import { STRICT, folder } from "./server.js";
import { visit } from "./visit.js";

type Outcome = Awaited<ReturnType<typeof shared>> & { error?: string };
type Report = { isolated: boolean } & Record<"page" | "worker" | "entry" | "alone", Outcome>;

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe.each(browsers.map((browser) => [browser.name, browser] as const))("%s", (name, browser) => {
  const path = executable(browser);
  if (path === undefined && !process.env["CI"]) {
    it.skipIf(true)(`${name} is not installed (looked for ${browser.paths.join(", ")})`, () => {});
    return;
  }

  let expected: Outcome;
  beforeAll(async () => {
    if (path === undefined) throw new Error(`${name} is not installed (looked for ${browser.paths.join(", ")}).`);
    expected = await shared(loadCore, { simd: "baseline" });
  });

  it.each([
    ["two threads in a page that is cross-origin isolated", true, 2],
    ["one thread in a page that is not", false, 1],
  ])("%s, and the bits of one thread of Node", async (_, isolated, threads) => {
    const content = { "/dist/": folder(beside("../../dist/")), "/page/": folder(beside("page/")) };
    const options = { content, policy: STRICT, isolated };
    const { isolated: was, ...outcomes } = (await visit(browser, path!, "/page/threads.html", options)) as Report;
    expect(was).toBe(isolated);
    for (const place of ["page", "worker", "entry"] as const)
      expect([place, outcomes[place]]).toEqual([place, { ...expected, threads }]);
    // Where the script of a thread is not there.
    expect(outcomes.alone).toEqual({ ...expected, threads: 1 });
  });
});
