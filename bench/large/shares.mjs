/** Returns of US shares, which stand beside the repository. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const fileOf = (name) => new URL(`../../../shared/data/prices/${name}.csv.gz`, import.meta.url);

/** Whether they are there; says so where they are not. */
export function hasShares(name) {
  const file = fileOf(name);
  if (!existsSync(file)) console.log(`left out: no ${file.pathname}`);
  return existsSync(file);
}

/** Days by shares, out of a file with a column of dates first. */
export function sharesOf(name) {
  const [header, ...lines] = gunzipSync(readFileSync(fileOf(name)))
    .toString("latin1")
    .trimEnd()
    .split("\n");
  const names = header.trimEnd().split(",").slice(1);
  const values = new Float64Array(lines.length * names.length);
  lines.forEach((line, t) => {
    let at = line.indexOf(",") + 1;
    for (let i = 0; i < names.length; i++) {
      const end = line.indexOf(",", at);
      values[t * names.length + i] = Number(end < 0 ? line.slice(at) : line.slice(at, end));
      at = end + 1;
    }
  });
  return { names, observations: lines.length, values };
}

/** One asset after the other, and their means: what the check multiplies by. */
export function transposed({ names, observations, values }) {
  const n = names.length;
  const columns = new Float64Array(values.length);
  for (let t = 0; t < observations; t++) for (let i = 0; i < n; i++) columns[i * observations + t] = values[t * n + i];
  const mean = (i) =>
    columns.subarray(i * observations, (i + 1) * observations).reduce((sum, one) => sum + one, 0) / observations;
  return { assets: n, observations, values: columns, means: Float64Array.from({ length: n }, (_, i) => mean(i)) };
}

/** Eleven groups, by position, each between 2 % and 15 %. */
export const groups = (n) =>
  Array.from({ length: 11 }, (_, g) => ({
    name: `group ${g}`,
    members: Array.from({ length: n }, (_, j) => j).filter((j) => j % 11 === g),
    min: 0.02,
    max: 0.15,
  }));
