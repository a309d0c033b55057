import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { csv, priceRows, SYMBOLS } from "./prices.js";
import { quadfolio, temporaryFile } from "./run.js";

const weightsOf = (input: string | Buffer, ...args: string[]) => {
  const { code, stdout, stderr } = quadfolio(["optimize", "-", "--json", ...args], input);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout).weights as Record<string, number>;
};

describe("quadfolio optimize", () => {
  it("prints weights, risk, holdings, iterations, residuals and times for a person", () => {
    const { code, stdout, stderr } = quadfolio(["optimize", temporaryFile("prices.csv", csv()), "--max-weight", "0.4"]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("prices of 5 assets on 80 dates");
    expect(stdout).toContain("5 assets, 79 observations, 2024-01-01 to 2024-03-20");
    expect(stdout).toContain("Dropped  none");
    expect(stdout).toMatch(/ALPHA +40\.00 %/);
    expect(stdout).toMatch(/Expected return +-?\d+\.\d\d % a year/);
    expect(stdout).toMatch(/Volatility +\d+\.\d\d % a year/);
    expect(stdout).toMatch(/Effective holdings +\d\.\d/);
    expect(stdout).toMatch(/Solver +solved, \d+ iterations?/);
    expect(stdout).toMatch(/Residuals +primal \S+, dual \S+, gap \S+/);
    expect(stdout).toMatch(/Time +read .*, parse .*, covariance .*, optimize .*, total /);
  });

  it("prints the largest --top weights and sums up the others", () => {
    const { stdout } = quadfolio(["optimize", "-", "--max-weight", "0.3", "--top", "2"], csv());
    const lines = stdout.split("\n");
    const first = lines.findIndex((line) => line.startsWith("Weights")) + 1;
    expect(lines[first]).toMatch(/^ +\w+ +30\.00 %$/);
    expect(lines[first + 2]).toMatch(/^ +\d more +\d+\.\d\d %$/);
    expect(lines[first + 3]).toBe("");
  });

  it("gives as --json the very numbers of the library", async () => {
    const { code, stdout } = quadfolio(["optimize", "-", "--json", "--objective", "utility", "--risk-aversion", "4"], csv());
    expect(code).toBe(0);
    const found = JSON.parse(stdout);

    const { dates, prices } = priceRows();
    const core = await loadTestCore();
    const shape = { observations: dates.length, assets: SYMBOLS.length, names: SYMBOLS, dates };
    const returns = core.returnsFromPrices(prices.flat(), shape);
    const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
    const portfolio = core.optimize({
      covariance,
      expectedReturns: covariance.mean!,
      objective: { kind: "utility", riskAversion: 4 },
    });
    // The command takes the build that the host runs best, the library here the one under test: the last bits may differ.
    SYMBOLS.forEach((symbol, j) => expect(found.weights[symbol]).toBeCloseTo(portfolio.weights[j], 12));
    expect(found.volatility).toBeCloseTo(portfolio.volatility, 14);
    expect(found.expectedReturn).toBeCloseTo(portfolio.expectedReturn!, 14);
    expect(found.covariance.shrinkage).toBeCloseTo(covariance.shrinkage!, 12);
    const weights = Object.values(found.weights as Record<string, number>);
    expect(found.effectiveHoldings).toBe(1 / weights.reduce((sum, w) => sum + w * w, 0));
    expect(found.annual.volatility).toBe(found.volatility * Math.sqrt(252));
    expect(found.annual.expectedReturn).toBe(found.expectedReturn * 252);
    expect(found.iterations).toBeGreaterThan(0);
    expect(found.residuals.primal).toBeLessThanOrEqual(1e-12);
    expect(found.residuals.dual).toBeLessThanOrEqual(1e-12);
    expect(found.milliseconds.parse).toBeGreaterThan(0);
    expect(found.used).toEqual({ assets: 5, observations: 79, first: "2024-01-01", last: "2024-03-20" });
  });

  it("uses --periods-per-year for display only", () => {
    const yearly = (periods: string) =>
      JSON.parse(quadfolio(["optimize", "-", "--json", "--periods-per-year", periods], csv()).stdout);
    const [trading, calendar] = [yearly("252"), yearly("365")];
    expect(calendar.weights).toEqual(trading.weights);
    expect(calendar.volatility).toBe(trading.volatility);
    expect(calendar.annual.volatility).toBe(calendar.volatility * Math.sqrt(365));
  });

  it("reads returns with --returns", () => {
    const { dates, prices } = priceRows();
    const rows = prices.slice(1).map((row, i) => [dates[i + 1], ...row.map((price, j) => price / prices[i][j] - 1)].join(","));
    const weights = weightsOf(`Date,${SYMBOLS.join(",")}\n${rows.join("\n")}`, "--returns");
    const expected = weightsOf(csv());
    for (const symbol of SYMBOLS) expect(weights[symbol]).toBeCloseTo(expected[symbol], 10);
  });

  it("reaches a target return", () => {
    const { code, stdout } = quadfolio(
      ["optimize", "-", "--json", "--objective", "target-return", "--target-return", "0.0003"],
      csv(),
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).expectedReturn).toBeCloseTo(0.0003, 14);
  });

  it("keeps weights within --min-weight and --max-weight exactly", () => {
    const weights = Object.values(weightsOf(csv(), "--min-weight", "0.07", "--max-weight", "0.31"));
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0.07);
    expect(Math.max(...weights)).toBeLessThanOrEqual(0.31);
  });
});

describe("the file", () => {
  const expected = () => weightsOf(csv());

  it("may be gzip, told by its first bytes and not by its name", () => {
    const path = temporaryFile("prices.csv", gzipSync(csv()));
    const { stdout } = quadfolio(["optimize", path, "--json"]);
    expect(JSON.parse(stdout).weights).toEqual(expected());
    expect(weightsOf(gzipSync(csv()))).toEqual(expected());
  });

  it.each([
    ["semicolons", csv(80, {}, ";")],
    ["tabs", csv(80, {}, "\t")],
    ["a byte order mark", "\ufeff" + csv()],
    ["an empty line before semicolons", "\n" + csv(80, {}, ";")],
    ["a byte order mark, CRLF and empty lines before tabs", "\ufeff\r\n\r\n" + csv(80, {}, "\t").replaceAll("\n", "\r\n")],
    ["UTF-16", Buffer.from("\ufeff" + csv(), "utf16le")],
    ["CRLF and empty lines", csv().replaceAll("\n", "\r\n") + "\r\n\r\n"],
    ["quotes", csv().replace(/[^,\n]+/g, '"$&"')],
    ["spaces around its cells", csv().replaceAll(",", " , ")],
    ["dates without hyphens", csv().replace(/^(\d{4})-(\d\d)-(\d\d)/gm, "$1$2$3")],
    ["times of day", csv().replace(/^(\d{4}-\d\d-\d\d)/gm, "$1T16:00:00-05:00")],
  ])("may have %s", (_, text) => {
    expect(weightsOf(text)).toEqual(expected());
  });

  it("may be newest first, which is reported", () => {
    const [head, ...rows] = csv().trimEnd().split("\n");
    const { stdout } = quadfolio(["optimize", "-", "--json"], [head, ...rows.reverse()].join("\n"));
    const found = JSON.parse(stdout);
    expect(found.input.reversed).toBe(true);
    expect(found.used.first).toBe("2024-01-01");
    expect(found.weights).toEqual(expected());
  });

  it("is used from the last --lookback observations on", () => {
    const { dates, prices } = priceRows();
    const rows = dates.map((date, i) => [date, ...prices[i]].join(",")).slice(-41);
    const tail = `Date,${SYMBOLS.join(",")}\n${rows.join("\n")}`;
    expect(weightsOf(csv(), "--lookback", "40")).toEqual(weightsOf(tail));
  });

  it("may name its symbols as it likes", () => {
    const odd = ['"A, Inc"', "__proto__", "7203", "Ünïted", "a b"];
    const weights = weightsOf(csv().replace(SYMBOLS.join(","), odd.join(",")));
    const names = ["A, Inc", "__proto__", "7203", "Ünïted", "a b"];
    expect(Object.keys(weights).sort()).toEqual([...names].sort());
    expect(names.map((name) => Object.getOwnPropertyDescriptor(weights, name)?.value)).toEqual(
      SYMBOLS.map((symbol) => expected()[symbol]),
    );
  });
});
