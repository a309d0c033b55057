import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { csv, SYMBOLS } from "./prices.js";
import { quadfolio, temporaryFile } from "./run.js";

interface Found {
  weights: Record<string, number>;
  settings: Record<string, never>;
  [figure: string]: unknown;
}

function solve(...args: string[]): Found {
  const { code, stdout, stderr } = quadfolio(["optimize", "-", "--json", ...args], csv());
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout) as Found;
}

const sumOf = ({ weights }: Found, ...names: string[]) => names.reduce((sum, name) => sum + weights[name]!, 0);
const file = (text: string) => temporaryFile("table.csv", text);

describe("constraints from options", () => {
  it("--budget, a number or a range", () => {
    expect(sumOf(solve("--budget", "0.5"), ...SYMBOLS)).toBeCloseTo(0.5, 12);
    expect(sumOf(solve("--budget", "0.7,1.2"), ...SYMBOLS)).toBeCloseTo(0.7, 12);
  });

  it("--max-gross", () => {
    const long = solve("--min-weight", "-1", "--objective", "utility", "--risk-aversion", "0.5", "--max-gross", "1.3");
    const gross = Object.values(long.weights).reduce((sum, weight) => sum + Math.abs(weight), 0);
    expect(gross).toBeCloseTo(1.3, 10);
  });

  it("--groups with limits in the file, for all and for one", () => {
    const groups = file(
      "symbol,group,min,max\nALPHA,first,,0.3\nBETA,first,,\nGAMMA,second,0.4,\nEPSILON,second,,0.9\nELSEWHERE,second,,\n",
    );
    const found = solve("--groups", groups);
    expect(sumOf(found, "ALPHA", "BETA")).toBeCloseTo(0.3, 12);
    expect(sumOf(found, "GAMMA", "EPSILON")).toBeGreaterThanOrEqual(0.4 - 1e-15);
    expect(found["leftOut"]).toEqual([{ where: 'the group "second"', names: ["ELSEWHERE"] }]);
    const capped = solve("--groups", groups, "--group-max", "0.5", "--group-max", "first=0.2", "--group-min", "second=0.45");
    expect(capped.settings["constraints"]["groups"]).toEqual([
      { name: "first", members: ["ALPHA", "BETA"], max: 0.2 },
      { name: "second", members: ["GAMMA", "EPSILON"], min: 0.45, max: 0.5 },
    ]);
    expect(sumOf(capped, "ALPHA", "BETA")).toBeCloseTo(0.2, 12);
  });

  it("--groups without limits of its own leaves the weights alone", () => {
    for (const text of ["symbol;group\nALPHA;g\n", "\n\nsymbol;group\nALPHA;g\n"])
      expect(solve("--groups", file(text)).weights).toEqual(solve().weights);
  });

  it("--current, compressed, with --max-turnover, and with --buy-cost and --sell-cost", () => {
    const current = temporaryFile("current.csv.gz", gzipSync("symbol,weight\nEPSILON,1\n"));
    const found = solve("--current", current, "--max-turnover", "0.25");
    expect(found["turnover"]).toBeCloseTo(0.25, 12);
    expect(found.weights["EPSILON"]).toBeCloseTo(0.875, 12);
    const still = solve("--current", current, "--buy-cost", "1", "--sell-cost", "1");
    expect(still.weights["EPSILON"]).toBe(1);
    expect(still["cost"]).toBeCloseTo(0, 15);
    const moved = solve("--current", current, "--sell-cost", "1e-7");
    expect(moved["cost"]).toBeCloseTo(1e-7 * (1 - moved.weights["EPSILON"]!), 18);
  });

  it("--current takes what --out wrote", () => {
    const out = file("");
    solve("--max-weight", "0.4", "--out", out);
    expect(readFileSync(out, "utf8")).toMatch(/^symbol,weight\n/);
    expect(solve("--max-weight", "0.4", "--current", out)["turnover"]).toBe(0);
  });

  it("--net-exposure", () => {
    const found = solve("--net-exposure", "0.3,0.4", "--min-weight", "-1", "--objective", "utility", "--risk-aversion", "0.5");
    expect(sumOf(found, ...SYMBOLS)).toBeGreaterThanOrEqual(0.3 - 1e-15);
    expect(sumOf(found, ...SYMBOLS)).toBeLessThanOrEqual(0.4 + 1e-15);
  });

  it("--max-trade-of-volume, with --volumes and --capital", () => {
    const current = file("symbol,weight\nEPSILON,1\n");
    const volumes = file("symbol,volume\nALPHA,1e6\nBETA,1e6\nGAMMA,1e6\nDELTA,1e6\nEPSILON,2e6\n");
    const args = ["--current", current, "--volumes", volumes, "--capital", "1e7"];
    const found = solve(...args, "--max-trade-of-volume", "0.5");
    expect(found.weights["EPSILON"]).toBeCloseTo(0.9, 12);
    expect(found.weights["ALPHA"]).toBeLessThanOrEqual(0.05);
  });

  it("--quadratic-cost and --borrow-cost", () => {
    const current = file("symbol,weight\nALPHA,0.2\nBETA,0.2\nGAMMA,0.2\nDELTA,0.2\nEPSILON,0.2\n");
    const turnover = (...args: string[]) => solve("--current", current, ...args)["turnover"] as number;
    expect(turnover("--quadratic-cost", "0.001")).toBeLessThan(turnover());
    const short = (...args: string[]) =>
      Object.values(solve("--min-weight", "-0.5", "--objective", "utility", ...args).weights).reduce(
        (sum, w) => sum + Math.min(w, 0),
        0,
      );
    expect(short()).toBeLessThan(-0.4);
    expect(short("--borrow-cost", "1")).toBeCloseTo(0, 15);
  });
});

describe("objectives from options", () => {
  it("--benchmark", () => {
    const benchmark = file("symbol,weight\nALPHA,0.25\nGAMMA,0.75\n");
    const found = solve("--objective", "tracking-error", "--benchmark", benchmark);
    expect(found.weights["ALPHA"]).toBeCloseTo(0.25, 14);
    expect(found.weights["GAMMA"]).toBeCloseTo(0.75, 14);
    expect(found["objective"]).toBeCloseTo(0, 15);
  });

  it("--risk-budgets", () => {
    const equal = solve("--objective", "risk-parity");
    expect(equal["objective"]).toBeLessThan(1e-10);
    expect(equal.settings["objective"]).toEqual({ kind: "risk-parity" });
    const budgets = file("symbol,budget\nALPHA,4\nBETA,1\nGAMMA,1\nDELTA,1\nEPSILON,1\n");
    expect(solve("--objective", "risk-parity", "--risk-budgets", budgets).weights["ALPHA"]).toBeGreaterThan(
      equal.weights["ALPHA"]!,
    );
  });

  it("--expected-returns, from a file or by an estimator", () => {
    const forecast = file("symbol,expected_return\nALPHA,0\nBETA,0\nGAMMA,0.5\nDELTA,0\nEPSILON,0\n");
    const found = solve("--objective", "utility", "--expected-returns", forecast);
    expect(found.weights["GAMMA"]).toBe(1);
    expect(found["expectedReturn"]).toBe(0.5);
    const compound = solve("--expected-returns", "geometric");
    expect(compound.weights).toEqual(solve().weights);
    expect(compound["expectedReturn"]).toBeLessThan(solve()["expectedReturn"] as number);
  });

  it("--risk-free adds a Sharpe ratio", () => {
    const { annual, expectedReturn, volatility } = solve("--risk-free", "0.0001") as never as Record<string, number> & {
      annual: { sharpeRatio: number };
    };
    expect(annual.sharpeRatio).toBe(((expectedReturn! - 0.0001) / volatility!) * Math.sqrt(252));
  });
});

describe("estimators from options", () => {
  it.each([
    [["--estimator", "nonlinear-shrinkage"], { estimator: "nonlinear-shrinkage" }],
    [["--estimator", "eigenvalue-clipping"], { estimator: "eigenvalue-clipping" }],
    [["--estimator", "semi"], { estimator: "semi" }],
    [["--estimator", "ewma", "--half-life", "20"], { estimator: "ewma", halfLife: 20 }],
    [["--shrinkage-target", "constant-correlation"], { estimator: "ledoit-wolf", target: "constant-correlation" }],
  ])("%j", (args, covariance) => {
    const found = solve(...args);
    expect(found.settings["covariance"]).toEqual(covariance);
    expect(found.weights).not.toEqual(solve().weights);
  });
});

it("a person reads turnover, cost and Sharpe ratio too", () => {
  const current = file("symbol,weight\nEPSILON,1\n");
  const { stdout } = quadfolio(["optimize", "-", "--current", current, "--sell-cost", "1e-7", "--risk-free", "0"], csv());
  expect(stdout).toMatch(/^Turnover +\d+\.\d\d %, purchases and sales together$/m);
  expect(stdout).toMatch(/^Cost +0\.0000 % of the capital$/m);
  expect(stdout).toMatch(/^Sharpe ratio +-?\d+\.\d{3} a year/m);
});

describe("exit code 2, with the reason", () => {
  const held = "symbol,weight\nALPHA,1\n";
  it.each([
    [["--budget", "1,0"], "1 is above 0, expected MIN,MAX."],
    [["--budget", "1,2,3"], "Expected two numbers, MIN,MAX."],
    [["--max-gross", "-1"], "Expected a number, 0 or more."],
    [["--group-max", "0.2"], "--group-max needs --groups."],
    [["--group-max", "=0.2"], "The name of the group is empty."],
    [["--group-max", "a=0.2", "--group-max", "a=0.3"], "The limit of a stands twice."],
    [["--max-turnover", "0.2"], "--max-turnover needs --current"],
    [["--max-trade-of-volume", "0.2"], "--max-trade-of-volume needs --volumes."],
    [["--net-exposure", "0.2"], "Expected two numbers, MIN,MAX."],
    [["--buy-cost", "0.2"], 'the cost "buy" needs --current'],
    [["--objective", "tracking-error"], "--objective tracking-error needs --benchmark."],
    [["--shrinkage-target", "diagonal", "--estimator", "oas"], "--shrinkage-target needs --estimator ledoit-wolf."],
    [["--half-life", "9"], "--half-life needs --estimator ewma."],
    [["--estimator", "ewma"], "--estimator ewma needs --half-life."],
    [["--capital", "1000"], "--capital needs --max-trade-of-volume or --lots."],
    [["--current", "-"], "standard input (-) is asked for twice"],
    [["--expected-returns", "jamesstein"], "jamesstein cannot be read: there is no such file"],
    [["--config", "/no/such.json"], "/no/such.json cannot be read: there is no such file"],
  ])("for %j", (args, message) => {
    const { code, stdout, stderr } = quadfolio(["optimize", "-", ...args], csv());
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.each([
    ["--current", "", "line 1: the file is empty, expected the columns symbol, weight."],
    ["--current", "symbol,wieght\n", 'line 1, column 2: the column "wieght" is not known, expected "weight", or another column.'],
    ["--current", "symbol\nALPHA\n", 'line 1: the column "weight" is missing.'],
    ["--current", "symbol,weight\nALPHA,half\n", 'line 2, column 2: "half" is not a number.'],
    ["--current", "symbol,weight\nALPHA,\n", "line 2, column 2: the number is missing."],
    ["--current", "symbol,weight\nALPHA,1\nALPHA,0\n", 'line 3, column 1: the symbol "ALPHA" stands in a line before.'],
    ["--current", "symbol,weight\nALPHA,1,2\n", "line 2, column 3: the line has 3 cells, expected 2 as in line 1."],
    ["--current", "symbol,weight\nOMEGA,1\n", 'current holds 1 of "OMEGA", which is not in the data'],
    ["--groups", "symbol,group\nALPHA,\n", "line 2, column 2: the group is empty."],
    ["--groups", "symbol,group\nALPHA,a\nALPHA,a\n", 'line 3, column 1: "ALPHA" stands in the group "a" already.'],
    ["--groups", "symbol,group,max\nALPHA,a,0.1\nBETA,a,0.2\n", 'line 3, column 3: the max of "a" is 0.1 in a line before.'],
    ["--volumes", "symbol,volume\nALPHA,1\n", "--volumes needs --max-trade-of-volume."],
    ["--current", 'symbol,"weight\nALPHA,1\nBETA,0\n', "line 1, column 2: not CSV: the quote is not closed."],
    ["--expected-returns", "symbol,expected_return\nALPHA,0.1\n", 'expectedReturns has no number for "BETA"'],
  ])("for a file of %s: %j", (option, text, message) => {
    const path = file(text);
    const { code, stdout, stderr } = quadfolio(["optimize", "-", option, path], csv());
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("for a group that is not there", () => {
    const args = ["optimize", "-", "--groups", file("symbol,group\nALPHA,Energy\n"), "--group-max", "Enrgy=0.1"];
    expect(quadfolio(args, csv()).stderr).toContain('--group-max names "Enrgy", expected "Energy", or another group.');
    expect(quadfolio(["optimize", "-", "--current", file(held), "--groups", file(held)], csv()).stderr).toContain(
      'the column "weight" is not known',
    );
  });
});
