import { fileURLToPath } from "node:url";
import { loadCore as loadHere } from "quadfolio/full";
import { loadCore, transfer } from "quadfolio/worker";
import { beforeAll, describe, expect, it } from "vitest";
import { ABORTED, passage } from "../../bench/browser/passage.mjs";
import { seededReturns } from "../../bench/seededReturns.mjs";
import { browsers, executable } from "./browsers.js";
import { STRICT, folder } from "./server.js";
import { visit } from "./visit.js";

type Outcome = Awaited<ReturnType<typeof passage>>;
interface Watched {
  longTasks?: number[];
  gap: number;
}
interface Report {
  error?: string;
  isolated: boolean;
  outcomes: (Outcome & Watched)[];
  blocked?: Watched;
}

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const content = {
  "/dist/": folder(beside("../../dist/")),
  "/bench/": folder(beside("../../bench/")),
  "/page/": folder(beside("page/")),
};

/** What the browser counts as a long task, in milliseconds. */
const LONG = 50;

/** How long the page's thread was not free at a stretch, at most: by the browser's word where it has one. */
const longest = ({ longTasks, gap }: Watched) => (longTasks ? Math.max(0, ...longTasks) : gap);

const SHAPES = [3000, 10_000].map((assets) => ({ assets, observations: 1260 }));
let expected: Outcome[];
/** How many rounds the solves have that are aborted, of 3,000 assets. */
const rounds: Partial<Record<keyof typeof ABORTED, number>> = {};

beforeAll(async () => {
  expected = [];
  for (const shape of SHAPES) {
    const core = await loadCore({ simd: "baseline" });
    expected.push(await passage(core, transfer(seededReturns(shape.observations, shape.assets)), shape, "short"));
    core.dispose();
  }
  const core = await loadHere({ simd: "baseline" });
  using returns = core.returns(seededReturns(SHAPES[0]!.observations, SHAPES[0]!.assets), SHAPES[0]!);
  using covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  const expectedReturns = core.expectedReturns(returns, { estimator: "mean" });
  for (const solve of ["short", "long"] as const) {
    rounds[solve] = 0;
    const settings = { onProgress: () => void rounds[solve]!++ };
    core.optimize({ covariance, expectedReturns, ...ABORTED[solve], settings });
  }
});

describe.each(browsers.map((browser) => [browser.name, browser] as const))("%s", (name, browser) => {
  const path = executable(browser);
  if (path === undefined && !process.env["CI"]) {
    it.skipIf(true)(`${name} is not installed (looked for ${browser.paths.join(", ")})`, () => {});
    return;
  }

  async function reportOf({ assets, observations }: (typeof SHAPES)[number], isolated: boolean, more = ""): Promise<Report> {
    if (path === undefined) throw new Error(`${name} is not installed (looked for ${browser.paths.join(", ")}).`);
    const page = `/page/universe.html?assets=${assets}&observations=${observations}&simd=baseline&${more}`;
    const report = (await visit(browser, path, page, { content, policy: STRICT, isolated })) as Report;
    expect(report.error).toBeUndefined();
    expect(report.isolated).toBe(isolated);
    return report;
  }

  function expectAnswer({ status, residuals, weights }: Outcome, of: Outcome): void {
    expect(status).toBe("solved");
    expect(residuals).toEqual(of.residuals);
    expect(weights).toEqual(of.weights);
    expect(residuals.primal).toBeLessThanOrEqual(1e-14);
    expect(residuals.dual).toBeLessThanOrEqual(1e-16);
    expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThanOrEqual(1e-14);
    expect(weights.every((weight) => weight >= 0 && weight <= 0.02)).toBe(true);
  }

  it.each([
    ["that is not isolated, whose worker is ended by an abort", false],
    ["that is cross-origin isolated, whose solve is asked to end first", true],
  ])("3,000 assets in a page %s: its thread stays free, and the answer is that of Node", async (_, isolated) => {
    const { outcomes, blocked } = await reportOf(SHAPES[0]!, isolated, "rounds=3&blocked");
    outcomes.forEach((outcome, k) => {
      expectAnswer(outcome, expected[0]!);
      const { byReason, rounds: told } = outcome.abort;
      expect(byReason).toBe(true);
      // Left alone, the solve tells of at least twice as many.
      expect(2 * told).toBeLessThanOrEqual(rounds[k % 2 === 0 ? "short" : "long"]!);
    });
    // A busy machine may take the processor away from one of the passages; what the page itself does, it does in all of them.
    const least = Math.min(...outcomes.map(longest));
    // Where the same work is on the page's thread, it shows.
    expect(longest(blocked!)).toBeGreaterThan(LONG);
    // Firefox tells of no long task, and its timers come late on a busy machine: they are compared with that.
    expect(least).toBeLessThanOrEqual(outcomes[0]!.longTasks ? LONG : longest(blocked!) / 2);
  });

  it("10,000 assets", async () => {
    const { outcomes } = await reportOf(SHAPES[1]!, false, "rounds=1");
    expectAnswer(outcomes[0]!, expected[1]!);
  });
});
