import { loadCore, type Core, type Covariance, type ExpectedReturnsOptions, type Returns } from "../files/index.js";
import type { ByName, InFile } from "./config/inFile.js";
import { droppedFrom, type Dropped } from "./dropped.js";
import { extremeReturns, type Extreme } from "./extremes.js";
import { InputError } from "./inputError.js";
import { parsePanel, type Panel } from "./panel.js";
import type { Progress } from "./progress.js";
import type { Request } from "./request.js";
import { readSource, sourceName } from "./source.js";
import type { Stopwatch } from "./stopwatch.js";
import { lastObservations, type Window } from "./window.js";

/** What was read from the file of data, for the reports. */
export interface Data {
  file: string;
  kind: "prices" | "returns";
  panel: Panel;
  window: Window;
  observations: number;
  /** The assets used, in the order of the weights. */
  names: readonly string[];
  dropped: Dropped[];
  extremes: Extreme[];
  shrinkage: number | undefined;
}

/** What a problem is made of. Dispose of the covariance. */
export interface Estimates {
  core: Core;
  data: Data;
  covariance: Covariance;
  /** n, of one observation. */
  expectedReturns: Float64Array;
}

/** From a file to estimates. Throws an InputError where the file cannot be used. */
export async function estimate(path: string, request: Request, progress: Progress, watch: Stopwatch): Promise<Estimates> {
  const kind = request.returns ? "returns" : "prices";
  progress.stage("reading", 0);
  const bytes = await readSource(path);
  watch.lap("read");
  progress.stage("parsing", 0.05);
  const panel = parsePanel(bytes, (fraction) => progress.stage("parsing", 0.05 + 0.55 * fraction));
  const window = lastObservations(panel, kind, request.lookback);
  watch.lap("parse");
  const core = await loadCore();
  watch.lap("load");

  progress.stage("covariance", 0.6);
  using returns = toReturns(core, window, request);
  const { symbols } = window;
  const droppedColumns = new Set(returns.droppedAssets.map(({ index }) => index));
  const kept = symbols.flatMap((_, j) => (droppedColumns.has(j) ? [] : [j]));
  const extremes = extremeReturns(window, kept, kind);
  watch.lap("returns");
  const covariance = core.covariance(returns, request.covariance);
  const data = {
    file: sourceName(path),
    kind,
    panel,
    window,
    observations: returns.observations,
    names: kept.map((j) => symbols[j]),
    dropped: droppedFrom(returns, window),
    extremes,
    shrinkage: covariance.shrinkage,
  } as const;
  watch.lap("covariance");
  try {
    const expectedReturns = meansOf(core, returns, covariance, request, data);
    watch.lap("expected returns");
    return { core, data, covariance, expectedReturns };
  } catch (error) {
    covariance.dispose();
    throw error;
  }
}

/** Only the pairwise estimator can use assets with missing values. */
function toReturns(core: Core, { symbols, dates, values }: Window, { returns, covariance }: Request): Returns {
  const missing = covariance.estimator === "pairwise" ? "keep" : "drop-assets";
  const shape = { observations: dates.length, assets: symbols.length, names: symbols, dates, missing } as const;
  return returns ? core.returns(values, shape) : core.returnsFromPrices(values, shape);
}

/** By default the means of the observations, or of those that the pairwise estimator finds. */
function meansOf(core: Core, returns: Returns, covariance: Covariance, request: Request, data: Data): Float64Array {
  const { expectedReturns } = request;
  if (expectedReturns === undefined) {
    return covariance.estimator === "pairwise" ? covariance.mean! : core.expectedReturns(returns, { estimator: "mean" });
  }
  if (isEstimator(expectedReturns)) return core.expectedReturns(returns, expectedReturns);
  return Float64Array.from(data.names, (name) => {
    const value = Object.hasOwn(expectedReturns, name) ? expectedReturns[name] : undefined;
    if (value === undefined)
      throw new InputError(`expectedReturns has no number for ${JSON.stringify(name)}, expected one for every asset.`);
    return value;
  });
}

function isEstimator(
  expectedReturns: InFile<ExpectedReturnsOptions> | ByName,
): expectedReturns is InFile<ExpectedReturnsOptions> {
  return typeof expectedReturns["estimator"] === "string";
}
