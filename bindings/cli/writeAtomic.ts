import { open, realpath, rename, rm, stat, writeFile, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "./inputError.js";

/** Writes a file under a temporary name beside it, then renames it: a reader sees the old file or the whole new one. */
export async function writeAtomic(path: string, text: string): Promise<void> {
  try {
    // What a link leads to is written, not the link.
    const target = await realpath(path).catch(() => path);
    const before = await stat(target).catch(() => undefined);
    // A pipe or a device is written to: a file of its name would take its place.
    if (before !== undefined && !before.isFile()) return await writeFile(target, text);
    const temporary = join(dirname(target), `.quadfolio.${process.pid}.tmp`);
    const file = await open(temporary, "wx");
    try {
      await fill(file, text, before?.mode);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (cause) {
    throw new InputError(`${path} cannot be written: ${(cause as Error).message}.`);
  }
}

/** Writes the whole of a file, which is closed then, whatever happens. */
async function fill(file: FileHandle, text: string, mode: number | undefined): Promise<void> {
  try {
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
