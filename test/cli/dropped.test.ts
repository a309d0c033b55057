import { expect, it } from "vitest";
import { csv } from "./prices.js";
import { quadfolio, temporaryFile } from "./run.js";

const dirty = csv(80, {
  GAP: (day) => (day === 10 || day === 30 ? "" : String(5 + (day % 4))),
  TEXT: (day) => ["NA", "nan", "N/A", "null"][day] ?? String(3 + (day % 5)),
  FLAT: () => "12.5",
  ZERO: (day) => (day === 40 ? "0" : String(10 + day)),
  MINUS: (day) => (day < 2 ? "-1" : String(20 + day)),
});

it("names what it drops, why, how often and since when", () => {
  const { code, stdout } = quadfolio(["optimize", "-", "--json"], dirty);
  expect(code).toBe(0);
  const { input, used, dropped, weights } = JSON.parse(stdout);
  expect(input.assets).toBe(10);
  expect(used.assets).toBe(5);
  expect(Object.keys(weights)).toEqual(["ALPHA", "BETA", "GAMMA", "DELTA", "EPSILON"]);
  expect(dropped).toEqual([
    { name: "GAP", reason: "missing values", count: 2, first: "2024-01-11" },
    { name: "TEXT", reason: "missing values", count: 4, first: "2024-01-01" },
    { name: "FLAT", reason: "constant prices", count: 80, first: "2024-01-01" },
    { name: "ZERO", reason: "non-positive prices", count: 1, first: "2024-02-10" },
    { name: "MINUS", reason: "non-positive prices", count: 2, first: "2024-01-01" },
  ]);
});

it("says so to a person too", () => {
  const { stdout } = quadfolio(["optimize", "-"], dirty);
  expect(stdout).toMatch(/Dropped +2 assets: missing values\n +GAP, TEXT\n/);
  expect(stdout).toMatch(/ +2 assets: non-positive prices\n +ZERO, MINUS\n/);
  expect(stdout).toMatch(/ +1 asset: constant prices\n +FLAT\n/);
});

it("looks only at the observations it uses", () => {
  const { stdout } = quadfolio(["optimize", "-", "--json", "--lookback", "20"], dirty);
  expect(JSON.parse(stdout).dropped.map(({ name }: { name: string }) => name)).toEqual(["FLAT"]);
});

it("leaves out a date without any value, and says which", () => {
  const rows = csv().split("\n");
  rows.splice(30, 0, "2024-01-29T12:00,,NA,,,");
  const { code, stdout } = quadfolio(["optimize", "-", "--json"], rows.join("\n"));
  expect(code).toBe(0);
  const found = JSON.parse(stdout);
  expect(found.input.emptyDates).toEqual(["2024-01-29T12:00"]);
  expect(found.dropped).toEqual([]);
  expect(found.weights).toEqual(JSON.parse(quadfolio(["optimize", "-", "--json"], csv()).stdout).weights);
});

it("keeps an absurd return and warns of it", () => {
  const jump = csv(80, { JUMP: (day) => String(day < 50 ? 10 + (day % 3) : 100 + (day % 5)) });
  const { code, stdout } = quadfolio(["optimize", "-"], jump);
  expect(code).toBe(0);
  expect(stdout).toContain("Dropped  none");
  expect(stdout).toMatch(
    /Warning +kept, but a return exceeds 100 % in 1 asset; one wrong value can rule the covariance:\n +JUMP 809 % on 2024-02-20\n/,
  );
});

it("ends with 2 where nothing is left", () => {
  const { code, stderr } = quadfolio(["optimize", "-"], "Date,A,B\n2024-01-01,1,2\n2024-01-02,,2\n2024-01-03,1,2\n");
  expect(code).toBe(2);
  expect(stderr).toContain("prices has 2 assets, all of them dropped (the first: A, missing)");
});

it.each(["\u00a0", " ", "\t", "\u2007 "])("a cell that holds nothing but blanks (%j) is missing, not 0", (blank) => {
  const rows = [1, 2, 3, 4].map((day) => `2024-01-0${day},0.0${day},${day === 2 ? blank : `-0.0${5 - day}`}`);
  const { stdout } = quadfolio(["optimize", "-", "--returns", "--json"], `Date,A,B\n${rows.join("\n")}\n`);
  expect(JSON.parse(stdout).dropped).toMatchObject([{ name: "B", reason: "missing values", count: 1 }]);
});

it("a benchmark is that of the assets used, in proportion, and says what is left out", () => {
  const benchmark = temporaryFile("b.csv", "symbol,weight\nALPHA,0.3\nBETA,0.1\nGAP,0.6\n");
  const args = ["optimize", "-", "--json", "--objective", "tracking-error", "--benchmark", benchmark];
  const { weights, annual, leftOut } = JSON.parse(quadfolio(args, dirty).stdout);
  expect(weights.ALPHA).toBeCloseTo(0.75, 12);
  expect(weights.BETA).toBeCloseTo(0.25, 12);
  expect(annual.trackingError).toBeCloseTo(0, 12);
  expect(leftOut).toEqual([{ where: "objective.benchmark", names: ["GAP"] }]);
});
