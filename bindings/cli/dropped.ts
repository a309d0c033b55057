import type { Returns } from "../files/index.js";
import type { Window } from "./window.js";

/** Why the core leaves an asset out, in words. */
export const REASONS = {
  missing: "missing values",
  "non-positive": "non-positive prices",
  constant: "constant prices",
} as const;

/** An asset left out: why, in how many of the observations, and the first date it shows. */
export interface Dropped {
  name: string;
  reason: (typeof REASONS)[keyof typeof REASONS];
  count: number;
  first: string;
}

/** The assets of the window that are not in the returns. */
export function droppedFrom({ droppedAssets }: Returns, { symbols, dates }: Window): Dropped[] {
  return droppedAssets.map(({ index, reason, count, row }) => ({
    name: symbols[index],
    reason: REASONS[reason],
    count,
    first: dates[row],
  }));
}
