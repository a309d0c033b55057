import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("npm start", () => {
  let printed: string;

  beforeAll(() => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["demo/start/start.mjs"], { cwd: root, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    printed = stdout;
  });

  it("says what it uses and what it sets aside", () => {
    expect(printed).toMatch(/^33 currencies in US dollars, weekly, 2015-01-16 to 2024-11-29/m);
    expect(printed).toContain("set aside, the dollar itself: USD");
    expect(printed).toContain("set aside, redenominated: VES");
    expect(printed).toMatch(/held to the dollar: .*HKD/);
    expect(printed).not.toMatch(/NaN|undefined/);
  });

  it("prints weights that sum to 100 % and lie under the cap", () => {
    const rows = printed.split("\n").filter((line) => /^[A-Z]{3} /.test(line));
    expect(rows.length).toBeGreaterThan(5);
    for (const column of [3, 2]) {
      const weights = rows.map((row) => parseFloat(row.split(/ {3,}/).at(-column)!.replace("·", "0")));
      expect(Math.max(...weights)).toBeLessThanOrEqual(15);
      // Each is rounded to a tenth of a percent.
      expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 100)).toBeLessThanOrEqual(0.05 * rows.length);
    }
  });

  it("estimates less risk for minimum variance than for equal weights", () => {
    const [least, , equal] = /volatility, estimated +(\S+) % +(\S+) % +(\S+) %/.exec(printed)!.slice(1).map(Number);
    expect(least).toBeLessThan(equal);
  });

  it("draws a titled picture with a bar for every weight", () => {
    const path = /Picture of the weights: (\S+)/.exec(printed)![1];
    const { document } = parseHTML(readFileSync(`${root}${path}`, "utf8"));
    const svg = document.querySelector("svg")!;
    expect(svg.textContent).toContain("33 currencies: two optimal portfolios beside equal weights");
    expect(svg.textContent).toContain("Weight (%)");
    expect(svg.textContent).toContain("Volatility (% a year)");
    expect(svg.querySelectorAll("[aria-label=bar] path, [aria-label=bar] rect").length).toBeGreaterThan(14);
    expect(svg.outerHTML).not.toMatch(/NaN|undefined/);
  });

  it("writes a panel that the command line reads", () => {
    const path = /npx quadfolio optimize (\S+)/.exec(printed)![1];
    const { status, stdout } = spawnSync(process.execPath, ["dist/cli.js", "optimize", path, "--json"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).used).toEqual({ assets: 33, observations: 491, first: "2015-01-16", last: "2024-11-29" });
  });
});
