/**
 * The tables and sentences of the README that hold numbers of a run, from its JSON:
 *   node bench/report/quoted.mjs bench/results/RUN.json
 * test/bench holds the README to them.
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

const row = (cells) => `| ${cells.join(" | ")} |`;

/** Lines of Markdown: portfolios of the US market. */
export function realQuoted({ sections }) {
  const body = sections["large/real"].map(({ name, held, iterations, residual, milliseconds }) =>
    row([name, held, iterations.toLocaleString("en"), residual.toExponential(1), `${milliseconds.toFixed(0)} ms`]),
  );
  return [row(["problem", "held", "iterations", "largest residual", "time"]), ...body];
}

/** Sentences: Maros–Mészáros problems, and changes of the expected returns. */
export function sentencesQuoted({ sections }) {
  const maros = sections["qp/maros"].map(({ contenders }) => contenders.quadfolio);
  const solved = maros.filter(({ status }) => status === "solved");
  const tight = solved.filter(({ residual }) => residual <= 1e-9);
  const at = (name) => sections[name].find(({ n, family }) => n === 500 && family === "C").contenders.quadfolio;
  const [changed, cold] = [at("changes"), at("qp/C")];
  return [
    `of ${maros.length} dense Maros–Mészáros problems it solves ${solved.length} with every residual below 1e-6, and ${tight.length} below 1e-9, absolute`,
    `where a fresh solve takes ${cold.iterations} iterations, a reusable solver takes ${changed.iterations / 10} after each of ten changes of the expected returns`,
  ];
}

/** Lines of Markdown: the time of quadfolio, and the times of the others over it. */
export function quoted({ sections }) {
  const body = ROWS.map(([name, size, what, family]) => {
    const record = sections[name].find((one) => one.n === size && (family ?? one.family) === one.family);
    const { quadfolio, ...others } = record.contenders;
    const cells = INCUMBENTS.map((incumbent) => cell(quadfolio, others[incumbent]));
    return row([what, size.toLocaleString("en"), duration(quadfolio.milliseconds), ...cells]);
  });
  return [row(["problem", "assets", "quadfolio", ...INCUMBENTS]), ...body];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const run = JSON.parse(readFileSync(process.argv[2], "utf8"));
  console.log([...realQuoted(run), "", ...quoted(run), "", ...sentencesQuoted(run)].join("\n"));
}
