import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { csv } from "./prices.js";
import { quadfolio } from "./run.js";

describe("exit code 0", () => {
  it("for --help, with every option in it", () => {
    const { code, stdout } = quadfolio(["optimize", "--help"]);
    expect(code).toBe(0);
    const options = ["returns", "objective", "estimator", "max-weight", "min-weight", "risk-aversion", "target-return"];
    options.push("lookback", "periods-per-year", "top", "json", "out", "help");
    for (const option of options) expect(stdout).toContain(`--${option}`);
    expect(stdout).toContain("Exit codes: 0 solved; 1 the problem has no solution; 2 bad input.");
    expect(quadfolio(["--help"]).stdout).toContain("optimize");
  });

  it("for --version, which is the package's", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(quadfolio(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("exit code 1, with the reason", () => {
  it("where the largest weights do not sum to 1", () => {
    const { code, stdout } = quadfolio(["optimize", "-", "--max-weight", "0.1"], csv());
    expect(code).toBe(1);
    expect(stdout).toContain(
      "No solution: the constraints contradict each other. maxWeights sum to 0.5, less than the budget 1. Possible with all other constraints: budget from 0 to 0.5.",
    );
  });

  it.each([
    [["optimize", "-", "--objective", "max-sharpe"], "No solution"],
    [["frontier", "-"], "Maximum Sharpe ratio"],
  ])(
    "%s, where nothing returns more than the risk-free rate: of one constraint, which the others do not contradict",
    (args, what) => {
      const { stdout } = quadfolio([...args, "--risk-free", "0.5"], csv());
      const said =
        /^(.*): No portfolio within the constraints returns more than the risk-free 0\.5: the best falls short by ([\d.]+)\. Possible with all other constraints: riskFree at most ([-\d.e]+)\.$/m.exec(
          stdout,
        )!;
      expect(said[1]).toBe(what);
      expect(Number(said[2]) + Number(said[3])).toBeCloseTo(0.5, 8);
    },
  );

  it("where no weights reach the target return, and in --json", () => {
    const args = ["optimize", "-", "--objective", "target-return", "--target-return", "0.5", "--json"];
    const { code, stdout } = quadfolio(args, csv());
    expect(code).toBe(1);
    const found = JSON.parse(stdout);
    expect(found.status).toBe("primal_infeasible");
    expect(found.reason).toContain("targetReturn must be 0.5");
    const [least, most] = found.conflict.attainable.range.map((side: number) => Number(side.toPrecision(9)));
    expect(found.reason).toContain(` Possible with all other constraints: targetReturn from ${least} to ${most}.`);
    expect(found.conflict.constraints).toContain("targetReturn");
    expect(found.weights).toBeUndefined();
  });
});

describe("exit code 2, with the reason", () => {
  it.each([
    [["optimise", "-"], "unknown command"],
    [["optimize"], "missing required argument"],
    [["optimize", "-", "--max-wieght", "1"], "unknown option '--max-wieght'"],
    [["optimize", "-", "--max-weight", "much"], "Expected a number."],
    [["optimize", "-", "--max-weight"], "argument missing"],
    [["optimize", "-", "--top", "1.5"], "Expected a whole number, 0 or more."],
    [["optimize", "-", "--lookback", "1"], "Expected a whole number, 2 or more."],
    [["optimize", "-", "--lookback", "2.5"], "Expected a whole number, 2 or more."],
    [["optimize", "-", "--periods-per-year", "0"], "Expected a number above 0."],
    [["optimize", "-", "--objective", "fun"], "Allowed choices are min-variance"],
    [["optimize", "-", "--estimator", "fun"], "Allowed choices are sample"],
    [["optimize", "-", "--min-weight", "0.5", "--max-weight", "0.4"], "--min-weight is 0.5, above --max-weight, which is 0.4"],
    [["optimize", "-", "--risk-aversion", "2"], "--risk-aversion needs --objective utility"],
    [["optimize", "-", "--target-return", "2"], "--target-return needs --objective target-return"],
    [["optimize", "-", "--objective", "target-return"], "--objective target-return needs --target-return"],
    [["optimize", "-", "--lookback", "100"], "--lookback is 100, but the file has 79 observations"],
  ])("for %j", (args, message) => {
    const { code, stdout, stderr } = quadfolio(args, csv());
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});
