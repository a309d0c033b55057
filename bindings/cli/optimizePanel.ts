import type { Portfolio } from "../index.js";
import { estimate, type Data } from "./estimates.js";
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
  portfolio: Portfolio;
  /** Milliseconds each stage took, in order. */
  stages: Readonly<Record<string, number>>;
}

/** From a file to a portfolio: reads, estimates, optimizes. Throws an InputError where the file cannot be used. */
export async function optimizePanel(path: string, request: Request, progress: Progress): Promise<Outcome> {
  const watch = new Stopwatch();
  const { core, data, covariance: estimated, expectedReturns } = await estimate(path, request, progress, watch);
  using covariance = estimated;
  const used = new UsedAssets(data);
  const part = namedPart(request, used);
  progress.stage("optimizing", 0.75);
  const portfolio = core.optimize({
    covariance,
    expectedReturns,
    ...part,
    constraints: constraintsFor(part.constraints, data.names),
    ...(request.capital !== undefined && { capital: request.capital }),
    ...(request.settings && { settings: request.settings }),
  });
  watch.lap("optimize");
  return { data, request, part, leftOut: used.leftOut, portfolio, stages: watch.stages };
}
