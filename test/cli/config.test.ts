import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadFullTestCore } from "../support/core.js";
import { csv, priceRows, SYMBOLS } from "./prices.js";
import { quadfolio, temporaryFile } from "./run.js";

const withConfig = (config: unknown, ...args: string[]) => {
  const path = temporaryFile("portfolio.json", typeof config === "string" ? config : JSON.stringify(config));
  return { path, ...quadfolio(["optimize", "-", "--json", "--config", path, ...args], csv()) };
};

const full = {
  $schema: "https://unpkg.com/quadfolio/schema/portfolio.schema.json",
  lookback: 60,
  periodsPerYear: 365,
  covariance: { estimator: "ewma", halfLife: 20 },
  expectedReturns: { estimator: "james-stein" },
  riskFree: 0.0001,
  objective: { kind: "utility", riskAversion: 4 },
  constraints: {
    budget: [0.9, 1],
    minWeights: { ALPHA: 0.05, BETA: -0.2 },
    maxWeights: 0.5,
    groups: [{ name: "Greek", members: ["ALPHA", "GAMMA"], max: 0.6 }],
    linear: [{ name: "tilt", coefficients: { DELTA: 1, EPSILON: -1 }, min: -0.1, max: 0.1 }],
    maxTurnover: 0.8,
    maxGross: 1.2,
  },
  costs: {
    buy: 0.0001,
    sell: { DELTA: 0.0002 },
    slices: [{ upTo: 0.1, rate: 0.0001 }, { rate: 0.0003 }],
    quadratic: 0.0001,
    borrow: 0.00002,
  },
  current: { ALPHA: 0.5, BETA: 0.5 },
  settings: { tolerance: 1e-10, maxIterations: 5000, timeLimit: 20 },
} as const;

describe("--config", () => {
  it("states the very problem of the library", async () => {
    const { code, stdout, stderr } = withConfig(full);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const found = JSON.parse(stdout);

    const { dates, prices } = priceRows();
    const core = await loadFullTestCore();
    const returns = core
      .returnsFromPrices(prices.flat(), { observations: dates.length, assets: SYMBOLS.length, names: SYMBOLS })
      .window(19, 79);
    const covariance = core.covariance(returns, { estimator: "ewma", halfLife: 20 });
    const { objective, constraints, costs, current, settings } = full;
    const expectedReturns = core.expectedReturns(returns, { estimator: "james-stein" });
    const portfolio = core.optimize({ covariance, expectedReturns, objective, constraints, costs, current, settings });
    expect(portfolio.status).toBe("solved");
    SYMBOLS.forEach((symbol, j) => expect(found.weights[symbol]).toBeCloseTo(portfolio.weights[j]!, 9));
    expect(found.expectedReturn).toBeCloseTo(portfolio.expectedReturn!, 12);
    expect(found.turnover).toBeCloseTo(portfolio.turnover!, 9);
    expect(found.cost).toBeCloseTo(portfolio.cost!, 9);
    expect(found.multipliers.groups.Greek).toBeCloseTo(portfolio.multipliers.groups["Greek"]!, 9);
    expect(found.annual.sharpeRatio).toBeCloseTo(
      ((portfolio.expectedReturn! - 0.0001) / portfolio.volatility) * Math.sqrt(365),
      8,
    );
  });

  it("comes back from --json as a configuration of the same problem", () => {
    const first = JSON.parse(withConfig(full).stdout);
    const again = JSON.parse(withConfig(first.settings).stdout);
    expect(again.weights).toEqual(first.weights);
    expect(again.settings).toEqual(first.settings);
  });

  it("is overridden by options", () => {
    const base = {
      objective: { kind: "utility", riskAversion: 4 },
      constraints: { maxWeights: 0.3, minWeights: 0.1 },
      lookback: 30,
    };
    const found = JSON.parse(withConfig(base, "--max-weight", "0.4", "--risk-aversion", "9", "--lookback", "50").stdout);
    expect(found.settings.objective).toEqual({ kind: "utility", riskAversion: 9 });
    expect(found.settings.constraints).toEqual({ maxWeights: 0.4, minWeights: 0.1 });
    expect(found.used.observations).toBe(50);
    const other = JSON.parse(withConfig(base, "--objective", "min-variance").stdout);
    expect(other.settings.objective).toEqual({ kind: "min-variance" });
  });

  it("may begin with a byte order mark", () => {
    expect(withConfig("\ufeff{}").code).toBe(0);
  });
});

describe("a configuration with a fault is refused, and the message points at the key", () => {
  it.each([
    [{ constraint: {} }, '/constraint is not known, expected "constraints", or another key.'],
    [{ constraints: { maxWeight: 1 } }, '/constraints/maxWeight is not known, expected "maxWeights", or another key.'],
    [{ constraints: { maxWeights: "1" } }, '/constraints/maxWeights is "1", expected a number or numbers by asset.'],
    [{ constraints: { minWeights: [0, 0] } }, "/constraints/minWeights is an array of 2, expected a number or numbers by asset."],
    [{ constraints: { maxWeights: { "A/B~": null } } }, "/constraints/maxWeights/A~1B~0 is null, expected a number."],
    [{ constraints: { budget: [1] } }, "/constraints/budget has 1 values, expected 2."],
    [{ constraints: { budget: [0, 1, 2] } }, "/constraints/budget has 3 values, expected 2."],
    [{ constraints: { groups: [{}] } }, '/constraints/groups/0 lacks the key "members".'],
    [{ constraints: { groups: [{ members: ["A", "A"] }] } }, '/constraints/groups/0/members holds "A" twice.'],
    [
      { constraints: { groups: [{ name: "", members: [] }] } },
      '/constraints/groups/0/name is "", expected a text that is not empty.',
    ],
    [{ constraints: { maxGross: -1 } }, "/constraints/maxGross is -1, expected a number of at least 0."],
    [{ constraints: { factors: { min: 0 } } }, '/constraints/factors lacks the key "loadings".'],
    [{ constraints: { netExposure: 1 } }, "/constraints/netExposure is 1, expected an array."],
    [{ costs: { buy: -0.1 } }, "/costs/buy is -0.1, expected a number of at least 0."],
    [{ costs: { slices: { bye: [] } } }, '/costs/slices/bye is not known, expected a key: "buy", "sell".'],
    [{ objective: { kind: "min-varaince" } }, '/objective/kind is "min-varaince", expected "min-variance", or another word.'],
    [{ objective: {} }, '/objective lacks the key "kind".'],
    [{ objective: { kind: 3 } }, '/objective/kind is 3, expected one of "min-variance"'],
    [{ objective: { kind: "utility" } }, '/objective lacks the key "riskAversion".'],
    [{ objective: { kind: "utility", riskAversion: 0 } }, "/objective/riskAversion is 0, expected a number above 0."],
    [
      { covariance: { estimator: "ledoit-wolf", shrinkage: 2 } },
      "/covariance/shrinkage is 2, expected a number of at least 0 and of at most 1.",
    ],
    [
      { covariance: { estimator: "ledoit-wolf", target: "diagonl" } },
      '/covariance/target is "diagonl", expected "diagonal", or another word.',
    ],
    [
      { covariance: { estimator: "semi", threshold: "median" } },
      '/covariance/threshold is "median", expected a number or "mean".',
    ],
    [{ expectedReturns: { estimator: "meen" } }, '/expectedReturns/estimator is "meen", expected "mean", or another word.'],
    [{ expectedReturns: { ALPHA: "1 %" } }, '/expectedReturns/ALPHA is "1 %", expected a number.'],
    [{ lookback: 1 }, "/lookback is 1, expected a whole number of at least 2."],
    [{ lookback: 2.5 }, "/lookback is 2.5, expected a whole number of at least 2."],
    [
      { settings: { onProgress: true } },
      '/settings/onProgress is not known, expected a key: "tolerance", "maxIterations", "timeLimit".',
    ],
    [[], "the file is an array of 0, expected an object."],
    ['{\n  "lookback": 5,\n}', 'line 3, column 1: not JSON: "}", expected a key in double quotes.'],
    ["", "line 1, column 1: not JSON: the file ends, expected a value."],
    [
      '{\n  "ridge": .1,\n  "lookback": 5\n}\n',
      'line 2, column 12: not JSON: ".1", expected a value or a key in double quotes.\n',
    ],
    [
      '{\n  "ridge": NaN,\n  "lookback": 5\n}\n',
      'line 2, column 12: not JSON: "NaN", expected a value or a key in double quotes.\n',
    ],
    ['{\n  "ridge": 01\n}', 'line 2, column 13: not JSON: "1", expected "," or the end of the list.'],
    ["Date,AAA\n2024-01-01,1\n", 'line 1, column 1: not JSON: "Date", expected a value or a key in double quotes.\n'],
    ["{ridge: 1}", 'line 1, column 2: not JSON: "ridge", expected a value or a key in double quotes.'],
    ['{"ridge" 1}', 'line 1, column 10: not JSON: "1", expected ":".'],
    ['{"current": {"ALPHA": 1}\n "ridge": 1}', 'line 2, column 2: not JSON: "\\"ridge\\"", expected "," or the end of the list.'],
    ['{"constraints": {"budget": [-1.5e-3, 1}}', 'line 1, column 39: not JSON: "}", expected "," or the end of the list.'],
    ['{"constraints": {"groups": [', 'line 1, column 29: not JSON: the file ends, expected "," or "]".'],
    ["{}\n{}", 'line 2, column 1: not JSON: "{", expected the end of the file.'],
    ['{"current": {"ALPHA\n": 1}}', 'line 1, column 14: not JSON: "\\"ALPHA", expected a string that ends on its line.'],
    [
      '{"current": {"A\\u00e9\\x": 1}}',
      'line 1, column 14: not JSON: "\\"A\\\\u00e9\\\\x\\"", expected the escapes of JSON, such as \\n.',
    ],
  ])("%j", (config, message) => {
    const { code, stdout, stderr, path } = withConfig(config);
    expect(stderr).toContain(`${path}: ${message}`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("all of its faults at once", () => {
    const { path, stderr } = withConfig({ lookback: 0, constraints: { maxGros: 1 } });
    expect(stderr).toContain(`${path}:\n  /lookback is 0`);
    expect(stderr).toContain("\n  /constraints/maxGros is not known");
  });
});

it("names in it are those of the data", () => {
  const { code, stderr } = withConfig({ constraints: { maxWeights: { ALPAH: 0.1 } } });
  expect(stderr).toContain('a key of constraints.maxWeights is "ALPAH", expected "ALPHA", or another name of an asset.');
  expect(code).toBe(2);
});

describe("factors in it", () => {
  const loadings = { ALPHA: [1, 0.5], BETA: [0.2, 1], GAMMA: [0, 0], DELTA: [-1, 2], EPSILON: [1, 1] };

  it("are ranges of exposures, with loadings by asset", () => {
    const { code, stdout } = withConfig({
      constraints: { factors: { names: ["value", "size"], loadings, min: { size: 0.9 }, max: { value: 0.1 } } },
    });
    expect(code).toBe(0);
    const { weights, multipliers } = JSON.parse(stdout) as { weights: typeof loadings; multipliers: { factors: object } };
    const exposure = (k: number) =>
      Object.entries(loadings).reduce((sum, [name, row]) => sum + row[k]! * Number(weights[name as "ALPHA"]), 0);
    expect(exposure(0)).toBeCloseTo(0.1, 12);
    expect(exposure(1)).toBeCloseTo(0.9, 12);
    expect(Object.keys(multipliers.factors)).toEqual(["value", "size"]);
  });

  it.each([
    [{ ...loadings, OMEGA: [1, 1] }, 'a key of constraints.factors.loadings is "OMEGA", expected a name of an asset'],
    [{ ALPHA: [1, 1] }, 'constraints.factors.loadings has no numbers for "BETA"'],
    [{ ...loadings, GAMMA: [1] }, "constraints.factors.loadings[2]"],
  ])("are refused where a loading is wrong", (wrong, message) => {
    const { code, stderr } = withConfig({ constraints: { factors: { loadings: wrong } } });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

it("its assets that were dropped are left out, and said to be", () => {
  const data = csv(80, { GAP: (day) => (day === 10 ? "" : "5") });
  const config = {
    objective: { kind: "tracking-error", benchmark: { ALPHA: 0.7, GAP: 0.3 } },
    constraints: {
      maxWeights: { GAP: 0.1, BETA: 0.2 },
      groups: [{ name: "both", members: ["GAP", "ALPHA"], max: 0.5 }],
      linear: [{ coefficients: { GAP: 1, BETA: 1 }, max: 1 }],
    },
    costs: { buy: { GAP: 0.1 }, slices: { sell: [{ rate: { GAP: 0.1 } }] } },
    current: { ALPHA: 1, GAP: 0 },
  };
  const run = (extra: object, ...args: string[]) => {
    const path = temporaryFile("portfolio.json", JSON.stringify({ ...config, ...extra }));
    return quadfolio(["optimize", "-", "--config", path, ...args], data);
  };
  const { code, stdout, stderr } = run({}, "--json");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const found = JSON.parse(stdout);
  expect(found.leftOut.map(({ where }: { where: string }) => where).sort()).toEqual([
    "constraints.groups[0]",
    "constraints.linear[0].coefficients",
    "constraints.maxWeights",
    "costs.buy",
    "costs.slices.sell[0].rate",
    "objective.benchmark",
  ]);
  expect(found.settings.current).toEqual({ ALPHA: 1 });
  expect(run({}).stdout).toContain("Note     not used, left out of constraints.maxWeights: GAP\n");
  const held = run({ current: { ALPHA: 0.9, GAP: 0.1 } });
  expect(held.stderr).toContain('current holds 0.1 of "GAP", which was dropped for missing values');
  expect(held.code).toBe(2);
});

it("the pairwise estimator keeps assets with missing values", () => {
  const path = temporaryFile("portfolio.json", JSON.stringify({ covariance: { estimator: "pairwise" } }));
  const gap = csv(80, { GAP: (day) => (day === 10 ? "" : String(5 + (day % 3))) });
  const { code, stdout } = quadfolio(["optimize", "-", "--config", path, "--json"], gap);
  expect(code).toBe(0);
  const found = JSON.parse(stdout);
  expect(found.dropped).toEqual([]);
  expect(Object.keys(found.weights)).toContain("GAP");
});

it("the schema in the package names itself as the configurations do", () => {
  const { $id } = JSON.parse(readFileSync(new URL("../../schema/portfolio.schema.json", import.meta.url), "utf8"));
  expect($id).toBe(full.$schema);
});
