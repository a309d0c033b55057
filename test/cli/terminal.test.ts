import { expect, it } from "vitest";
import { csv, SYMBOLS } from "./prices.js";
import { quadfolio } from "./run.js";

it.each([
  ["an escape", "\u001b[31mRED", "\\u001b[31mRED"],
  ["a control of eight bits", "\u009b31mRED", "\\u009b31mRED"],
  ["a change of direction", "TOP\u202eGPJ", "TOP\\u202eGPJ"],
  ["an isolated direction", "TOP\u2067GPJ\u2069", "TOP\\u2067GPJ\\u2069"],
  ["the end of a line", "TOP\u2028LINE", "TOP\\u2028LINE"],
])("%s in a name is written out, not obeyed, in the report and in an error", (_, name, written) => {
  const report = quadfolio(["optimize", "-"], csv().replace("ALPHA", name)).stdout;
  expect(report).toContain(written);
  expect(report).not.toContain(name);
  const { code, stderr } = quadfolio(["optimize", "-"], `Date,${name}\n2024-01-01,x\n`);
  expect(code).toBe(2);
  expect(stderr).toBe(`quadfolio: line 2, column 2 (${written}): "x" is not a number.\n`);
});

it("letters of other scripts, and signs made of several, are left as they are", () => {
  const names = ["Ünïted", "トヨタ", "شركة", "👩‍🚀", "a b"];
  const { stdout } = quadfolio(["optimize", "-", "--min-weight", "0.01"], csv().replace(SYMBOLS.join(","), names.join(",")));
  for (const name of names) expect(stdout).toContain(name);
});
