import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { QPProblem } from "quadfolio";

const folder = new URL("../../../shared/data/", import.meta.url);

/** Whether the data that stands beside the repository is there; tests that need it say so and skip where it is not. */
export const hasShared = existsSync(folder);

/** What a test that needs the data is called where the data is missing. */
export const missing = hasShared ? "" : ` (skipped: no data in ${fileURLToPath(folder)})`;

export function sharedText(path: string): string {
  const bytes = readFileSync(new URL(path, folder));
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

export function sharedJson<T>(path: string): T {
  return JSON.parse(sharedText(path)) as T;
}

interface Header {
  name: string;
  n: number;
  m: number;
  constant_r: number;
  objective_known: number;
  arrays: { key: keyof QPProblem; shape: number[]; offset: number }[];
}

export interface MarosMeszaros extends Header {
  problem: QPProblem;
}

/** The names of the Maros–Mészáros problems that are there. */
export function marosMeszarosNames(): string[] {
  return sharedJson<{ name: string }[]>("qp/maros_meszaros/index.json").map(({ name }) => name);
}

export function marosMeszaros(name: string): MarosMeszaros {
  const header = sharedJson<Header>(`qp/maros_meszaros/${name}.json`);
  const bytes = gunzipSync(readFileSync(new URL(`qp/maros_meszaros/${name}.f64.gz`, folder)));
  const values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const problem = Object.fromEntries(
    header.arrays.map(({ key, shape, offset }) => [key, values.slice(offset, offset + shape.reduce((a, b) => a * b, 1))]),
  ) as unknown as QPProblem;
  return { ...header, problem };
}
