import base64 from "../build/core.lzma";
import type { SimdBuild } from "./abi.js";
import { decodeLzma } from "./lzma.js";

/** Where the length of the relaxed module, the file of LZMA and, in its header, the length of both modules begin. */
const [RELAXED_LENGTH, LZMA, TOTAL_LENGTH] = [0, 4, 4 + 5];

/**
 * The bytes of a module out of those that came inside this script: both modules one after the other, relaxed first, as scripts/build.mjs
 * packs them. What they share, nearly everything, is there once.
 */
export function inlinedModule(build: SimdBuild): Uint8Array<ArrayBuffer> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const lengths = new DataView(packed.buffer);
  const relaxed = lengths.getUint32(RELAXED_LENGTH, true);
  const file = packed.subarray(LZMA);
  if (build === "relaxed") return decodeLzma(file, relaxed);
  return decodeLzma(file, lengths.getUint32(TOTAL_LENGTH, true)).subarray(relaxed);
}
