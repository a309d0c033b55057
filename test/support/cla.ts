import { sharedText } from "./shared.js";

/** The 10-asset example of Bailey & López de Prado 2013. */
export function claExample(): { names: string[]; expectedReturns: number[]; matrix: number[][] } {
  const [names, ...lines] = sharedText("cla/CLA_Data.csv").trim().split(/\r?\n/);
  const numbers = lines.map((line) => line.split(",").map(Number));
  return { names: names.split(","), expectedReturns: numbers[0], matrix: numbers.slice(3) };
}
