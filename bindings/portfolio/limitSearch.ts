/** A solution at a price of what is limited, and how much of it there is. */
export interface Priced<T> {
  readonly price: number;
  readonly solution: T;
  readonly amount: number;
}

export interface LimitSearch<T> {
  readonly limit: number;
  /** What amounts are sums of: a share of it is rounding; the limit by default. */
  readonly size?: number;
  /** A price to try first, above 0. */
  readonly guess: number;
  /** Where there is one, it is tried before the guess. */
  readonly begin?: 0 | undefined;
  /** The solution at a price, or undefined where there is none and the search ends. */
  solve(price: number): Priced<T> | undefined;
  /** Whether the solution proves that no price is high enough; `before` is that at the price before. */
  refutes(priced: Priced<T>, before: Priced<T>): boolean;
  /** The solution at the limit, from one on each side of it, where it is proved: what a jump is between, or, no worse than they are, what many steps would come to. */
  meet?(within: Priced<T>, beyond: Priced<T>, isEnd: boolean): Priced<T> | undefined;
}

/** Where a search ended: `ended` where there was no solution, `lost` where no price was found. */
export interface Found<T> {
  readonly outcome: "found" | "refuted" | "ended" | "lost";
  /** The solution at the limit or on the allowed side, or the last one. */
  readonly at?: Priced<T>;
}

/** The limit is met where the amount differs from it by no more than this share. */
const EXACT = 1e-13;

/** Steps of the search at the most: each halves the bracket or does better. */
const MOST_STEPS = 200;

/** The first step of the price, how fast it grows until the limit holds at the most, and how often; how often it falls until it does not before nothing is tried. */
const GROWTH = 4;
const FIRST_STEP = 1.5;
const MOST_GROWTHS = 30;
const MOST_FALLS = 3;

/** Steps that follow the logarithm of the amount, how far they go beyond where it points to, and by which factor at the least. */
const MOST_POINTED = 4;
const OVERSHOOT = 1.2;
const LEAST_FACTOR = 1.1;

/** A price this small beside the guess is none. */
export const NOTHING = 1e-13;

/** After so many steps, and again after as many more, the limit may be met without finding its price first. */
const MEET_AFTER = 8;

/** Amounts at the ends of a bracket that differ by more than this factor are compared by their logarithms. */
const FAR_APART = 2;

/**
 * The least price at which no more than the limit is used. It begins at a guess, because near what is held little is to be
 * traded and the solutions are close to each other; the solution at no price may be far away. The amount falls as the price rises and is piecewise
 * linear in it (Best 1996, parametric quadratic programming): a secant through two prices between which no
 * variable changes its state meets the limit exactly. Until then the bracket shrinks by the secants of
 * Dowell and Jarratt 1971 (the Illinois method), which never stalls at one end. Far from the limit the secants are those of the
 * logarithm of the amount: what is worth holding at a price thins out like the tail of a distribution.
 *
 * Where the amount jumps, which takes a singular covariance, both sides of the jump are optimal at its price, and so is
 * the point between them at which the limit holds: `meet` finds it, also where what jumps is steeper than doubles can tell.
 */
export function searchLimit<T>({ limit, size = limit, guess, begin, solve, refutes, meet }: LimitSearch<T>): Found<T> {
  const over = (one: Priced<T>): number => one.amount - limit;
  const allowed = EXACT * size;
  let tried = solve(begin ?? guess);
  let within: Priced<T> | undefined;
  let beyond: Priced<T> | undefined;
  for (let step = 0; within === undefined || beyond === undefined; step++) {
    if (tried === undefined) return { outcome: "ended" };
    if (step === MOST_GROWTHS) return { outcome: "lost", at: tried };
    const isMet = Math.abs(over(tried)) <= allowed || (tried.price === 0 && over(tried) < 0);
    if (isMet) return { outcome: "found", at: tried };
    if (over(tried) < 0) {
      const before = within;
      within = tried;
      if (beyond === undefined) tried = solve(step < MOST_FALLS ? lowerPrice(tried, before, limit) : 0);
      continue;
    }
    if (beyond !== undefined && refutes(tried, beyond)) return { outcome: "refuted", at: tried };
    const next = tried.price === 0 ? guess : step < MOST_POINTED ? higherPrice(tried, beyond, limit) : GROWTH * tried.price;
    beyond = tried;
    if (within === undefined) tried = solve(next);
  }

  // The end that stayed twice in a row is given half its weight.
  let [beyondWeight, withinWeight] = [1, 1];
  let stayed: "beyond" | "within" | undefined;
  const atNone = beyond.price === 0 ? beyond : undefined;
  for (let step = 0; step < MOST_STEPS && over(within) < -allowed; step++) {
    const isFar = beyond.amount > FAR_APART * within.amount && within.amount > 0 && limit > 0;
    const distance = isFar ? (one: Priced<T>) => Math.log(one.amount / limit) : over;
    const [f, g] = [beyondWeight * distance(beyond), withinWeight * distance(within)];
    const width = within.price - beyond.price;
    const secant: number = beyond.price + (width * f) / (f - g);
    const middle: number = beyond.price + 0.5 * width;
    if (!(middle > beyond.price && middle < within.price) || width <= 4e-16 * within.price) break;
    const isNone: boolean = atNone !== undefined && within.price < NOTHING * guess;
    // A price of nothing is as good as none.
    if (isNone && meet === undefined) break;
    if (isNone || step % MEET_AFTER === MEET_AFTER - 1) {
      const met = meet?.(within, isNone ? (atNone as Priced<T>) : beyond, isNone);
      if (met !== undefined) return { outcome: "found", at: met };
    }
    tried = solve(secant > beyond.price && secant < within.price ? secant : middle);
    if (tried === undefined) {
      // At a low price a solve may fail because only rounding is left.
      const met = atNone && meet?.(within, atNone, true);
      return met === undefined ? { outcome: "ended" } : { outcome: "found", at: met };
    }
    if (Math.abs(over(tried)) <= allowed) return { outcome: "found", at: tried };
    if (over(tried) > 0) {
      beyond = tried;
      withinWeight *= stayed === "within" ? 0.5 : 1;
      beyondWeight = 1;
      stayed = "within";
    } else {
      within = tried;
      beyondWeight *= stayed === "beyond" ? 0.5 : 1;
      withinWeight = 1;
      stayed = "beyond";
    }
  }
  if (over(within) >= -allowed || meet === undefined) return { outcome: "found", at: within };
  const met = meet(within, beyond, true);
  return met === undefined ? { outcome: "lost", at: within } : { outcome: "found", at: met };
}

/** A price above that of `tried`, which is beyond the limit. */
function higherPrice(tried: Priced<unknown>, before: Priced<unknown> | undefined, limit: number): number {
  const { price } = tried;
  if (before === undefined) return FIRST_STEP * price;
  return Math.min(Math.max(pointedPrice(tried, before, limit), LEAST_FACTOR * price), GROWTH ** 3 * price);
}

/** A price below that of `tried`, which is within the limit. */
function lowerPrice(tried: Priced<unknown>, before: Priced<unknown> | undefined, limit: number): number {
  const { price, amount } = tried;
  // What is counted may be a loss, which has no logarithm.
  if (amount <= 0 || (before !== undefined && before.amount <= 0)) return price / GROWTH;
  if (before === undefined) return price / FIRST_STEP;
  return Math.max(Math.min(pointedPrice(tried, before, limit), price / LEAST_FACTOR), price / GROWTH);
}

/** Where a straight line through two prices and the logarithms of their amounts meets the limit, and a little beyond. */
function pointedPrice({ price, amount }: Priced<unknown>, before: Priced<unknown>, limit: number): number {
  const steps = Math.abs(Math.log(amount / limit) / Math.log(amount / before.amount));
  return price + OVERSHOOT * steps * (price - before.price);
}
