import { checkCovariance, type Covariance } from "../covariance/covariance.js";
import { ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { toScalar } from "../errors/scalar.js";
import { elementOf, toVector, type VectorInput } from "../errors/vector.js";
import { solveLots } from "../lots/lots.js";
import { dot, gross, minus, sumOf } from "./points.js";
import { volatilityOf } from "./riskless.js";

export interface DiscretizeOptions {
  covariance: Covariance;
  /** One for each asset, above 0: of a share, in one currency. Only those of assets held are looked at. */
  prices: VectorInput;
  /** What the weights are fractions of, in that currency. */
  capital: number;
  /** Shares in a lot, above 0: 1 by default, 100 for round lots, 0.001 for parts of a share. */
  lots?: VectorInput | undefined;
}

/** A portfolio in whole lots; frozen. */
export interface DiscretePortfolio {
  /** n: whole multiples of the lots. */
  readonly shares: Float64Array;
  /** n: what they are worth, as fractions of the capital. */
  readonly weights: Float64Array;
  readonly names?: readonly string[];
  /** What they cost; never more than the capital times the sum of the weights asked for: where it comes out as more by rounding, just that. */
  readonly cost: number;
  /** What is left of that, at least 0; exactly 0 where it is rounding: up to 1e-12 of the capital times the sum of the |weights|. */
  readonly cash: number;
  /** n: `weights` less those asked for. */
  readonly drift: Float64Array;
  /** √(drift'Σ drift), of one period: what is as small as it can be. */
  readonly trackingError: number;
  /**
   * Whether no whole lots within the budget track better, which a search through all of them proves for up to some 20 assets. Otherwise
   * none do that differ in one asset, or in two by one lot each (in one alone beyond 4,096 assets held).
   */
  readonly isOptimal: boolean;
}

/** Sums of weights that differ by less than this many digits from a shorter number are meant to be it: a change of half of `ROUNDING` at most. */
const DIGITS = 13;

/**
 * What the budget allows: money that is no more than this share of all positions asked for, long and short, is rounding, so much may be spent
 * beyond it and counts as nothing where it is left. Decimal amounts come out otherwise in each order of summation, by up to 1e-16 of the
 * positions for each of thousands of them; what is exactly affordable is within it. A cent is beyond rounding up to ten billion.
 */
const ROUNDING = 1e-12;

/** The weights asked for; where they have names of their own, these are to be the covariance's. */
export interface WantedWeights {
  readonly weights: VectorInput;
  readonly names?: readonly string[];
}

/** Beyond it a lot more or less is no other number. */
const MOST_LOTS = 2 ** 52;

/** See `FullCore.discretize`. */
export function discretize(portfolio: WantedWeights, options: DiscretizeOptions): DiscretePortfolio {
  const given = toOptions("options", options, ["covariance", "prices", "capital", "lots"]);
  const { covariance } = given;
  checkCovariance(covariance);
  const { assets, names } = covariance;
  const wanted = toVector("portfolio.weights", portfolio?.weights, assets, { names, missing: 0, broadcast: false });
  if (names && portfolio.names?.some((one, i) => one !== names[i]))
    throw new ValueError("portfolio.names", portfolio.names, "those of the covariance, in its order");
  const capital = toScalar("options.capital", given.capital, { above: 0 });
  const positive = (argument: string, value: VectorInput): Float64Array => {
    const vector = toVector(argument, value, assets, { names, finite: false, missing: 1 });
    const wrong = vector.findIndex((one, i) => wanted[i] !== 0 && !(one > 0 && one < Infinity));
    if (wrong >= 0) throw new ValueError(elementOf(argument, wrong, names), vector[wrong], "a finite number above 0");
    return vector;
  };
  const prices = positive("options.prices", pricesOf(given.prices, names, wanted));
  const lots = positive("options.lots", given.lots ?? 1);
  const positions = Int32Array.from(wanted.keys()).filter((i) => wanted[i] !== 0);
  const price = Float64Array.from(positions, (i) => prices[i] * lots[i]);
  const counts = price.map((one, k) => (wanted[positions[k]] * capital) / one);
  const tooMany = counts.findIndex((one) => !(Math.abs(one) <= MOST_LOTS));
  if (tooMany >= 0) {
    const label = elementOf("options.prices", positions[tooMany], names);
    throw new ValueError(
      label,
      prices[positions[tooMany]],
      `a price of lots that can be counted, not ${counts[tooMany]} of them`,
    );
  }
  const rounding = ROUNDING * capital * gross(wanted);
  const beyondRounding = (money: number): number => (Math.abs(money) > rounding ? money : 0);
  const budget = beyondRounding(capital * Number(sumOf(wanted).toPrecision(DIGITS)));
  const weight = price.map((one) => one / capital);
  const { lots: bought, isProven } = solveLots({
    covariance,
    positions,
    wanted: counts,
    weight,
    price,
    budget: budget + rounding,
  });
  const [shares, weights] = [new Float64Array(assets), new Float64Array(assets)];
  positions.forEach((i, k) => {
    shares[i] = bought[k] * lots[i];
    weights[i] = (bought[k] * price[k]) / capital;
  });
  const cost = Math.min(dot(price, bought), budget);
  const drift = minus(weights, wanted);
  return Object.freeze({
    shares,
    weights,
    ...(names !== undefined && { names }),
    cost,
    cash: beyondRounding(budget - cost),
    drift,
    trackingError: volatilityOf(covariance, drift),
    isOptimal: isProven,
  });
}

/** Prices by name need to be there for what is held alone. */
function pricesOf(prices: VectorInput, names: readonly string[] | undefined, wanted: Float64Array): VectorInput {
  if (names === undefined || typeof prices !== "object" || prices === null || "length" in prices) return prices;
  const absent = wanted.findIndex((one, i) => one !== 0 && !Object.hasOwn(prices, names[i]));
  if (absent >= 0) throw new ValueError(elementOf("options.prices", absent, names), undefined, "the price of a share");
  return prices;
}
