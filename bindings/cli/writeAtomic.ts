import { open, readlink, realpath, rename, rm, stat, writeFile, type FileHandle } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InputError } from "./inputError.js";

/** Writes a file under a temporary name beside it, then renames it: a reader sees the old file or the whole new one. */
export async function writeAtomic(path: string, text: string): Promise<void> {
  try {
    const before = await stat(path).catch(() => undefined);
    // A pipe or a device is written to: a file of its name would take its place.
    if (before !== undefined && !before.isFile()) return await writeFile(path, text);
    // What a link leads to is written, not the link.
    const target = await linkTarget(path);
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

/** The path that links lead to, whether a file is there or not. */
async function linkTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const link = await readlink(path).catch(() => undefined);
    return link === undefined ? path : linkTarget(resolve(await realpath(dirname(path)), link));
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
