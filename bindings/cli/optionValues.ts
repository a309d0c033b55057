import { InvalidArgumentError } from "commander";

/** The values of options, each checked as it is read; what is wrong ends the command with exit code 2. */
export function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Expected a number.");
  return value;
}

export function positive(text: string): number {
  const value = finite(text);
  if (!(value > 0)) throw new InvalidArgumentError("Expected a number above 0.");
  return value;
}

export function notNegative(text: string): number {
  const value = finite(text);
  if (value < 0) throw new InvalidArgumentError("Expected a number, 0 or more.");
  return value;
}

export function count(text: string): number {
  return wholeNumber(text, 0);
}

export function atLeastTwo(text: string): number {
  return wholeNumber(text, 2);
}

function wholeNumber(text: string, least: number): number {
  const value = finite(text);
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`Expected a whole number, ${least} or more.`);
  return value;
}

/** A number, or two in ascending order: `1`, `0.9,1`. */
export function numberOrRange(text: string): number | [number, number] {
  return text.includes(",") ? range(text) : finite(text);
}

/** Two numbers in ascending order: `-0.1,0.1`. */
export function range(text: string): [number, number] {
  const parts = text.split(",");
  if (parts.length !== 2) throw new InvalidArgumentError("Expected two numbers, MIN,MAX.");
  const [min, max] = parts.map(finite);
  if (min > max) throw new InvalidArgumentError(`${min} is above ${max}, expected MIN,MAX.`);
  return [min, max];
}

/** `0.3` for all groups or `Energy=0.1` for one, added to those before; the name of all groups is "". */
export function groupLimit(text: string, before: Map<string, number> = new Map()): Map<string, number> {
  const at = text.lastIndexOf("=");
  const name = text.slice(0, Math.max(at, 0)).trim();
  if (at === 0 || before.has(name)) {
    throw new InvalidArgumentError(
      at === 0 ? "The name of the group is empty." : `The limit of ${name || "all groups"} stands twice.`,
    );
  }
  return new Map(before).set(name, finite(text.slice(at + 1)));
}
