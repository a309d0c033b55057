import type { Frontier, Portfolio } from "../../files/index.js";
import { estimate, type Data } from "../estimates.js";
import { constraintsFor, namedPart, type NamedPart } from "../namedPart.js";
import type { Progress } from "../progress.js";
import type { Request } from "../request.js";
import { InputError } from "../inputError.js";
import { Stopwatch } from "../stopwatch.js";
import { UsedAssets, type LeftOut } from "../usedAssets.js";
import { chosenOn } from "./chosen.js";

/** Everything that is written about a frontier; figures of one period. */
export interface FrontierOutcome {
  data: Data;
  request: Request;
  part: NamedPart;
  leftOut: LeftOut[];
  status: Frontier["status"];
  corners: Frontier["corners"];
  /** `chosen` is what the objective asks for. */
  minVariance: Portfolio;
  maxSharpe: Portfolio;
  chosen: { name: string; portfolio: Portfolio };
  /** n: of each asset. */
  expectedReturns: Float64Array;
  volatilities: Float64Array;
  stages: Readonly<Record<string, number>>;
}

/** What a frontier has no place for. */
const ELSEWHERE = ["prune", "discretize", "uncertainty", "ridge"] as const;

/** From a file to a frontier: reads, estimates, traces. Throws an InputError where the file cannot be used. */
export async function frontierPanel(path: string, request: Request, progress: Progress): Promise<FrontierOutcome> {
  const other = ELSEWHERE.find((key) => request[key] !== undefined);
  if (other !== undefined) throw new InputError(`${other} is not of a frontier, but of one portfolio: use quadfolio optimize.`);
  const watch = new Stopwatch();
  const { core, data, covariance: estimated, expectedReturns } = await estimate(path, request, progress, watch);
  using covariance = estimated;
  const used = new UsedAssets(data);
  const part = namedPart(request, used);
  const { constraints, costs, current, volumes } = part;
  progress.stage("tracing", 0.75);
  const frontier = core.efficientFrontier({
    covariance,
    expectedReturns,
    constraints: constraintsFor(constraints, data.names),
    ...(costs && { costs }),
    ...(current && { current }),
    ...(volumes !== undefined && { volumes }),
    ...(request.capital !== undefined && { capital: request.capital }),
    ...(request.settings && { settings: request.settings }),
  });
  watch.lap("frontier");
  const { minVariance, status } = frontier;
  const isTraced = frontier.corners.length > 0;
  const chosen = isTraced ? chosenOn(frontier, request) : { name: "", portfolio: minVariance };
  const maxSharpe = isTraced ? frontier.maxSharpe(request.riskFree ?? 0) : minVariance;
  watch.lap("portfolios");
  // The weights of a corner are made from the covariance's memory when they are asked for.
  const corners = frontier.corners.map((corner) => ({ ...corner, weights: corner.weights }));
  return {
    data,
    request,
    part,
    leftOut: used.leftOut,
    status,
    corners,
    minVariance,
    maxSharpe,
    chosen,
    expectedReturns,
    volatilities: covariance.diagonal().map((one) => Math.sqrt(Math.max(0, one))),
    stages: watch.stages,
  };
}
