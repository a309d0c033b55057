import { get } from "../memory/access";
import { evaluate, keepsSide, Lots, scaledRow, trade } from "./lots";

/** A change that lowers f by no more than this share of the variance of the lots traded is rounding. */
const ROUNDING: f64 = 1e-12;

/**
 * From z within the budget to a z that no change of one asset by any number of lots, and where there is a block no change of
 * two assets by a lot each, makes better. Returns f.
 */
export function improve(s: Lots): f64 {
  evaluate(s);
  do {
    while (bestSingle(s)) continue;
  } while (s.block != 0 && improvePairs(s));
  return evaluate(s);
}

/**
 * From any z to one within the budget: again and again a lot less, of the asset where that adds least to f for its price, until what one costs is
 * rounding beside what is spent.
 */
export function afford(s: Lots): void {
  evaluate(s);
  while (s.cash < 0) {
    let at: isize = -1;
    let least: f64 = Infinity;
    for (let i: usize = 0; i < <usize>s.m; i++) {
      const change = (get(s.own, i) - 2 * get(s.g, i)) / get(s.c, i);
      if (change < least && keepsSide(s, i, -1)) {
        least = change;
        at = i;
      }
    }
    if (at < 0) return;
    const before = s.cash;
    trade(s, at, -1, at, 0);
    if (!(s.cash > before)) return;
  }
}

/** The change of one asset that lowers f most, as far as the cash goes; false where none does. */
function bestSingle(s: Lots): bool {
  let at: usize = 0;
  let lots: f64 = 0;
  let least: f64 = 0;
  for (let i: usize = 0; i < <usize>s.m; i++) {
    const own = get(s.own, i);
    const g = get(s.g, i);
    if (!(own > 0)) continue;
    // f changes by k(2g + k·own), least at −g/own; beyond what is allowed, at the nearest that is.
    let k = nearest(-g / own);
    if (k > 0) k = min(k, floor(s.cash / get(s.c, i)));
    if (!keepsSide(s, i, k)) k = -get(s.z, i);
    const change = k * (2 * g + k * own);
    if (change < least && change < -ROUNDING * own * k * k) {
      least = change;
      lots = k;
      at = i;
    }
  }
  return lots != 0 && trade(s, at, lots, at, 0);
}

/** For each asset and side, the best change by a lot together with a lot of another; whether any lowered f. */
function improvePairs(s: Lots): bool {
  let improved = false;
  for (let i: usize = 1; i < <usize>s.m; i++) {
    for (let k: f64 = -1; k <= 1; k += 2) if (keepsSide(s, i, k) && bestPartner(s, i, k)) improved = true;
  }
  return improved;
}

function bestPartner(s: Lots, i: usize, k: f64): bool {
  const row = scaledRow(s, i);
  const own = get(s.own, i);
  const alone = own + 2 * k * get(s.g, i);
  const cash = s.cash - k * get(s.c, i);
  let partner: usize = 0;
  let lots: f64 = 0;
  let least: f64 = -ROUNDING * own;
  for (let j: usize = 0; j < i; j++) {
    const shared = 2 * (get(s.g, j) + k * get(row, j));
    const both = alone + get(s.own, j);
    for (let l: f64 = -1; l <= 1; l += 2) {
      const change = both + l * shared;
      if (change < least && l * get(s.c, j) <= cash && keepsSide(s, j, l)) {
        least = change;
        partner = j;
        lots = l;
      }
    }
  }
  return lots != 0 && trade(s, i, k, partner, lots);
}
