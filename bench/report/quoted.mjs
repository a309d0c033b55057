/**
 * The table of the README, from the JSON of a run:
 *   node bench/report/quoted.mjs bench/results/RUN.json
 * test/bench holds the README to it.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { duration, ratio } from "./ratio.mjs";

const ROWS = [
  ["qp/A", 10, "long-only minimum variance"],
  ["qp/A", 50, "long-only minimum variance"],
  ["qp/A", 200, "long-only minimum variance"],
  ["qp/B", 200, "mean–variance, at most 2 % each"],
  ["qp/C", 200, "… with eleven sectors and a beta"],
  ["qp/D", 200, "tracking within sectors and a beta"],
  ["qp/random", 200, "a dense program with 100 rows"],
  ["changes", 200, "one of ten changes of the expected returns"],
  ["frontier", 100, "efficient frontier at 50 points"],
  ["large/given", 1000, "long-only minimum variance", "A"],
  ["large/given", 1000, "… with eleven sectors and a beta", "C"],
  ["large/given", 3000, "long-only minimum variance", "A"],
  ["large/given", 3000, "… with eleven sectors and a beta", "C"],
];
const INCUMBENTS = ["highs", "quadprog", "portfolio-allocation"];

function cell(own, other) {
  if (other === undefined) return "";
  if (other.status === "cut off") return `> ${ratio(other.milliseconds, own.milliseconds)}`;
  if (other.status === "refused") return "cannot state it";
  return other.status === "solved" ? ratio(other.milliseconds, own.milliseconds) : other.status;
}

/** Lines of Markdown: the time of quadfolio, and the times of the others over it. */
export function quoted({ sections }) {
  const row = (cells) => `| ${cells.join(" | ")} |`;
  const body = ROWS.map(([name, size, what, family]) => {
    const record = sections[name].find((one) => one.n === size && (family ?? one.family) === one.family);
    const { quadfolio, ...others } = record.contenders;
    const cells = INCUMBENTS.map((incumbent) => cell(quadfolio, others[incumbent]));
    return row([what, size.toLocaleString("en"), duration(quadfolio.milliseconds), ...cells]);
  });
  return [row(["problem", "assets", "quadfolio", ...INCUMBENTS]), ...body];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(quoted(JSON.parse(readFileSync(process.argv[2], "utf8"))).join("\n"));
}
