import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, describe, expect, it } from "vitest";
import { frontierCurve } from "../../bindings/cli/frontier/curve.js";
import { loadFullTestCore } from "../support/core.js";
import { randomMarket } from "../support/covariances.js";
import { csv, priceRows, SYMBOLS } from "./prices.js";
import { quadfolio, temporaryFile, temporaryFolder } from "./run.js";

const core = await loadFullTestCore();
const kept: { dispose(): void }[] = [];
afterAll(() => kept.forEach((one) => one.dispose()));
const run = (...args: string[]) => quadfolio(["frontier", "-", ...args], csv());
const traced = (...args: string[]) => {
  const { code, stdout, stderr } = run("--json", ...args);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

/** The frontier of the library on the same data. */
function ofLibrary(constraints: object) {
  const { dates, prices } = priceRows();
  const returns = core.returnsFromPrices(prices.flat(), { observations: dates.length, assets: SYMBOLS.length, names: SYMBOLS });
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  const expectedReturns = core.expectedReturns(returns, { estimator: "mean" });
  kept.push(covariance, returns);
  return core.efficientFrontier({ covariance, expectedReturns, constraints });
}

describe("quadfolio frontier", () => {
  it("traces the frontier of the library, and the portfolio of the best Sharpe ratio on it", () => {
    const found = traced("--max-weight", "0.5", "--risk-free", "0.0002");
    const frontier = ofLibrary({ maxWeights: 0.5 });
    expect(found.corners).toHaveLength(frontier.corners.length);
    frontier.corners.forEach(({ lambda, expectedReturn, volatility, weights }, k) => {
      const corner = found.corners[k];
      expect([corner.lambda, corner.expectedReturn, corner.volatility]).toEqual([lambda, expectedReturn, volatility]);
      SYMBOLS.forEach((name, j) => expect(corner.weights[name] ?? 0).toBe(weights[j]));
    });
    const best = frontier.maxSharpe(0.0002);
    expect(found.chosen.name).toBe("Maximum Sharpe ratio");
    expect(found.chosen.volatility).toBeCloseTo(best.volatility, 14);
    expect(found.minVariance.volatility).toBeCloseTo(frontier.minVariance.volatility, 14);
  });

  it.each([
    [["--objective", "min-variance"], "Minimum variance"],
    [["--objective", "target-return", "--target-return", "0.001"], "Target return"],
    [["--objective", "target-volatility", "--target-volatility", "0.008"], "Target volatility"],
    [["--objective", "utility", "--risk-aversion", "20"], "Utility, γ = 20"],
  ])("chooses with %j", (args, name) => {
    const { chosen } = traced(...args);
    expect(chosen.name).toBe(name);
    const one = JSON.parse(quadfolio(["optimize", "-", "--json", ...args], csv()).stdout);
    expect(chosen.volatility).toBeCloseTo(one.volatility, 9);
    expect(chosen.expectedReturn).toBeCloseTo(one.expectedReturn, 9);
  });

  it("writes the corners as CSV and as JSON, whole or not at all", () => {
    const folder = temporaryFolder();
    const [table, document] = [join(folder, "corners.csv"), join(folder, "corners.json")];
    const { corners } = traced("--out", table);
    traced("--out", document);
    expect(JSON.parse(readFileSync(document, "utf8")).corners).toEqual(corners);
    const [head, ...lines] = readFileSync(table, "utf8").trimEnd().split("\n");
    const columns = head!.split(",");
    expect(columns.slice(0, 3)).toEqual(["lambda", "expected_return", "volatility"]);
    expect(lines).toHaveLength(corners.length);
    lines.forEach((line, k) => {
      const cells = line.split(",").map(Number);
      expect(cells.slice(0, 3)).toEqual([corners[k].lambda, corners[k].expectedReturn, corners[k].volatility]);
      columns.slice(3).forEach((name, j) => expect(cells[3 + j]).toBe(corners[k].weights[name] ?? 0));
    });
    expect(readdirSync(folder).sort()).toEqual(["corners.csv", "corners.json"]);
    writeFileSync(table, "old");
    expect(run("--max-weight", "0.1", "--out", table).code).toBe(1);
    expect(readFileSync(table, "utf8")).toBe("old");
  });

  it("takes costs and holdings, and reports a cost for every corner", () => {
    const current = temporaryFile("current.csv", "symbol,weight\nALPHA,1\n");
    const { corners } = traced("--current", current, "--buy-cost", "0.0001", "--sell-cost", "0.0001", "--max-weight", "0.6");
    for (const { cost } of corners) expect(cost).toBeGreaterThanOrEqual(0.0002 * 0.4 - 1e-15);
  });

  it("draws a picture that is complete in itself", () => {
    const folder = temporaryFolder();
    const [svg, page] = [join(folder, "frontier.svg"), join(folder, "frontier.html")];
    const { corners } = traced("--picture", svg, "--risk-free", "0.0001");
    traced("--picture", page);
    const drawn = readFileSync(svg, "utf8");
    expect(drawn.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    const { document } = parseHTML(`<body>${drawn}</body>`);
    const titles = [...document.querySelectorAll("circle title")].map((one) => one.textContent!);
    expect(titles.filter((one) => one.startsWith("Corner "))).toHaveLength(corners.length);
    for (const name of [...SYMBOLS, "Maximum Sharpe ratio", "Minimum variance"]) expect(titles).toContain(name);
    expect(drawn).toContain("Dashed: with the risk-free return 2.52 %.");
    for (const text of [drawn, readFileSync(page, "utf8")]) {
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
      expect(text.replaceAll("http://www.w3.org/", "")).not.toMatch(/https?:|<script|<link|@import|url\(/);
    }
    expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>[\s\S]*<svg[\s\S]*<\/html>\n$/);
    expect(readdirSync(folder).sort()).toEqual(["frontier.html", "frontier.svg"]);
  });

  it("writes names that are markup as text", () => {
    const out = join(temporaryFolder(), "frontier.svg");
    expect(quadfolio(["frontier", "-", "--picture", out], csv().replace("ALPHA", "<b>&A")).code).toBe(0);
    expect(readFileSync(out, "utf8")).toContain("&lt;b&gt;&amp;A");
    expect(readFileSync(out, "utf8")).not.toContain("<b>");
  });

  it("prints corners and the portfolio for people", () => {
    const { stdout, code } = run("--top", "3");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Frontier +\d+ corners?/);
    expect(stdout).toMatch(/Maximum Sharpe ratio {2}return [\d.-]+ %, volatility [\d.]+ %, Sharpe ratio/);
  });

  it("ends with 1 and the reason where there is no frontier or no such portfolio on it", () => {
    const none = run("--max-weight", "0.1");
    expect(none.code).toBe(1);
    expect(none.stdout).toContain("maxWeights sum to 0.5, less than the budget 1.");
    const beyond = run("--objective", "target-return", "--target-return", "0.5");
    expect(beyond.code).toBe(1);
    expect(beyond.stdout).toContain("Target return: ");
  });

  it("ends with 2 where it is asked for what a frontier has not", () => {
    const refused = (...args: string[]) => {
      const { code, stdout, stderr } = run(...args);
      expect([code, stdout]).toEqual([2, ""]);
      return stderr;
    };
    expect(refused("--objective", "risk-parity")).toContain("which is no point of the frontier");
    expect(refused("--out", "corners.txt")).toContain("expected a file that ends in .csv or .json");
    expect(refused("--picture", "frontier.png")).toContain("expected a file that ends in .svg or .html");
    const config = temporaryFile("portfolio.json", JSON.stringify({ prune: { minWeight: 0.1 } }));
    expect(refused("--config", config)).toContain("prune is not of a frontier");
    expect(refused("--min-effective-holdings", "3")).toContain("constraints.minEffectiveHoldings");
  });
});

it("the curve drawn between corners is the frontier", () => {
  const { covariance, expectedReturns } = randomMarket(core, 20, 3, 7);
  const frontier = core.efficientFrontier({ covariance, expectedReturns, constraints: { maxWeights: 0.3 } });
  const curve = frontierCurve(frontier.corners, 5);
  expect(curve).toHaveLength(1 + 5 * (frontier.corners.length - 1));
  for (const { expectedReturn, volatility } of curve) {
    expect(frontier.at({ expectedReturn }).volatility).toBeCloseTo(volatility, 10);
  }
  covariance.dispose();
});
