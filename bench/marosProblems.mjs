import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const folder = new URL("../../shared/data/qp/maros_meszaros/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder));

/** The names of the Maros–Mészáros problems beside the repository, or undefined where there are none. */
export const marosNames = () =>
  existsSync(new URL("index.json", folder)) ? JSON.parse(read("index.json")).map(({ name }) => name) : undefined;

/** A problem: `n`, `m`, `objective_known`, `constant_r`, and `problem`, `{ P, q, A, l, u, lb, ub }`. */
export function readMaros(name) {
  const header = JSON.parse(read(`${name}.json`));
  const bytes = gunzipSync(read(`${name}.f64.gz`));
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const part = ({ key, shape, offset }) => [key, values.slice(offset, offset + shape.reduce((a, b) => a * b, 1))];
  return { ...header, problem: Object.fromEntries(header.arrays.map(part)) };
}
