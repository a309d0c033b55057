import type { SimdBuild, Unpacker } from "./abi.js";
import { patched } from "./patched.js";
import { exportsOf } from "./wasm.js";

/** Numbers before the code: the length of all; where the bodies of the relaxed module begin; where they, and the module, end. */
const HEADER = 12;

/** Bytes that are unpacked at a time. */
const AT_ONCE = 512;

/** The bytes that scripts/pack.mjs wrote as codes of 6 and 7 bits; zeros follow. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let [bits, count, length] = [0, 0, 0];
  for (let k = 0; k < text.length; k++) {
    const at = text.charCodeAt(k);
    // Quotation mark and backslash are left out.
    const symbol = at - 32 - Number(at > 34) - Number(at > 92);
    const isShort = symbol < 35;
    bits = isShort ? (bits << 6) | symbol : (bits << 7) | (symbol + 35);
    count += isShort ? 6 : 7;
    if (count > 7) bytes[length++] = bits >> (count -= 8);
  }
  return bytes;
}

/** A byte of the unpacker as scripts/pack.mjs prints it. */
function byteOf(text: string): number {
  return ((text.charCodeAt(text.length - 1) - 9) % 91) + (text[0] === "~" ? 91 : text[0] === "!" ? 182 : 0);
}

/**
 * The bytes of a module out of those that came inside this script: scripts/pack.mjs packs the relaxed module and how the baseline one
 * differs from it, assembly/packing, which is the module `unpacker`, unpacks them.
 */
export function inlinedModule(build: SimdBuild, packed: string, unpacker: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(packed);
  const [all, begin, end] = new Uint32Array(bytes.buffer, 0, 3) as unknown as [number, number, number];
  const {
    memory,
    packed: input,
    output,
    open,
    unpack,
  } = exportsOf<Unpacker>(Uint8Array.from(unpacker.match(/[~!]?./g)!, byteOf));
  new Uint8Array(memory.buffer, input.value).set(bytes.subarray(HEADER));
  open(begin, end);
  const length = build === "relaxed" ? end : all;
  for (let until = 0; until < length;) unpack((until = Math.min(until + AT_ONCE, length)));
  const relaxed = new Uint8Array(memory.buffer, output.value, end);
  return build === "relaxed" ? relaxed.slice() : patched(relaxed, new Uint8Array(memory.buffer, output.value + end, all - end));
}
