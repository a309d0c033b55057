import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectLine, linesOf } from "./printed.js";
import { root } from "./runModule.js";

interface Example {
  /** The file, and what the example is of. */
  readonly of: string;
  readonly code: string;
}

/** The examples of the doc comments of a file: what stands below @example, and the line that follows the comment. */
function examplesOf(file: string): Example[] {
  const comments = readFileSync(`${root}bindings/${file}`, "utf8").matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*([^\n]*)/g);
  return [...comments].flatMap(([, comment, declaration]) =>
    comment!
      .replace(/^ *\* ?/gm, "")
      .split(/^@example\b/m)
      .slice(1)
      .map((example) => ({
        of: `${file}: ${declaration!.replace(/[(<{].*/, "").trim()}`,
        code: example.replace(/^@[a-z][\s\S]*/m, "").trim(),
      })),
  );
}

const examples = readdirSync(`${root}bindings`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .flatMap(examplesOf);

/** The lines that a program prints, each by a statement of its own, with the comment beside the statement. */
function statements(code: string): (string | undefined)[] {
  return [...code.matchAll(/^console\.log\(.*\);(?: \/\/ (.*))?$/gm)].map((match) => match[1]);
}

describe("the examples of the doc comments", () => {
  it("are there for every method of the core and every way to load it", () => {
    const of = examples.map(({ of }) => of.replace(/^.*: /, ""));
    const cores = ["core.ts", "full/fullCore.ts"].map((file) => readFileSync(`${root}bindings/${file}`, "utf8"));
    const methods = [...cores.join("").matchAll(/^ {2}([a-zA-Z]+)\(.*\): .*\{$/gm)]
      .map((match) => match[1])
      .filter((name) => name !== "dispose");
    expect(methods).toEqual(expect.arrayContaining(["returns", "covariance", "solveQP", "optimize", "blackLitterman"]));
    expect(of).toEqual(expect.arrayContaining(methods));
    expect(of.filter((name) => name === "export async function loadCore")).toHaveLength(4);
  });

  it.each(examples.map(({ of, code }, k) => [of, code, k] as const))("%s", (_, code, k) => {
    const lines = linesOf(code, `comment-${k}`);
    const written = statements(code);
    expect(written.length).toBeGreaterThan(0);
    expect(lines).toHaveLength(written.length);
    written.forEach((comment, line) => {
      if (comment !== undefined) expectLine(lines[line]!, comment);
    });
  });
});
