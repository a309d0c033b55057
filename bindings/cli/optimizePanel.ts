import { loadCore, type Objective, type Portfolio } from "../index.js";
import { droppedFrom, type Dropped } from "./dropped.js";
import { extremeReturns, type Extreme } from "./extremes.js";
import type { OptimizeOptions } from "./options.js";
import { parsePanel, type Panel } from "./panel.js";
import type { Progress } from "./progress.js";
import { readSource, sourceName } from "./source.js";
import { lastObservations, type Window } from "./window.js";

/** Everything the reports are made of. */
export interface Outcome {
  file: string;
  kind: "prices" | "returns";
  options: OptimizeOptions;
  panel: Panel;
  window: Window;
  observations: number;
  /** The assets used, in the order of the weights. */
  names: readonly string[];
  dropped: Dropped[];
  extremes: Extreme[];
  shrinkage: number | undefined;
  portfolio: Portfolio;
  /** Milliseconds each stage took, in order. */
  stages: Record<string, number>;
}

/** From a file to a portfolio: reads, estimates, optimizes. Throws an InputError where the file cannot be used. */
export async function optimizePanel(path: string, options: OptimizeOptions, progress: Progress): Promise<Outcome> {
  const kind = options.returns ? "returns" : "prices";
  const stages: Record<string, number> = {};
  let begun = performance.now();
  const done = (stage: string): void => {
    const now = performance.now();
    stages[stage] = now - begun;
    begun = now;
  };

  progress.stage("reading", 0);
  const bytes = await readSource(path);
  done("read");
  progress.stage("parsing", 0.05);
  const panel = parsePanel(bytes, (fraction) => progress.stage("parsing", 0.05 + 0.55 * fraction));
  const window = lastObservations(panel, kind, options.lookback);
  done("parse");
  const core = await loadCore();
  done("load");

  progress.stage("covariance", 0.6);
  const { symbols, dates, values } = window;
  const shape = {
    observations: dates.length,
    assets: symbols.length,
    names: symbols,
    dates,
    missing: "drop-assets",
  } as const;
  using returns = kind === "returns" ? core.returns(values, shape) : core.returnsFromPrices(values, shape);
  const droppedColumns = new Set(returns.droppedAssets.map(({ index }) => index));
  const kept = symbols.flatMap((_, j) => (droppedColumns.has(j) ? [] : [j]));
  const extremes = extremeReturns(window, kept, kind);
  done("returns");
  using covariance = core.covariance(returns, { estimator: options.estimator });
  done("covariance");
  progress.stage("optimizing", 0.75);
  const portfolio = core.optimize({
    covariance,
    expectedReturns: covariance.mean,
    objective: objective(options),
    constraints: { budget: 1, minWeights: options.minWeight, maxWeights: options.maxWeight },
  });
  done("optimize");
  return {
    file: sourceName(path),
    kind,
    options,
    panel,
    window,
    observations: returns.observations,
    names: kept.map((j) => symbols[j]),
    dropped: droppedFrom(returns, window),
    extremes,
    shrinkage: covariance.shrinkage,
    portfolio,
    stages,
  };
}

function objective(options: OptimizeOptions): Objective {
  switch (options.objective) {
    case "utility":
      return { kind: "utility", riskAversion: options.riskAversion ?? 1 };
    case "target-return":
      return { kind: "target-return", value: options.targetReturn! };
    case "min-variance":
      return { kind: "min-variance" };
  }
}
