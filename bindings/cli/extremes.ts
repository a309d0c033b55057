import type { Window } from "./window.js";

/** A return above 100 % in one period: kept, but worth a look. */
export interface Extreme {
  name: string;
  date: string;
  value: number;
}

/** The largest return of each asset (a column of the window) that has one above 100 %, largest first. */
export function extremeReturns(window: Window, assets: readonly number[], kind: "prices" | "returns"): Extreme[] {
  const { symbols, dates, values } = window;
  const width = symbols.length;
  const found: Extreme[] = [];
  for (const j of assets) {
    const extreme: Extreme = { name: symbols[j], date: "", value: 1 };
    for (let i = kind === "prices" ? 1 : 0; i < dates.length; i++) {
      const cell = values[i * width + j];
      const value = kind === "prices" ? cell / values[(i - 1) * width + j] - 1 : cell;
      if (value > extreme.value) Object.assign(extreme, { date: dates[i], value });
    }
    if (extreme.date !== "") found.push(extreme);
  }
  return found.sort((a, b) => b.value - a.value);
}
