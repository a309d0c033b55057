import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { InputError } from "./inputError.js";

/** The name of a source in messages: the path, or "standard input" for `-`. */
export function sourceName(path: string): string {
  return path === "-" ? "standard input" : path;
}

/** The bytes of a file, or of standard input for `-`; gzip is told by its first bytes, whatever the name says. */
export async function readSource(path: string): Promise<Buffer> {
  const bytes = path === "-" ? await readStandardInput() : await readPath(path);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new InputError(`${sourceName(path)} is a zip archive, expected CSV, plain or compressed by gzip.`);
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new InputError(`${sourceName(path)} begins as gzip, but does not decompress: ${(cause as Error).message}.`);
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
