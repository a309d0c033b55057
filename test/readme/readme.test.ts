import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectLine, linesOf } from "./printed.js";
import { root, runModule as run } from "./runModule.js";

const readme = readFileSync(`${root}README.md`, "utf8");

/** The code of the README's blocks of one language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter((match) => match[1] === language).map((match) => match[2]);
}

/** What a block says that it prints: the comment beside a statement, or, where that stands in a loop, a comment line for each turn. */
function commentsOf(code: string): string[] {
  const lines = code.split("\n");
  return lines.flatMap((line, k) => {
    if (!line.includes("console.log(")) return [];
    if (!line.startsWith(" ")) return [/; \/\/ (.*)$/.exec(line)![1]!];
    const after = lines.slice(k + (lines[k + 1] === "}" ? 2 : 1));
    const end = after.findIndex((next) => !next.startsWith("// "));
    return after.slice(0, end).map((next) => next.slice("// ".length));
  });
}

describe("the code in the README runs when copied", () => {
  const scripts = blocks("js");

  it("has blocks to run", () => {
    expect(scripts.length).toBeGreaterThanOrEqual(5);
  });

  it.each(scripts.map((code, i) => [code.split("\n")[3] || code.split("\n")[2], i] as const))(
    "%s (block %i), and prints what the comments say, line by line",
    (_, i) => {
      const written = commentsOf(scripts[i]!);
      const lines = linesOf(scripts[i]!, `block-${i}`);
      expect(lines).toHaveLength(written.length);
      written.forEach((comment, line) => expectLine(lines[line]!, comment));
    },
  );

  it("solves the program to more digits than are written", () => {
    const printed = run(
      scripts.find((code) => code.includes("solution.objective"))!,
      "qp",
    );
    const values = printed
      .replace(/Float64Array\(\d\)/g, "")
      .match(/-?\d+(\.\d+)?/g)!
      .map(Number);
    expect(values.map((value) => Math.round(value * 1e12) / 1e12)).toEqual([0.3, 0.7, 1.88, -2.9, 0, 0.2]);
  });

  it("runs the page's script", () => {
    const [page] = blocks("html");
    const script = /<script type="module">([\s\S]*)<\/script>/.exec(page)![1];
    const stub = "globalThis.document = { body: {} };\n";
    const code = `${stub}${script.replace("./node_modules/quadfolio/dist/index.js", "quadfolio")}\nconsole.log(document.body.textContent);`;
    // Minimum variance of [[4, 1], [1, 9]]: (9 − 1, 4 − 1) / 11.
    const [bond, stock] = /^Weights: (\S+), (\S+)\n$/.exec(run(code, "page"))!.slice(1).map(Number);
    expect(bond).toBeCloseTo(8 / 11, 14);
    expect(stock).toBeCloseTo(3 / 11, 14);
  });
});

it.each(["optimize", "frontier"])("describes every option of quadfolio %s", (command) => {
  const { stdout } = spawnSync(process.execPath, [`${root}dist/cli.js`, command, "--help"], { encoding: "utf8" });
  const options = [...stdout.matchAll(/^ +(?:-h, )?(--[\w-]+)/gm)]
    .map((match) => match[1])
    .filter((option) => option !== "--help");
  expect(options.length).toBeGreaterThan(10);
  for (const option of options) expect(readme).toContain(`\`${option}`);
});
