import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { quoted, realQuoted, sentencesQuoted } from "../../bench/report/quoted.mjs";

const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const cellsOf = (line: string) => line.split("|").map((cell) => cell.trim());

describe("the README's comparison", () => {
  const file = /\((bench\/results\/[^)]+\.json)\)/.exec(readme)?.[1];
  const run = JSON.parse(readFileSync(new URL(file!, root), "utf8"));

  it("has every number from the run that it names", () => {
    const lines = readme.split("\n").map(cellsOf);
    for (const line of [...quoted(run), ...realQuoted(run)]) expect(lines).toContainEqual(cellsOf(line));
    const text = readme.replace(/\s+/g, " ");
    for (const sentence of sentencesQuoted(run)) expect(text).toContain(sentence);
  });

  it("names the date, the machine, Node and the commit of that run", () => {
    for (const part of [run.date.slice(0, 10), run.machine.split(",")[0], run.node, run.commit]) expect(readme).toContain(part);
  });
});
