import { Command, InvalidArgumentError, Option } from "commander";
import { InputError } from "./inputError.js";
import type { OptimizeOptions } from "./options.js";

/** The command line's grammar. `optimize` is called with what was asked, once it has been checked. */
export function command(version: string, optimize: (path: string, options: OptimizeOptions) => Promise<void>): Command {
  const program = new Command("quadfolio")
    .description("Portfolio optimization over large universes, in WebAssembly.")
    .version(version)
    .helpCommand(false)
    .showHelpAfterError("(quadfolio --help, quadfolio optimize --help)")
    .exitOverride();
  program
    .command("optimize")
    .description("the optimal portfolio of the assets in a CSV file")
    .argument("<PRICES.csv>", "prices: a column of dates, then a column for each symbol; plain or gzip; - is standard input")
    .option("--returns", "the file holds returns of one period, not prices")
    .addOption(
      new Option("--objective <name>", "what to optimize")
        .choices(["min-variance", "utility", "target-return"])
        .default("min-variance"),
    )
    .addOption(
      new Option("--estimator <name>", "how to estimate the covariance")
        .choices(["sample", "ledoit-wolf", "oas"])
        .default("ledoit-wolf"),
    )
    .option("--max-weight <number>", "largest weight of an asset", finite, 1)
    .option("--min-weight <number>", "smallest weight of an asset; negative allows short positions", finite, 0)
    .option("--risk-aversion <number>", "γ of the utility μᵀw − ½γwᵀΣw (default: 1)", positive)
    .option("--target-return <number>", "mean return of one observation to reach with least variance", finite)
    .option("--lookback <count>", "use the last COUNT observations only", atLeastTwo)
    .option("--periods-per-year <number>", "for display: 252 trading days, 365 for digital assets", positive, 252)
    .option("--top <count>", "how many weights to print", count, 20)
    .option("--json", "print everything, exactly, as JSON")
    .option("--out <weights.csv>", "write all the weights to a file")
    .addHelpText("after", HELP)
    .action(async (path: string, options: OptimizeOptions) => {
      checkTogether(options);
      await optimize(path, options);
    });
  return program;
}

const HELP = `
Assets with missing values, non-positive or constant prices in the observations used are
dropped and reported. Empty cells, NA, N/A, NaN and null are missing values.

Exit codes: 0 solved; 1 the problem has no solution; 2 bad input.

Examples:
  quadfolio optimize prices.csv --max-weight 0.05
  quadfolio optimize returns.csv.gz --returns --objective utility --risk-aversion 5 --json
  zcat prices.csv.gz | quadfolio optimize - --lookback 504 --out weights.csv`;

function checkTogether(options: OptimizeOptions): void {
  const { minWeight, maxWeight, objective } = options;
  if (minWeight > maxWeight) throw new InputError(`--min-weight is ${minWeight}, above --max-weight, which is ${maxWeight}.`);
  if (objective === "target-return" && options.targetReturn === undefined) {
    throw new InputError("--objective target-return needs --target-return.");
  }
  if (objective !== "target-return" && options.targetReturn !== undefined) {
    throw new InputError("--target-return needs --objective target-return.");
  }
  if (objective !== "utility" && options.riskAversion !== undefined)
    throw new InputError("--risk-aversion needs --objective utility.");
}

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Expected a number.");
  return value;
}

function positive(text: string): number {
  const value = finite(text);
  if (!(value > 0)) throw new InvalidArgumentError("Expected a number above 0.");
  return value;
}

function count(text: string): number {
  const value = finite(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("Expected a whole number, 0 or more.");
  return value;
}

function atLeastTwo(text: string): number {
  const value = count(text);
  if (value < 2) throw new InvalidArgumentError("Expected a whole number, 2 or more.");
  return value;
}
