/** A solution at a price of what is limited, and how much of it there is. */
export interface Priced<T> {
  readonly price: number;
  readonly solution: T;
  readonly amount: number;
}

export interface LimitSearch<T> {
  readonly limit: number;
  /** A price to try first, given the solution at no price. */
  guess(free: T): number;
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

/** How fast the price grows until the limit holds, and how often. */
const GROWTH = 4;
const MOST_GROWTHS = 30;

/**
 * The least price at which no more than the limit is used. The amount falls as the price rises and is piecewise
 * linear in it (Best 1996, parametric quadratic programming): a secant through two prices between which no
 * variable changes its state meets the limit exactly. Until then the bracket shrinks by the secants of
 * Dowell and Jarratt 1971 (the Illinois method), which never stalls at one end.
 *
 * Where the amount jumps, which takes a singular covariance, both sides of the jump are optimal at its price, and so is
 * the point between them at which the limit holds.
 */
export function searchLimit<T>({ limit, guess, solve, refutes }: LimitSearch<T>): Found<T> {
  const over = (one: Priced<T>): number => one.amount - limit;
  let beyond = solve(0);
  if (beyond === undefined) return { outcome: "ended", share: 0 };
  const allowed = EXACT * Math.max(1, limit);
  if (over(beyond) <= allowed) return { outcome: "found", at: beyond, share: 0 };

  let within: Priced<T> | undefined;
  let price = guess(beyond.solution);
  for (let growths = 0; within === undefined; growths++) {
    if (growths === MOST_GROWTHS) return { outcome: "lost", at: beyond, share: 0 };
    const tried = solve(price);
    if (tried === undefined) return { outcome: "ended", at: beyond, share: 0 };
    if (over(tried) <= 0) within = tried;
    else if (beyond.price > 0 && refutes(tried, beyond)) return { outcome: "refuted", at: tried, share: 0 };
    else {
      const next = price + (over(tried) * (price - beyond.price)) / (beyond.amount - tried.amount);
      price = Math.min(Math.max(GROWTH * price, next), GROWTH ** 3 * price);
      beyond = tried;
    }
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
    const tried = solve(secant > beyond.price && secant < within.price ? secant : middle);
    if (tried === undefined) return { outcome: "ended", at: within, share: 0 };
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
