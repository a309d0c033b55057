import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { InputError } from "./inputError.js";

/** The name of a source in messages: the path, or "standard input" for `-`. */
export function sourceName(path: string): string {
  return path === "-" ? "standard input" : path;
}

/** The bytes of a file, or of standard input for `-`; gzip is told by its first bytes, whatever the name says. */
export async function readSource(path: string): Promise<Buffer> {
  const read = path === "-" ? await readStandardInput() : await readPath(path);
  const bytes = read[0] === 0x1f && read[1] === 0x8b ? decompressed(read, sourceName(path)) : read;
  const format = FORMATS.find(({ begins }) => bytes.toString("latin1", 0, begins.length) === begins);
  if (format !== undefined) {
    const { is, hint } = format;
    throw new InputError(`${sourceName(path)} is ${is}, expected CSV, plain or compressed by gzip${hint}.`);
  }
  if (isBinary(bytes)) throw new InputError(`${sourceName(path)} is binary, expected text, plain or compressed by gzip.`);
  return bytes;
}

/** Files that are taken for tables at times, by what they begin with. */
const FORMATS = [
  { begins: "PK\u0003\u0004", is: "a zip archive", hint: "" },
  { begins: "PAR1", is: "Parquet", hint: ": DuckDB converts it by COPY (FROM 'prices.parquet') TO 'prices.csv'" },
];

/** Whether a zero byte is among the first bytes, and not as in the text of UTF-16, which begins with its byte order mark. */
function isBinary(bytes: Buffer): boolean {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !isUtf16 && bytes.subarray(0, 8192).includes(0);
}

function decompressed(bytes: Buffer, name: string): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new InputError(`${name} begins as gzip, but does not decompress: ${(cause as Error).message}.`);
  }
}

async function readPath(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = { ENOENT: "there is no such file", EISDIR: "it is a folder", EACCES: "permission is denied" }[code ?? ""];
    throw new InputError(`${path} cannot be read: ${why ?? (cause as Error).message}.`);
  }
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
