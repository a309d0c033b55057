import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { quadfolio } from "./run.js";

const folder = fileURLToPath(new URL("../../../shared/data/prices/", import.meta.url));
const present = existsSync(folder);
if (!present) console.warn(`SKIPPED: the panels of real prices are not in ${folder}.`);

const optimize = (name: string, ...args: string[]) => {
  const { code, stdout, stderr } = quadfolio(["optimize", `${folder}${name}.csv.gz`, "--json", ...args]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

/** Symbols with an empty cell, found by splitting the text: an independent reading of the same file. */
function symbolsWithGaps(name: string): string[] {
  const [head, ...rows] = gunzipSync(readFileSync(`${folder}${name}.csv.gz`))
    .toString()
    .trimEnd()
    .split("\n");
  const symbols = head.split(",").slice(1);
  const gaps = new Set<number>();
  for (const row of rows) row.split(",").forEach((cell, column) => cell === "" && gaps.add(column - 1));
  return symbols.filter((_, j) => gaps.has(j));
}

describe.skipIf(!present)("real panels", () => {
  it("solves 1,000 assets with a cap of 2 %: residuals, budget and bounds", () => {
    const found = optimize("us_top1000_2015_2017_returns", "--returns", "--estimator", "ledoit-wolf", "--max-weight", "0.02");
    expect(found.used.assets).toBe(1000);
    expect(found.used.observations).toBe(498);
    expect(found.dropped).toEqual([]);
    expect(found.residuals.primal).toBeLessThanOrEqual(1e-9);
    expect(found.residuals.dual).toBeLessThanOrEqual(1e-9);
    const weights = Object.values(found.weights as Record<string, number>);
    expect(weights).toHaveLength(1000);
    expect(Math.abs(weights.reduce((sum, w) => sum + w, 0) - 1)).toBeLessThanOrEqual(1e-12);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...weights)).toBeLessThanOrEqual(0.02);
  });

  it("drops from the dirty panel of the whole market exactly the assets with gaps", () => {
    const name = "us_all_2015_2017_returns";
    const described = JSON.parse(readFileSync(`${folder}${name}.json`, "utf8"));
    const { input, used, dropped, residuals, extremeReturns } = optimize(name, "--returns", "--max-weight", "0.02");
    expect([input.dates, input.assets]).toEqual([described.rows, described.cols]);
    expect(used.assets).toBe(described.complete_cols);
    expect(dropped.every(({ reason }: { reason: string }) => reason === "missing values")).toBe(true);
    expect(dropped.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(described.nan);
    expect(dropped.map((asset: { name: string }) => asset.name)).toEqual(symbolsWithGaps(name));
    expect(residuals.dual).toBeLessThanOrEqual(1e-9);
    expect(extremeReturns[0].value).toBeGreaterThan(1000);
  });

  it("reads prices with late listings, and fewer of them in a shorter window", () => {
    const name = "sp500_1999_2021_adjclose";
    const described = JSON.parse(readFileSync(`${folder}${name}.json`, "utf8"));
    const { used, dropped } = optimize(name);
    expect(used.assets).toBe(described.complete_cols);
    expect(used.observations).toBe(described.rows - 1);
    expect(dropped.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(described.nan);
    const recent = optimize(name, "--lookback", "504");
    expect(recent.used.observations).toBe(504);
    expect(recent.used.assets).toBeGreaterThan(used.assets);
  });
});
