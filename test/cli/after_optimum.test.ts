import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { csv, priceRows, SYMBOLS } from "./prices.js";
import { quadfolio, temporaryFile } from "./run.js";

const solve = (...args: string[]) => {
  const { code, stdout, stderr } = quadfolio(["optimize", "-", "--json", ...args], csv());
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout);
};
const refused = (args: string[], input = csv()) => {
  const { code, stdout, stderr } = quadfolio(["optimize", "-", ...args], input);
  expect([code, stdout]).toEqual([2, ""]);
  return stderr;
};
const equal = temporaryPath("symbol,weight\n" + SYMBOLS.map((name) => `${name},0.2`).join("\n") + "\n");
const last = priceRows().prices[79]!;

/** A file that stays for all tests of this one. */
function temporaryPath(text: string): () => string {
  return () => temporaryFile("benchmark.csv", text);
}

describe("what comes after the optimum", () => {
  it("--lots buys whole lots at the last prices, and --out writes what is held, for --current to read", () => {
    const out = temporaryFile("held.csv", "");
    const { discrete, weights } = solve("--max-weight", "0.4", "--lots", "2", "--capital", "10000", "--out", out);
    const spent = SYMBOLS.reduce((sum, name, j) => sum + discrete.shares[name] * last[j]!, 0);
    expect(SYMBOLS.every((name) => discrete.shares[name] % 2 === 0)).toBe(true);
    expect(discrete.cost).toBeCloseTo(spent, 8);
    expect(discrete.cash).toBeGreaterThanOrEqual(0);
    expect(discrete.cost + discrete.cash).toBeCloseTo(10_000, 8);
    SYMBOLS.forEach((name, j) => {
      expect(discrete.weights[name]).toBeCloseTo((discrete.shares[name] * last[j]!) / 10_000, 14);
      expect(discrete.drift[name]).toBeCloseTo(discrete.weights[name] - weights[name], 14);
    });
    expect(readFileSync(out, "utf8")).toMatch(/^symbol,weight,shares\n/);
    expect(solve("--current", out, "--max-turnover", "0", "--budget", "0,1").weights).toEqual(discrete.weights);
  });

  it("--lots takes a file, and prices come from --config where the data are returns", () => {
    const lots = temporaryFile("lots.csv", "symbol,lot\nALPHA,10\nGAMMA,0.5\n");
    const { shares } = solve("--lots", lots, "--capital", "20000").discrete;
    expect(shares["ALPHA"] % 10).toBe(0);
    expect((2 * shares["GAMMA"]) % 1).toBe(0);
    const prices = Object.fromEntries(SYMBOLS.map((name) => [name, 50]));
    const config = temporaryFile("portfolio.json", JSON.stringify({ discretize: { prices, lots: 1 }, capital: 1000 }));
    const returns = csv().replace(/(?<=,)[\d.]+/g, (price) => String(Number(price) % 0.01));
    const { code, stdout } = quadfolio(["optimize", "-", "--returns", "--json", "--config", config], returns);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).discrete.cost % 50).toBe(0);
    expect(refused(["--returns", "--lots", "1", "--capital", "1000"], returns)).toContain("--lots needs prices");
  });

  it("a person reads fractions of shares as --out writes them, and one share as one", () => {
    const out = temporaryFile("held.csv", "");
    const { stdout } = quadfolio(["optimize", "-", "--lots", "0.01", "--capital", "100", "--out", out], csv());
    const held = readFileSync(out, "utf8").trimEnd().split("\n").slice(1);
    for (const line of held) {
      const [symbol, weight, shares] = line.split(",");
      if (weight === "0") continue;
      expect(Number(shares) % 1).not.toBe(0);
      expect(stdout).toMatch(new RegExp(`^ +${symbol} +\\S+ % +${shares.replace(".", "\\.")} shares$`, "m"));
    }
    const config = { discretize: { prices: Object.fromEntries(SYMBOLS.map((name) => [name, 1])) }, capital: 1 };
    const one = ["--config", temporaryFile("c.json", JSON.stringify(config)), "--lots", "1", "--expected-returns"];
    const best = temporaryFile("r.csv", `symbol,expected_return\n${SYMBOLS.map((name, j) => `${name},${j}`).join("\n")}\n`);
    const args = ["optimize", "-", ...one, best, "--objective", "utility"];
    expect(quadfolio(args, csv()).stdout).toMatch(/^ +EPSILON +100\.00 % +1 share$/m);
  });

  it("what was traded for whole lots counts assets of any name", () => {
    const data = csv().replace("BETA,GAMMA", "constructor,toString");
    const current = temporaryFile("current.csv", "symbol,weight\nALPHA,1\n");
    const args = ["optimize", "-", "--current", current, "--lots", "1", "--capital", "3000"];
    const { discrete } = JSON.parse(quadfolio([...args, "--json"], data).stdout);
    const traded = Object.entries<number>(discrete.weights).map(([name, weight]) =>
      Math.abs(weight - (name === "ALPHA" ? 1 : 0)),
    );
    const percent = 100 * traded.reduce((sum, one) => sum + one, 0);
    expect(quadfolio(args, data).stdout).toContain(`\nTurnover            ${percent.toFixed(2)} %, `);
  });

  it("--min-holding and --min-trade prune", () => {
    const found = solve("--min-holding", "0.1");
    expect(found.pruned.length).toBeGreaterThan(0);
    for (const weight of Object.values(found.weights as Record<string, number>)) expect(weight === 0 || weight >= 0.1).toBe(true);
    const current = temporaryFile("current.csv", "symbol,weight\nALPHA,0.5\nBETA,0.3\nGAMMA,0.2\n");
    const { untraded, weights } = solve("--current", current, "--min-trade", "0.05", "--max-weight", "0.6");
    for (const name of untraded) expect(weights[name]).toBe({ ALPHA: 0.5, BETA: 0.3, GAMMA: 0.2 }[name as string] ?? 0);
    expect(refused(["--min-trade", "0.05"])).toBe("quadfolio: --min-trade needs --current, the weights held today.\n");
  });

  it("reports risk, beta and what the constraints cost", () => {
    const args = ["--max-weight", "0.4", "--benchmark", equal(), "--max-tracking-error", "0.002"];
    const found = solve(...args);
    const shares = Object.values(found.risk.riskShares as Record<string, number>);
    expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    expect(found.risk.activeRisk).toBeCloseTo(0.002, 12);
    expect(found.annual.trackingError).toBeCloseTo(0.002 * Math.sqrt(252), 12);
    expect(found.shadowPrices[0].sentence).toMatch(/ costs [\d.e-]+ bp of variance per (point|bp)\.$/);
    const { stdout } = quadfolio(["optimize", "-", ...args], csv());
    expect(stdout).toContain("Costs of constraints, in a year");
    expect(stdout).toContain(found.shadowPrices[0].sentence);
    expect(stdout).toMatch(/Beta, active share +[\d.]+, [\d.]+ %/);
  });

  it("the largest Sharpe ratio with what it is, of a year, and what a cap costs of it", () => {
    const at = (cap: number) => solve("--objective", "max-sharpe", "--max-weight", String(cap));
    const { annual, expectedReturn, volatility, shadowPrices } = at(0.4);
    expect(annual.sharpeRatio).toBeCloseTo((expectedReturn / volatility) * Math.sqrt(252), 12);
    // All caps move at once.
    const costs = (shadowPrices as { constraint: string; cost: number }[]).filter(
      ({ constraint }) => constraint === "maxWeights",
    );
    const cost = costs.reduce((sum, one) => sum + one.cost, 0);
    const gain = (at(0.40001).annual.sharpeRatio - at(0.39999).annual.sharpeRatio) / 2e-3;
    expect(gain).toBeGreaterThan(0);
    expect(cost / gain).toBeCloseTo(1, 2);
  });

  it("--min-effective-holdings and --ridge", () => {
    const sum = (weights: Record<string, number>) => Object.values(weights).reduce((all, one) => all + one * one, 0);
    expect(1 / sum(solve("--min-effective-holdings", "4").weights)).toBeCloseTo(4, 10);
    expect(1 / sum(solve("--ridge", "1").weights)).toBeCloseTo(5, 2);
  });

  it("reads uncertainty and prune from --config, and points at what is wrong in them", () => {
    const config = (document: object) => temporaryFile("portfolio.json", JSON.stringify(document));
    const objective = { kind: "utility", riskAversion: 4 };
    const uncertainty = { box: { ALPHA: 0.001 }, ellipsoid: { radius: 0.2 } };
    const found = solve("--config", config({ objective, uncertainty, prune: { minWeight: 0.02 } }));
    expect(found.settings).toMatchObject({ objective, uncertainty, prune: { minWeight: 0.02 } });
    expect(refused(["--config", config({ prune: { minWeights: 1 } })])).toContain("/prune/minWeights is not known");
    expect(refused(["--config", config({ uncertainty: { ellipsoid: { radius: -1 } } })])).toContain(
      "/uncertainty/ellipsoid/radius is -1, expected a number of at least 0",
    );
    expect(refused(["--config", config({ uncertainty })])).toContain("uncertainty is an object, expected nothing");
  });

  it("refuses options that need others", () => {
    expect(refused(["--lots", "1"])).toBe("quadfolio: --lots needs --capital, what is to be spent.\n");
    expect(refused(["--max-tracking-error", "1"])).toBe("quadfolio: --max-tracking-error needs --benchmark.\n");
    expect(refused(["--lots", "-1", "--capital", "1"])).toContain("--lots is -1, expected a number above 0 or a file");
  });
});

describe("figures of what is printed", () => {
  it("are those of the whole lots where there are any", () => {
    const args = ["--risk-free", "0.0001", "--lots", "1", "--capital", "3000"];
    const { discrete, ...optimum } = solve(...args);
    const { stdout } = quadfolio(["optimize", "-", ...args], csv());
    const shown = (pattern: RegExp) => Number(pattern.exec(stdout)![1]);
    expect(shown(/^Expected return +([-\d.]+) %/m)).toBeCloseTo(25_200 * discrete.expectedReturn, 2);
    expect(shown(/^Volatility +([\d.]+) %/m)).toBeCloseTo(100 * Math.sqrt(252) * discrete.volatility, 2);
    expect(shown(/^Effective holdings +([\d.]+)/m)).toBeCloseTo(discrete.effectiveHoldings, 1);
    const weights: number[] = SYMBOLS.map((name) => discrete.weights[name]);
    const invested = weights.reduce((sum, one) => sum + one, 0);
    expect(invested).toBeLessThan(0.999);
    expect(shown(/^Sharpe ratio +([-\d.]+)/m)).toBeCloseTo(
      ((discrete.expectedReturn - 0.0001 * invested) / discrete.volatility) * Math.sqrt(252),
      3,
    );
    // A program reads both, each by itself.
    const held: number[] = SYMBOLS.map((name) => optimum.weights[name]);
    expect(optimum.effectiveHoldings).toBeCloseTo(1 / held.reduce((sum, w) => sum + w * w, 0), 10);
    expect(discrete.effectiveHoldings).toBeCloseTo(1 / weights.reduce((sum, w) => sum + w * w, 0), 10);
  });

  it("have one rate without risk, of the configuration or of the option, and all of the capital", () => {
    const config = temporaryFile("c.json", JSON.stringify({ objective: { kind: "max-sharpe", riskFree: 0.0002 } }));
    const ratio = (command: string, ...args: string[]) =>
      Number(/Sharpe ratio +(-?[\d.]+)/.exec(quadfolio([command, "-", ...args], csv()).stdout)![1]);
    const asked = ratio("frontier", "--risk-free", "0.0002");
    expect(ratio("frontier", "--config", config)).toBe(asked);
    expect(ratio("optimize", "--config", config)).toBe(asked);
    expect(ratio("optimize", "--objective", "max-sharpe", "--risk-free", "0.0002")).toBe(asked);
    const half = ["--risk-free", "0.0002", "--budget", "0.5", "--max-weight", "0.5"];
    expect(ratio("frontier", ...half)).toBeCloseTo(asked, 2);
    expect(ratio("optimize", "--objective", "min-variance", ...half)).toBeCloseTo(
      ratio("optimize", "--objective", "min-variance", "--risk-free", "0.0002"),
      2,
    );
  });

  it.each(["optimize", "frontier"])("%s has no Sharpe ratio where there is no risk", (command) => {
    const args = [command, "-", "--budget", "0", "--risk-free", "0.0001", "--objective", "min-variance"];
    const { code, stdout } = quadfolio(args, csv());
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/Sharpe|NaN/);
    expect(JSON.parse(quadfolio([...args, "--json"], csv()).stdout).annual ?? {}).not.toHaveProperty("sharpeRatio");
  });

  it("groups may have any name", () => {
    const groups = temporaryFile("g.csv", `symbol,group\n${SYMBOLS.map((name) => `${name},constructor`).join("\n")}\n`);
    const { code, stderr } = quadfolio(["optimize", "-", "--groups", groups, "--group-max", "constructor=1"], csv());
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("a frontier takes no ridge, and says where one is taken", () => {
    expect(quadfolio(["frontier", "-", "--ridge", "0.1"], csv()).code).toBe(2);
    const config = temporaryFile("c.json", JSON.stringify({ ridge: 0.1 }));
    const { stderr } = quadfolio(["frontier", "-", "--config", config], csv());
    expect(stderr).toContain("ridge is not of a frontier, but of one portfolio: use quadfolio optimize.");
  });
});
