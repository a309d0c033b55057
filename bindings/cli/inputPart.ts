import { REASONS, type Dropped } from "./dropped.js";
import type { Data } from "./estimates.js";
import { integer, percent, plural, printable, wrap } from "./format.js";
import type { LeftOut } from "./usedAssets.js";

const NAMES_SHOWN = 24;
const NAMED_SHOWN = 6;
export const INDENT = " ".repeat(9);

/** What a person reads about the data: how much was used, what was dropped, what looks odd. */
export function inputPart(data: Data, leftOut: readonly LeftOut[]): string {
  const { file, kind, panel, window, observations, names, dropped, extremes } = data;
  const { dates, emptyDates } = window;
  const lines = [
    `${file}: ${kind} of ${plural(panel.symbols.length, "asset")} on ${plural(panel.dates.length, "date")}`,
    `Used     ${plural(names.length, "asset")}, ${plural(observations, "observation")}, ${dates[0]} to ${dates[dates.length - 1]}`,
    ...droppedLines(dropped),
  ];
  if (panel.reversed) lines.push("Note     the rows were newest first and have been turned round");
  if (emptyDates.length > 0) lines.push(`Note     left out, no values on ${listed(emptyDates, NAMES_SHOWN)}`);
  for (const { where, names } of leftOut)
    lines.push(`Note     not used, left out of ${where}: ${listed(names.map(printable), NAMED_SHOWN)}`);
  if (extremes.length > 0) {
    const found = extremes.map(({ name, date, value }) => `${printable(name)} ${percent(value, 0)} on ${date}`);
    lines.push(
      `Warning  kept, but a return exceeds 100 % in ${plural(found.length, "asset")}; one wrong value can rule the covariance:`,
    );
    lines.push(wrap(listed(found, 6).split(/(?<=,) /), INDENT));
  }
  return lines.join("\n");
}

function droppedLines(dropped: Dropped[]): string[] {
  if (dropped.length === 0) return ["Dropped  none"];
  const groups = Object.values(REASONS)
    .map((reason) => dropped.filter((asset) => asset.reason === reason))
    .filter((group) => group.length > 0);
  return groups.flatMap((group, k) => {
    const head = `${k === 0 ? "Dropped" : "       "}  ${plural(group.length, "asset")}: ${group[0].reason}`;
    const names = group.map(({ name }) => printable(name));
    return [head, wrap(listed(names, NAMES_SHOWN).split(/(?<=,) /), INDENT)];
  });
}

/** A, B, C, … and 12 more. */
function listed(items: string[], most: number): string {
  if (items.length <= most) return items.join(", ");
  return `${items.slice(0, most).join(", ")}, … and ${integer(items.length - most)} more (all of them: --json)`;
}
