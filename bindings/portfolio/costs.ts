import { ValueError } from "../errors/errors.js";
import { checkList } from "../errors/names.js";
import { toOptions } from "../errors/options.js";
import { elementOf, toNonnegative, toVector, type VectorInput } from "../errors/vector.js";

/** The rate of the part of a trade that lies beyond the slice before, up to `upTo`; added to `buy` and `sell`. */
export interface CostSlice {
  /** Weight traded, above that of the slice before. The last slice goes on beyond its own, and may leave it out. */
  upTo?: VectorInput | undefined;
  /** At least that of the slice before, and at least 0. */
  rate: VectorInput;
}

/** What trading away from `current` costs, in the units of a return per unit of weight; all rates at least 0. */
export interface Costs {
  /** Per unit of weight bought; 0 by default. */
  buy?: VectorInput | undefined;
  /** Per unit of weight sold; 0 by default. */
  sell?: VectorInput | undefined;
  /** Market impact: what more a trade costs the larger it is, of both sides or of each. */
  slices?: readonly CostSlice[] | { buy?: readonly CostSlice[] | undefined; sell?: readonly CostSlice[] | undefined } | undefined;
  /** Market impact that grows with the trade: ½·quadratic·(w − current)², so that the last unit of weight traded costs quadratic·|w − current|; 0 by default. */
  quadratic?: VectorInput | undefined;
  /** Per unit of weight below zero, traded or not; 0 by default. */
  borrow?: VectorInput | undefined;
}

interface CheckedSlice {
  /** Where the slice before ends: from here on `rate` is charged. */
  readonly from: Float64Array;
  readonly rate: Float64Array;
}

/** Costs whose every vector was checked. */
export interface CheckedCosts {
  readonly buy: Float64Array;
  readonly sell: Float64Array;
  readonly buySlices: readonly CheckedSlice[];
  readonly sellSlices: readonly CheckedSlice[];
  readonly borrow: Float64Array;
  readonly quadratic: Float64Array;
  /** Whether any of them is on trading, and whether its rate jumps at `current`. */
  readonly onTrades: boolean;
  readonly hasRates: boolean;
}

/** `costs` with every vector checked, or undefined where there are none. */
export function checkCosts(
  costs: Costs | undefined,
  assets: number,
  names: readonly string[] | undefined,
): CheckedCosts | undefined {
  if (costs === undefined) return undefined;
  const given = toOptions("costs", costs, ["buy", "sell", "slices", "quadratic", "borrow"]);
  const { buy, sell, slices, quadratic } = given;
  const rates = (name: Exclude<keyof Costs, "slices">): Float64Array =>
    toNonnegative(`costs.${name}`, given[name] ?? 0, assets, { names, missing: 0 });
  const sides = Array.isArray(slices)
    ? { buy: slices as CostSlice[], sell: slices as CostSlice[] }
    : toOptions("costs.slices", slices as Exclude<Costs["slices"], readonly CostSlice[]>, ["buy", "sell"]);
  const prefix = (side: string): string => (Array.isArray(slices) ? "costs.slices" : `costs.slices.${side}`);
  const hasRates = buy !== undefined || sell !== undefined || slices !== undefined;
  return {
    buy: rates("buy"),
    sell: rates("sell"),
    buySlices: checkSlices(prefix("buy"), sides.buy, assets, names),
    sellSlices: checkSlices(prefix("sell"), sides.sell, assets, names),
    borrow: rates("borrow"),
    quadratic: rates("quadratic"),
    onTrades: hasRates || quadratic !== undefined,
    hasRates,
  };
}

function checkSlices(
  argument: string,
  slices: readonly CostSlice[] | undefined,
  assets: number,
  names: readonly string[] | undefined,
): CheckedSlice[] {
  if (slices === undefined) return [];
  checkList(argument, slices, "{ upTo, rate }");
  let from: Float64Array = new Float64Array(assets);
  let least = from;
  return (slices as readonly CostSlice[]).map((slice, i) => {
    const label = `${argument}[${i}]`;
    const { upTo, rate } = toOptions(label, slice, ["upTo", "rate"]);
    if (upTo === undefined && i + 1 < slices.length) {
      throw new ValueError(`${label}.upTo`, upTo, "a number: only the last slice goes on without end");
    }
    const rates = toNonnegative(`${label}.rate`, rate, assets, { names, missing: 0 });
    const ends = toVector(`${label}.upTo`, upTo ?? Infinity, assets, { names, finite: false, missing: Infinity });
    for (let j = 0; j < assets; j++) {
      if (rates[j] < least[j]) {
        throw new ValueError(
          elementOf(`${label}.rate`, j, names),
          rates[j],
          `at least ${least[j]}, the rate of the slice before`,
        );
      }
      if (!(ends[j] > from[j])) {
        const expected = i === 0 ? "a number above 0" : `a number above ${from[j]}, where the slice before ends`;
        throw new ValueError(elementOf(`${label}.upTo`, j, names), ends[j], expected);
      }
    }
    const checked = { from, rate: rates };
    from = ends;
    least = rates;
    return checked;
  });
}

/** Whether the costs have kinks: without them they are a diagonal and a linear part of the objective. */
export function haveKinks({ hasRates, borrow }: CheckedCosts): boolean {
  return hasRates || borrow.some((rate) => rate > 0);
}

/** The costs times a factor of at least 0. */
export function scaledCosts(costs: CheckedCosts, factor: number): CheckedCosts {
  const times = (rates: Float64Array): Float64Array => rates.map((one) => factor * one);
  const slices = (all: readonly CheckedSlice[]): CheckedSlice[] => all.map(({ from, rate }) => ({ from, rate: times(rate) }));
  return {
    ...costs,
    buy: times(costs.buy),
    sell: times(costs.sell),
    buySlices: slices(costs.buySlices),
    sellSlices: slices(costs.sellSlices),
    borrow: times(costs.borrow),
    quadratic: times(costs.quadratic),
  };
}

/** What the trades from what is held today to `weights` cost, and borrowing what is below zero; 0 without costs. */
export function costAt(
  { costs, current }: { readonly costs: CheckedCosts | undefined; readonly current: Float64Array | undefined },
  weights: Float64Array,
): number {
  if (costs === undefined) return 0;
  let total = 0;
  for (let j = 0; j < weights.length; j++) {
    const trade = weights[j] - (current?.[j] ?? 0);
    const [rate, slices] = trade > 0 ? [costs.buy[j], costs.buySlices] : [costs.sell[j], costs.sellSlices];
    total += costOfTrade(j, Math.abs(trade), rate, slices) + 0.5 * costs.quadratic[j] * trade ** 2;
    total += costs.borrow[j] * Math.max(0, -weights[j]);
  }
  return total;
}

function costOfTrade(j: number, size: number, rate: number, slices: readonly CheckedSlice[]): number {
  let total = rate * size;
  slices.forEach((slice, i) => {
    const end = slices[i + 1]?.from[j] ?? Infinity;
    if (size > slice.from[j]) total += slice.rate[j] * (Math.min(size, end) - slice.from[j]);
  });
  return total;
}
