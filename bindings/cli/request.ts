import { expectedOneOf } from "../errors/near.js";
import type { Costs, EstimatorOptions, Objective } from "../files/index.js";
import type { ByName, InFile } from "./config/inFile.js";
import { OBJECTIVES } from "./config/objectives.js";
import type { ConstraintsInFile, PortfolioConfig } from "./config/portfolioConfig.js";
import { readConfig } from "./config/readConfig.js";
import type { ProblemFlags } from "./flags.js";
import { InputError } from "./inputError.js";
import { readGroups, type Group } from "./tables/groups.js";
import { readNumbersByName } from "./tables/numbersByName.js";

/** A problem as it was asked for: the options over the configuration file over the defaults. */
export interface Request extends PortfolioConfig {
  returns: boolean;
  periodsPerYear: number;
  covariance: InFile<EstimatorOptions>;
  objective: InFile<Objective>;
  constraints: ConstraintsInFile;
  /** Of the file of groups, which may name assets that the data do not have. */
  mappedGroups: Group[];
}

const EXPECTED_RETURNS = ["mean", "geometric", "james-stein", "bayes-stein"] as const;

/** Reads the files that the options name and puts everything together. Throws an InputError where something is wrong. */
export async function requestOf(
  dataPath: string,
  flags: ProblemFlags,
  fallback: Objective["kind"] = "min-variance",
): Promise<Request> {
  const paths = [
    dataPath,
    flags.config,
    flags.groups,
    flags.current,
    flags.benchmark,
    flags.riskBudgets,
    flags.expectedReturns,
    flags.volumes,
    flags.lots,
  ];
  if (paths.filter((path) => path === "-").length > 1)
    throw new InputError("standard input (-) is asked for twice, but can be read once.");
  const config = flags.config === undefined ? {} : await readConfig(flags.config);
  const request: Request = {
    ...config,
    ...given({
      lookback: flags.lookback,
      riskFree: flags.riskFree,
      expectedReturns: await expectedReturnsOf(flags),
      volumes: flags.volumes === undefined ? undefined : await readNumbersByName(flags.volumes, "volume"),
      capital: flags.capital,
      ridge: flags.ridge,
      current: flags.current === undefined ? undefined : await readNumbersByName(flags.current, "weight"),
    }),
    returns: flags.returns ?? config.returns ?? false,
    periodsPerYear: flags.periodsPerYear ?? config.periodsPerYear ?? 252,
    covariance: covarianceOf(config, flags),
    objective: await objectiveOf(config, flags, fallback),
    constraints: {
      ...config.constraints,
      ...given({
        budget: flags.budget,
        minWeights: flags.minWeight,
        maxWeights: flags.maxWeight,
        netExposure: flags.netExposure,
        maxTurnover: flags.maxTurnover,
        maxGross: flags.maxGross,
        maxTradeOfVolume: flags.maxTradeOfVolume,
        minEffectiveHoldings: flags.minEffectiveHoldings,
        maxTrackingError: await trackingLimit(config, flags),
      }),
    },
    mappedGroups: flags.groups === undefined ? [] : await readGroups(flags.groups),
  };
  const costs: InFile<Costs> = {
    ...config.costs,
    ...given({ buy: flags.buyCost, sell: flags.sellCost, borrow: flags.borrowCost, quadratic: flags.quadraticCost }),
  };
  if (Object.keys(costs).length > 0) request.costs = costs;
  const pruned = { ...config.prune, ...given({ minWeight: flags.minHolding, minTrade: flags.minTrade }) };
  if (Object.keys(pruned).length > 0) request.prune = pruned;
  if (flags.lots !== undefined) request.discretize = { ...config.discretize, lots: await lotsOf(flags.lots) };
  if (flags.timeLimit !== undefined) request.settings = { ...config.settings, timeLimit: flags.timeLimit };
  // The rate that the objective is given is that of all figures.
  if (request.objective.kind === "max-sharpe" && request.objective.riskFree !== undefined)
    request.riskFree = request.objective.riskFree;
  limitGroups(request, flags);
  checkUsed(request, flags);
  checkTogether(request);
  return request;
}

/** What of an object is not undefined. */
function given<T extends object>(object: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

async function expectedReturnsOf({ expectedReturns }: ProblemFlags): Promise<PortfolioConfig["expectedReturns"]> {
  if (expectedReturns === undefined) return undefined;
  const estimator = EXPECTED_RETURNS.find((name) => name === expectedReturns);
  return estimator === undefined ? await readNumbersByName(expectedReturns, "expected_return") : { estimator };
}

/** The limit of --max-tracking-error beside the portfolio of --benchmark, each of which the file may hold instead. */
async function trackingLimit(
  { constraints }: PortfolioConfig,
  { maxTrackingError, benchmark: path, objective }: ProblemFlags,
): Promise<ConstraintsInFile["maxTrackingError"]> {
  const inFile = constraints?.maxTrackingError;
  if (maxTrackingError === undefined && (inFile === undefined || objective === "tracking-error")) return inFile;
  const benchmark = path === undefined ? inFile?.benchmark : await readNumbersByName(path, "weight");
  if (benchmark === undefined) throw new InputError("--max-tracking-error needs --benchmark.");
  return { benchmark, value: maxTrackingError ?? inFile!.value };
}

/** Shares in a lot: a number, or the path of a file. */
async function lotsOf(lots: string): Promise<number | ByName> {
  const number = Number(lots);
  if (lots.trim() === "" || Number.isNaN(number)) return readNumbersByName(lots, "lot");
  if (!(number > 0 && number < Infinity)) throw new InputError(`--lots is ${lots}, expected a number above 0 or a file.`);
  return number;
}

function covarianceOf(config: PortfolioConfig, flags: ProblemFlags): InFile<EstimatorOptions> {
  const estimator = flags.estimator ?? config.covariance?.estimator ?? "ledoit-wolf";
  const options = config.covariance?.estimator === estimator ? config.covariance : { estimator };
  const { shrinkageTarget: target, halfLife } = flags;
  if (target !== undefined && estimator !== "ledoit-wolf")
    throw new InputError("--shrinkage-target needs --estimator ledoit-wolf.");
  if (halfLife !== undefined && estimator !== "ewma") throw new InputError("--half-life needs --estimator ewma.");
  const covariance = { ...options, ...given({ target, halfLife }) } as InFile<EstimatorOptions>;
  if (covariance.estimator === "ewma" && covariance.halfLife === undefined && covariance.span === undefined)
    throw new InputError("--estimator ewma needs --half-life.");
  return covariance;
}

async function objectiveOf(
  config: PortfolioConfig,
  flags: ProblemFlags,
  fallback: Objective["kind"],
): Promise<InFile<Objective>> {
  const kind = flags.objective ?? config.objective?.kind ?? fallback;
  const objective: Record<string, unknown> = config.objective?.kind === kind ? { ...config.objective } : { kind };
  for (const [other, parameters] of Object.entries(OBJECTIVES)) {
    for (const { flag, option, shared } of parameters) {
      const isUsed = flag === "benchmark" && (flags.maxTrackingError ?? config.constraints?.maxTrackingError) !== undefined;
      if (other !== kind && !shared && flags[flag] !== undefined && !isUsed)
        throw new InputError(`${option} needs --objective ${other}.`);
    }
  }
  for (const { key, flag, option, column, otherwise, optional, shared } of OBJECTIVES[kind]) {
    const given = flags[flag];
    const value = given === undefined || column === undefined ? given : await readNumbersByName(given as string, column);
    objective[key] = value ?? objective[key] ?? (shared ? config[key as "riskFree"] : otherwise);
    if (objective[key] === undefined && optional) delete objective[key];
    else if (objective[key] === undefined) throw new InputError(`--objective ${kind} needs ${option}.`);
  }
  return objective as unknown as InFile<Objective>;
}

/** Puts the limits of --group-min and --group-max on the groups, of the file of groups and of the configuration. */
function limitGroups({ mappedGroups, constraints }: Request, { groupMin, groupMax }: ProblemFlags): void {
  if (constraints.groups !== undefined) constraints.groups = constraints.groups.map((group) => ({ ...group }));
  const groups = [...(constraints.groups ?? []), ...mappedGroups];
  const names = groups.flatMap(({ name }) => name ?? []);
  for (const [side, limits] of [
    ["min", groupMin],
    ["max", groupMax],
  ] as const) {
    for (const [name, limit] of limits ?? []) {
      if (groups.length === 0) throw new InputError(`--group-${side} needs --groups.`);
      if (name !== "" && !names.includes(name))
        throw new InputError(`--group-${side} names ${JSON.stringify(name)}, expected ${expectedOneOf(name, names, "group")}.`);
      for (const group of groups) if (name === group.name || (name === "" && !limits!.has(group.name ?? ""))) group[side] = limit;
    }
  }
}

/** Options that only others make use of. */
function checkUsed({ constraints: { maxTradeOfVolume }, discretize }: Request, { volumes, capital }: ProblemFlags): void {
  if (maxTradeOfVolume !== undefined) return;
  if (volumes !== undefined) throw new InputError("--volumes needs --max-trade-of-volume.");
  if (capital !== undefined && discretize === undefined) throw new InputError("--capital needs --max-trade-of-volume or --lots.");
}

/** What can be told to be wrong before the data are read. */
function checkTogether({ returns, constraints, costs, current, volumes, capital, prune, discretize }: Request): void {
  const { minWeights = 0, maxWeights = 1, maxTurnover, maxTradeOfVolume } = constraints;
  if (typeof minWeights === "number" && typeof maxWeights === "number" && minWeights > maxWeights) {
    throw new InputError(`--min-weight is ${minWeights}, above --max-weight, which is ${maxWeights}.`);
  }
  if (maxTradeOfVolume !== undefined && (volumes === undefined || capital === undefined)) {
    throw new InputError(`--max-trade-of-volume needs ${volumes === undefined ? "--volumes" : "--capital"}.`);
  }
  if (discretize !== undefined && capital === undefined) throw new InputError("--lots needs --capital, what is to be spent.");
  if (discretize !== undefined && returns && discretize.prices === undefined)
    throw new InputError("--lots needs prices: the data are returns, and the configuration has no discretize.prices.");
  if (current !== undefined) return;
  if (prune?.minTrade) throw new InputError("--min-trade needs --current, the weights held today.");
  const traded = costs && (["buy", "sell", "slices", "quadratic"] as const).find((key) => costs[key] !== undefined);
  if (traded !== undefined) throw new InputError(`the cost ${JSON.stringify(traded)} needs --current, the weights held today.`);
  const limit =
    maxTurnover !== undefined ? "--max-turnover" : maxTradeOfVolume !== undefined ? "--max-trade-of-volume" : undefined;
  if (limit !== undefined) throw new InputError(`${limit} needs --current, the weights held today.`);
}
