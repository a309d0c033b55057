import type { Analysis, Core, Covariance, DiscretePortfolio, Portfolio, PrunedPortfolio } from "../files/index.js";
import { estimate, type Data } from "./estimates.js";
import { withoutRounding } from "./format.js";
import { constraintsFor, namedPart, type NamedPart } from "./namedPart.js";
import type { Progress } from "./progress.js";
import type { Request } from "./request.js";
import { Stopwatch } from "./stopwatch.js";
import { UsedAssets, type LeftOut } from "./usedAssets.js";

/** Everything the reports are made of. */
export interface Outcome {
  data: Data;
  request: Request;
  /** What was optimized. */
  part: NamedPart;
  leftOut: LeftOut[];
  portfolio: Portfolio | PrunedPortfolio;
  /** Of the portfolio, where it is solved. */
  analysis?: Analysis;
  /** Where whole lots were asked for. */
  discrete?: DiscretePortfolio;
  /** The same figures of the whole lots, as of a portfolio. */
  inLots?: { portfolio: Portfolio; analysis: Analysis };
  /** Milliseconds each stage took, in order. */
  stages: Readonly<Record<string, number>>;
}

/** From a file to a portfolio: reads, estimates, optimizes. Throws an InputError where the file cannot be used. */
export async function optimizePanel(path: string, request: Request, progress: Progress): Promise<Outcome> {
  const watch = new Stopwatch();
  const { core, data, covariance: estimated, expectedReturns } = await estimate(path, request, progress, watch);
  using covariance = estimated;
  const used = new UsedAssets(data);
  const { discretize, ...part } = namedPart(request, used);
  progress.stage("optimizing", 0.75);
  const { capital, ridge, settings, prune } = request;
  const problem = {
    covariance,
    expectedReturns,
    ...part,
    constraints: constraintsFor(part.constraints, data.names),
    ...(capital !== undefined && { capital }),
    ...(ridge !== undefined && { ridge }),
    ...(settings && { settings }),
  };
  const portfolio = prune === undefined ? core.optimize(problem) : core.prune(problem, prune);
  watch.lap("optimize");
  const outcome = { data, request, part: { ...part, ...(discretize && { discretize }) }, leftOut: used.leftOut, portfolio };
  if (portfolio.status !== "solved") return { ...outcome, stages: watch.stages };
  const bought = discretize && core.discretize(portfolio, { covariance, capital: capital!, ...boughtAt(discretize, data) });
  const discrete = bought && { ...bought, shares: bought.shares.map(withoutRounding) };
  if (discrete !== undefined) watch.lap("lots");
  const analysis = analyzed(core, covariance, portfolio, part);
  if (discrete === undefined) return { ...outcome, analysis, stages: watch.stages };
  const inLots = analyzed(core, covariance, discrete, part);
  const moved = movedToLots(portfolio, discrete, expectedReturns, inLots, part.current);
  return { ...outcome, analysis, discrete, inLots: { portfolio: moved, analysis: inLots }, stages: watch.stages };
}

/** The portfolio with the weights of its whole lots; its cost stays that of the optimum. */
function movedToLots(
  portfolio: Portfolio,
  { weights, drift, names = [] }: DiscretePortfolio,
  expectedReturns: Float64Array,
  { volatility }: Analysis,
  current: NamedPart["current"] = {},
): Portfolio {
  const gained = expectedReturns.reduce((sum, one, j) => sum + one * drift[j], 0);
  const held = (name: string): number => (Object.hasOwn(current, name) ? current[name] : 0);
  const traded = weights.reduce((sum, one, j) => sum + Math.abs(one - held(names[j])), 0);
  return {
    ...portfolio,
    weights,
    volatility,
    expectedReturn: (portfolio.expectedReturn ?? NaN) + gained,
    ...(portfolio.turnover !== undefined && { turnover: traded }),
  };
}

/** The last prices in the data unless there are others, and the shares in a lot. */
function boughtAt({ prices, lots = 1 }: NonNullable<NamedPart["discretize"]>, { names, window }: Data) {
  const { symbols, values } = window;
  const last = values.length - symbols.length;
  const position = new Map(symbols.map((symbol, j) => [symbol, j]));
  return { prices: prices ?? names.map((name) => values[last + position.get(name)!]), lots };
}

/** Beside the benchmark that is tracked, or that the tracking error is limited to. */
function analyzed(core: Core, covariance: Covariance, { weights }: Pick<Portfolio, "weights">, part: NamedPart): Analysis {
  const { objective, constraints } = part;
  const given = objective.kind === "tracking-error" ? objective.benchmark : constraints.maxTrackingError?.benchmark;
  const benchmark = typeof given === "number" ? new Float64Array(weights.length).fill(given) : given;
  return core.analyze({ covariance, weights, ...(benchmark !== undefined && { benchmark }) });
}
