/** What threads need of WebAssembly: the memory they share, and their instances of the core over it. */
import type { FullExports } from "../abi.js";
import { ofThisRelease } from "../wasm.js";
import { shareMemory } from "./shareMemory.js";

/** Pages of 64 KiB: 4 GiB, and the least that is tried. */
const [MOST, LEAST] = [65536, 8192];

/** A memory to share, as large as the host lets it become: up to 4 GiB, which not every device sets aside. Throws where it grants not even 512 MiB. */
export function sharedMemory(): WebAssembly.Memory {
  for (let maximum = MOST; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch (error) {
      if (maximum === LEAST) throw error;
    }
  }
}

/** The module of these bytes, compiled for a memory that is shared. */
export function compileShared(bytes: Uint8Array): Promise<WebAssembly.Module> {
  return WebAssembly.compile(shareMemory(bytes));
}

/** An instance of such a module over such a memory. Each thread checks for itself: its script may be of another release too. */
export async function instantiateShared(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<FullExports> {
  const { exports } = await WebAssembly.instantiate(ofThisRelease(module), { m: { m: memory } });
  return exports as unknown as FullExports;
}

/** A module whose one export is its one import, a function of two i32. */
const FUNCTION = [
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 6, 1, 0x60, 2, 0x7f, 0x7f, 0],
  ...[2, 5, 1, 0, 0, 0, 0],
  ...[7, 4, 1, 0, 0, 0],
];

/** Puts the function that shares out jobs where the core calls it: in its table. A table takes functions of WebAssembly alone. */
export async function setFork({ table }: FullExports, fork: (kernel: number, parts: number) => void): Promise<void> {
  const { instance } = await WebAssembly.instantiate(new Uint8Array(FUNCTION), { "": { "": fork } });
  (table as WebAssembly.Table).set(0, instance.exports[""]);
}
