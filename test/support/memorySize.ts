import type { Core } from "quadfolio";

/** Bytes of the memory of a core's module, which never shrinks. */
export function memorySize(core: Core): number {
  return (core as unknown as { wasm: { exports: { memory: { buffer: ArrayBuffer } } } }).wasm.exports.memory.buffer.byteLength;
}
