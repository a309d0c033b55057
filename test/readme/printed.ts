import { expect } from "vitest";
import { runModule } from "./runModule.js";

/** Each statement prints one line, however long. */
const ONE_LINE = `import { formatWithOptions } from "node:util";
console.log = (...values) => process.stdout.write(formatWithOptions({ breakLength: Infinity }, ...values) + "\\n");`;

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;
const numbers = (text: string) => text.match(NUMBER) ?? [];

/** A text without its numbers and its spacing. */
const words = (text: string) => text.replace(NUMBER, "#").replace(/\s+/g, "");

/** Whether a number was printed that rounds to the one written, at the digits written. */
function agrees(printed: string, written: string): boolean {
  const digits = /\.(\d+)/.exec(written)?.[1]!.length ?? 0;
  return printed === written || (digits > 0 && Math.abs(Number(printed) - Number(written)) <= 0.51 * 10 ** -digits);
}

/** The lines that a program prints when it is run inside the package. */
export function linesOf(code: string, name: string): string[] {
  const printed = runModule(`${ONE_LINE}\n${code}`, name);
  expect(printed).not.toContain("NaN");
  expect(printed).not.toContain("undefined");
  return printed
    .replace(/Float64Array\(\d+\) /g, "")
    .split("\n")
    .slice(0, -1);
}

/** Fails where a line is not what a comment begins with: the words, and the numbers at the digits written. A comment may go on. */
export function expectLine(line: string, comment: string): void {
  const [came, expected] = [numbers(line), numbers(comment)];
  expect(came.map((number, i) => (agrees(number, expected[i]!) ? expected[i] : number))).toEqual(expected);
  expect(words(comment).slice(0, words(line).length)).toBe(words(line));
}
