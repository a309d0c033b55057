import { Command } from "commander";
import type { OptimizeFlags } from "./flags.js";
import { count } from "./optionValues.js";
import { addProblemOptions } from "./problemOptions.js";

/** The command line's grammar. `optimize` is called with what was asked, each option checked by itself. */
export function command(version: string, optimize: (path: string, flags: OptimizeFlags) => Promise<void>): Command {
  const program = new Command("quadfolio")
    .description("Portfolio optimization over large universes, in WebAssembly.")
    .version(version)
    .helpCommand(false)
    .showHelpAfterError("(quadfolio --help, quadfolio optimize --help)")
    .exitOverride();
  const toOptimize = program.command("optimize").description("the optimal portfolio of the assets in a CSV file");
  addProblemOptions(toOptimize)
    .optionsGroup("Output:")
    .option("--top <count>", "how many weights to print", count, 20)
    .option("--json", "print everything, exactly, as JSON")
    .option("--out <weights.csv>", "write all the weights to a file")
    .addHelpText("after", OPTIMIZE_HELP)
    .action((path: string, flags: OptimizeFlags) => optimize(path, flags));
  return program;
}

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
