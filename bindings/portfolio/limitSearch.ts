/** A solution at a price of what is limited, and how much of it there is. */
export interface Priced<T> {
  readonly price: number;
  readonly solution: T;
  readonly amount: number;
}

export interface LimitSearch<T> {
  readonly limit: number;
  /** A price to try first, above 0. */
  readonly guess: number;
  /** The solution at a price, or undefined where there is none and the search ends. */
  solve(price: number): Priced<T> | undefined;
  /** Whether the solution proves that no price is high enough; `before` is that at the price before. */
  refutes(priced: Priced<T>, before: Priced<T>): boolean;
}

/** Where a search ended: `ended` where there was no solution, `lost` where no price was found. At the limit, or between two solutions at one price that are both optimal there. */
export interface Found<T> {
  readonly outcome: "found" | "refuted" | "ended" | "lost";
  /** The solution on the allowed side, or the last one. */
  readonly at?: Priced<T>;
  /** The solution beyond the limit at the same price, and the share of it that reaches the limit. */
  readonly beyond?: Priced<T>;
  readonly share: number;
}

/** The limit is met where the amount differs from it by no more than this. */
const EXACT = 1e-13;

/** Steps of the search at the most: each halves the bracket or does better. */
const MOST_STEPS = 200;

/** How fast the price grows until the limit holds, and how often; how often it falls until it does not before nothing is tried. */
const GROWTH = 4;
const MOST_GROWTHS = 30;
const MOST_FALLS = 3;

/**
 * The least price at which no more than the limit is used. It begins at a guess, because near what is held little is to be
 * traded and the solutions are close to each other; the solution at no price may be far away. The amount falls as the price rises and is piecewise
 * linear in it (Best 1996, parametric quadratic programming): a secant through two prices between which no
 * variable changes its state meets the limit exactly. Until then the bracket shrinks by the secants of
 * Dowell and Jarratt 1971 (the Illinois method), which never stalls at one end.
 *
 * Where the amount jumps, which takes a singular covariance, both sides of the jump are optimal at its price, and so is
 * the point between them at which the limit holds.
 */
export function searchLimit<T>({ limit, guess, solve, refutes }: LimitSearch<T>): Found<T> {
  const over = (one: Priced<T>): number => one.amount - limit;
  const allowed = EXACT * Math.max(1, limit);
  let tried = solve(guess);
  let within: Priced<T> | undefined;
  let beyond: Priced<T> | undefined;
  for (let step = 0; within === undefined || beyond === undefined; step++) {
    if (tried === undefined) return { outcome: "ended", share: 0 };
    if (step === MOST_GROWTHS) return { outcome: "lost", at: tried, share: 0 };
    const isMet = Math.abs(over(tried)) <= allowed || (tried.price === 0 && over(tried) < 0);
    if (isMet) return { outcome: "found", at: tried, share: 0 };
    if (over(tried) < 0) {
      within = tried;
      if (beyond === undefined) tried = solve(step < MOST_FALLS ? tried.price / GROWTH : 0);
      continue;
    }
    if (beyond !== undefined && refutes(tried, beyond)) return { outcome: "refuted", at: tried, share: 0 };
    const { price, amount } = tried;
    const secant = beyond === undefined ? 0 : price + (over(tried) * (price - beyond.price)) / (beyond.amount - amount);
    beyond = tried;
    if (within === undefined) tried = solve(Math.min(Math.max(GROWTH * price, secant), GROWTH ** 3 * price));
  }

  // The end that stayed twice in a row is given half its weight.
  let [beyondWeight, withinWeight] = [1, 1];
  let stayed: "beyond" | "within" | undefined;
  for (let step = 0; step < MOST_STEPS && over(within) < -allowed; step++) {
    const [f, g] = [beyondWeight * over(beyond), withinWeight * over(within)];
    const width = within.price - beyond.price;
    const secant = beyond.price + (width * f) / (f - g);
    const middle = beyond.price + 0.5 * width;
    if (!(middle > beyond.price && middle < within.price) || width <= 4e-16 * within.price) break;
    tried = solve(secant > beyond.price && secant < within.price ? secant : middle);
    if (tried === undefined) return { outcome: "ended", share: 0 };
    if (Math.abs(over(tried)) <= allowed) return { outcome: "found", at: tried, share: 0 };
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
  if (over(within) >= -allowed) return { outcome: "found", at: within, share: 0 };
  const jump = beyond.amount - within.amount;
  return { outcome: "found", at: within, beyond, share: -over(within) / jump };
}
