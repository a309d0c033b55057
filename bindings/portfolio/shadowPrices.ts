import { toChoice } from "../errors/choice.js";
import { toScalar } from "../errors/scalar.js";
import type { Portfolio } from "./portfolio.js";
import type { Objective, RiskParity } from "./problem.js";

export interface ShadowPriceOptions {
  /** That of the problem: `shadowPrices(portfolio, problem)` will do. */
  readonly objective: { readonly kind: (Objective | RiskParity)["kind"] };
  /** For figures of a year: variances, utilities and returns times so many, Sharpe ratios times its root; 1 by default, for those of one period. */
  readonly periodsPerYear?: number;
}

/** What a constraint that is at work costs. */
export interface ShadowPrice {
  /** The name it has in `multipliers`. */
  readonly constraint: string;
  /** The asset's name or position, for limits of single assets. */
  readonly asset?: string | number;
  /** Which side of it is at work: the objective would gain by a lower `min` or a higher `max`. */
  readonly side: "min" | "max";
  readonly multiplier: number;
  /** What is gained for each `unit` by which the side is moved outward, at first; above 0. */
  readonly cost: number;
  /** Of what the objective seeks: `variance`, `active variance` (of the tracking error), `utility`, `return`, `Sharpe ratio` or `diversification ratio`. */
  readonly of: string;
  /** 0.01 of a weight or an exposure; 0.0001 of a return or a tracking error; 1 effective holding. */
  readonly unit: number;
  /** `The cap of the group "Energy" costs 12 bp of variance per point.` */
  readonly sentence: string;
}

/** What is measured by the objective that is minimised, how much of it a unit of that objective is, and as which power of time it grows. */
const MEASURES: Record<(Objective | RiskParity)["kind"], readonly [string, factor: number, power: number] | undefined> = {
  "min-variance": ["variance", 2, 1],
  "target-return": ["variance", 2, 1],
  "tracking-error": ["active variance", 2, 1],
  utility: ["utility", 1, 1],
  "target-volatility": ["return", 1, 1],
  "max-sharpe": ["Sharpe ratio", 1, 0.5],
  "max-diversification": ["diversification ratio", 1, 0],
  "risk-parity": undefined,
};

/** Units other than a point of weight, and what they are called. */
const UNITS: Readonly<Record<string, readonly [number, string]>> = {
  targetReturn: [1e-4, "bp"],
  targetVolatility: [1e-4, "bp"],
  maxTrackingError: [1e-4, "bp"],
  minEffectiveHoldings: [1, "holding"],
};
const POINT = [0.01, "point"] as const;

/** What costs less than this share of the dearest is rounding. */
const ROUNDING = 1e-12;

const LABELS: Readonly<Record<string, string>> = {
  budget: "The budget",
  targetReturn: "The target return",
  netExposure: "The % of the net exposure",
};
const KINDS = { groups: "group", linear: "linear constraint", factors: "exposure to" } as const;
const OF_ASSETS = { minWeights: "minimum weight", maxWeights: "maximum weight", maxTradeOfVolume: "trade limit" } as const;

/**
 * What the constraints at work cost, the dearest first, each with a sentence that says so: the multipliers as a person reads them.
 *
 * @param portfolio what `optimize` returned
 * @param options the objective of its problem, and `periodsPerYear` for figures of a year
 * @returns frozen; none for `risk-parity`, whose multipliers are of no such measure, and of a portfolio that is not solved
 * @throws ValueError where the objective has no such kind, or the periods are no number above 0
 * @see Boyd & Vandenberghe 2004, "Convex optimization", §5.6: multipliers as sensitivities
 * @example
 * import { loadCore, shadowPrices } from "quadfolio";
 * const core = await loadCore();
 * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]]);
 * const problem = { covariance, objective: { kind: "min-variance" }, constraints: { groups: [{ name: "bonds", members: [0], max: 0.6 }] } };
 * console.log(shadowPrices(core.optimize(problem), problem)[1].sentence); // The cap of the group "bonds" costs 2.8 bp of variance per point.
 * covariance.dispose();
 */
export function shadowPrices(portfolio: Portfolio, options: ShadowPriceOptions): readonly ShadowPrice[] {
  const kinds = Object.keys(MEASURES) as Objective["kind"][];
  const measure = MEASURES[toChoice("objective.kind", options?.objective?.kind, kinds)];
  const periods = toScalar("periodsPerYear", options.periodsPerYear ?? 1, { above: 0 });
  if (measure === undefined || portfolio.status !== "solved") return Object.freeze([]);
  const [of, factor, power] = measure;
  const perUnit = factor * periods ** power;
  const prices: ShadowPrice[] = [];
  const add = (
    constraint: string,
    subject: string,
    multiplier: number,
    asset?: string | number,
    [unit, word]: readonly [number, string] = POINT,
  ): void => {
    if (!(Math.abs(multiplier) > 0)) return;
    const side = multiplier > 0 ? "max" : "min";
    const cost = perUnit * unit * Math.abs(multiplier);
    const label = subject.replace(/^The %/, `The ${side === "max" ? "cap" : "floor"}`);
    const sentence = `${label} costs ${Number((1e4 * cost).toPrecision(3))} bp of ${of} per ${word}.`;
    prices.push(Object.freeze({ constraint, ...(asset !== undefined && { asset }), side, multiplier, cost, of, unit, sentence }));
  };
  for (const [key, value] of Object.entries(portfolio.multipliers)) {
    if (typeof value === "number") add(key, LABELS[key] ?? `The limit ${key}`, value, undefined, UNITS[key]);
    else if (value instanceof Float64Array) {
      value.forEach((one, i) => {
        const name = portfolio.names?.[i];
        add(key, `The ${OF_ASSETS[key as keyof typeof OF_ASSETS]} of ${name ?? `asset ${i}`}`, one, name ?? i);
      });
    } else {
      for (const [name, one] of Object.entries(value as Record<string, number>)) {
        add(name, `The % of the ${KINDS[key as keyof typeof KINDS]} ${JSON.stringify(name)}`, one);
      }
    }
  }
  prices.sort((a, b) => b.cost - a.cost);
  return Object.freeze(prices.filter(({ cost }) => cost > ROUNDING * prices[0].cost));
}
