import { type Command, Option } from "commander";
import { OBJECTIVES } from "./config/objectives.js";
import { ESTIMATORS } from "./flags.js";
import { atLeastTwo, finite, groupLimit, notNegative, numberOrRange, positive, range } from "./optionValues.js";

/** Adds the file and the options that state a problem, which both commands share. */
export function addProblemOptions(command: Command): Command {
  const choice = (flags: string, description: string, choices: readonly string[]) =>
    new Option(flags, description).choices(choices);
  return command
    .argument("<PRICES.csv>", "prices: a column of dates, then a column for each symbol; plain or gzip; - is standard input")
    .option("--config <portfolio.json>", "the problem in a file, which options override; schema: quadfolio/portfolio.schema.json")
    .optionsGroup("Data:")
    .option("--returns", "the file holds returns of one observation, not prices")
    .option("--lookback <count>", "use the last COUNT observations only", atLeastTwo)
    .option(
      "--periods-per-year <number>",
      "observations in a year, for display: 252 trading days, 365 for digital assets (default: 252)",
      positive,
    )
    .addOption(choice("--estimator <name>", "how to estimate the covariance (default: ledoit-wolf)", ESTIMATORS))
    .addOption(
      choice("--shrinkage-target <name>", "what ledoit-wolf shrinks to (default: identity)", [
        "identity",
        "diagonal",
        "constant-correlation",
        "single-factor",
        "two-parameter",
      ]),
    )
    .option("--half-life <count>", "of the weights of ewma, in observations", positive)
    .option(
      "--expected-returns <name|file.csv>",
      "mean, geometric, james-stein, bayes-stein, or a file with the columns symbol, expected_return (of one observation) (default: mean)",
    )
    .option("--risk-free <number>", "risk-free return of one observation (default: 0)", finite)
    .optionsGroup("Objective:")
    .addOption(choice("--objective <name>", "what to optimize (default: min-variance)", Object.keys(OBJECTIVES)))
    .option("--risk-aversion <number>", "γ of the utility μᵀw − ½γwᵀΣw (default: 1)", positive)
    .option("--target-return <number>", "mean return of one observation to reach with least variance", finite)
    .option("--target-volatility <number>", "standard deviation of one observation to have with most return", notNegative)
    .option(
      "--benchmark <weights.csv>",
      "the portfolio to track or to be measured against: a file with the columns symbol, weight",
    )
    .option(
      "--risk-budgets <budgets.csv>",
      "shares of the risk for risk-parity: a file with the columns symbol, budget (default: equal)",
    )
    .optionsGroup("Constraints:")
    .option("--budget <number|min,max>", "the sum of the weights (default: 1)", numberOrRange)
    .option("--min-weight <number>", "smallest weight of an asset; negative allows short positions (default: 0)", finite)
    .option("--max-weight <number>", "largest weight of an asset (default: 1)", finite)
    .option(
      "--groups <groups.csv>",
      "groups of assets: a file with the columns symbol, group, and perhaps min, max of the group's weight",
    )
    .option("--group-min <[name=]number>", "smallest weight of every group, or of the one named; may be repeated", groupLimit)
    .option("--group-max <[name=]number>", "largest weight of every group, or of the one named; may be repeated", groupLimit)
    .option("--max-gross <number>", "largest Σ|w|", notNegative)
    .option("--net-exposure <min,max>", "range of Σw, for portfolios that are not bound to a budget", range)
    .option("--max-tracking-error <number>", "largest volatility of one observation beside the --benchmark", positive)
    .option("--min-effective-holdings <number>", "least 1/Σw², the number of equal holdings as concentrated", positive)
    .option("--max-turnover <number>", "largest Σ|w − current|, purchases and sales together", notNegative)
    .optionsGroup("Holdings and costs:")
    .option("--current <weights.csv>", "the weights held today: a file with the columns symbol, weight, as --out writes")
    .option("--buy-cost <rate>", "cost of one unit of weight bought", notNegative)
    .option("--sell-cost <rate>", "cost of one unit of weight sold", notNegative)
    .option("--borrow-cost <rate>", "cost of one unit of weight below zero, over one observation", notNegative)
    .option("--quadratic-cost <rate>", "market impact: ½·RATE·(w − current)² of each asset", notNegative)
    .option("--max-trade-of-volume <share>", "largest trade of an asset, as a share of its volume", notNegative)
    .option(
      "--volumes <volumes.csv>",
      "the value of each asset traded a day: a file with the columns symbol, volume, in the currency of --capital",
    )
    .option("--capital <amount>", "what the weights are fractions of, in the currency of --volumes and of the prices", positive)
    .optionsGroup("Solver:")
    .option("--time-limit <seconds>", "give up after so long", positive);
}

/** Adds the options of one optimum, which a frontier does not have. */
export function addOptimumOptions(command: Command): Command {
  return command
    .option("--ridge <number>", "adds ½·RIDGE·Σw² to what is minimised", notNegative)
    .optionsGroup("After the optimum:")
    .option("--min-holding <weight>", "solve again without weights smaller than this, until there are none", notNegative)
    .option("--min-trade <weight>", "solve again without trades smaller than this, until there are none", notNegative)
    .option(
      "--lots <shares|lots.csv>",
      "buy whole lots of so many shares for the --capital, at the last prices; or a file with the columns symbol, lot",
    );
}
