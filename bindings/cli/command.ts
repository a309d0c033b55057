import { Command } from "commander";
import type { FrontierFlags, OptimizeFlags } from "./flags.js";
import { count } from "./optionValues.js";
import { addOptimumOptions, addProblemOptions } from "./problemOptions.js";

/** What the command line can do. */
export interface Commands {
  optimize(path: string, flags: OptimizeFlags): Promise<void>;
  frontier(path: string, flags: FrontierFlags): Promise<void>;
}

/** The command line's grammar. The commands are called with what was asked, each option checked by itself. */
export function command(version: string, { optimize, frontier }: Commands): Command {
  const program = new Command("quadfolio")
    .description("Portfolio optimization over large universes, in WebAssembly.")
    .version(version)
    .helpCommand(false)
    .showHelpAfterError("(quadfolio --help, quadfolio optimize --help, quadfolio frontier --help)")
    .exitOverride();
  const toOptimize = program.command("optimize").description("the optimal portfolio of the assets in a CSV file");
  addOptimumOptions(addProblemOptions(toOptimize))
    .optionsGroup("Output:")
    .option("--top <count>", "how many weights to print", count, 20)
    .option("--json", "print everything, exactly, as JSON")
    .option("--out <weights.csv>", "write all the weights to a file")
    .addHelpText("after", OPTIMIZE_HELP)
    .action((path: string, flags: OptimizeFlags) => optimize(path, flags));
  const toTrace = program.command("frontier").description("the efficient frontier of the assets in a CSV file");
  addProblemOptions(toTrace)
    .optionsGroup("Output:")
    .option("--top <count>", "how many corners and weights to print", count, 20)
    .option("--json", "print everything, exactly, as JSON")
    .option("--out <corners.csv|.json>", "write the corners to a file")
    .option("--picture <frontier.svg|.html>", "draw the frontier, its corners, the assets and the chosen portfolio")
    .addHelpText("after", FRONTIER_HELP)
    .action((path: string, flags: FrontierFlags) => frontier(path, flags));
  return program;
}

const FRONTIER_HELP = `
The objective chooses a portfolio on the frontier (default: max-sharpe): min-variance, max-sharpe,
target-return, target-volatility or utility. With --risk-free the picture has the tangency line.
Figures in files are those of one observation, in the report and the picture those of a year.

Exit codes: 0 solved; 1 the problem has no solution; 2 bad input.

Examples:
  quadfolio frontier prices.csv --max-weight 0.1 --picture frontier.svg
  quadfolio frontier prices.csv --risk-free 0.0001 --out corners.csv --picture frontier.html
  quadfolio frontier prices.csv --objective target-volatility --target-volatility 0.01 --groups sectors.csv --group-max 0.3`;

const OPTIMIZE_HELP = `
Weights are fractions of the capital; returns, risks and costs those of one observation.
Assets with missing values, non-positive or constant prices in the observations used are
dropped and reported. Empty cells, NA, N/A, NaN and null are missing values.

Exit codes: 0 solved; 1 the problem has no solution; 2 bad input.

Examples:
  quadfolio optimize prices.csv --max-weight 0.05
  quadfolio optimize returns.csv.gz --returns --objective utility --risk-aversion 5 --json
  quadfolio optimize prices.csv --groups sectors.csv --group-max 0.25 --group-max Energy=0.1
  quadfolio optimize prices.csv --current weights.csv --buy-cost 0.001 --sell-cost 0.001 --max-turnover 0.2
  zcat prices.csv.gz | quadfolio optimize - --config portfolio.json --out weights.csv`;
