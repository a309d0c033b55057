// Packs the modules for the entries that hold them: the relaxed one, and how the baseline one differs from it, under the model of assembly/packing.
import { readFileSync } from "node:fs";
import { leb, Reader, sections } from "./sections.mjs";

/** The exports of a module that imports nothing. */
export const instantiate = (file) => new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports;

const CODE_SECTION = 10;

/** Where the bodies of a module begin, and where its code section, which has to be the last, ends. */
function bodies(module) {
  const last = [...sections(module)].pop();
  if (last?.kind !== CODE_SECTION) throw new Error("The code is not the last section of the module.");
  const reader = new Reader(module, last.begin);
  reader.number();
  return { begin: reader.at, end: last.end };
}

/**
 * How `to` comes out of `from`: counts of bytes to keep, to leave out and to put in, in LEB128, and the bytes to put in, again and again.
 * The shortest such edit (Myers 1986, "An O(ND) difference algorithm and its variations"), its pieces of less than 3 bytes joined.
 */
export function difference(from, to) {
  // reach[k]: the furthest point of diagonal k, x − y, after d edits; a copy of it before each d
  const trace = [];
  const middle = from.length + to.length;
  const reach = new Int32Array(2 * middle + 1);
  search: for (let d = 0; d <= middle; d++) {
    trace.push(reach.slice(middle - d, middle + d + 1));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[middle + k - 1] < reach[middle + k + 1]);
      let x = down ? reach[middle + k + 1] : reach[middle + k - 1] + 1;
      while (x < from.length && x - k < to.length && from[x] === to[x - k]) x++;
      reach[middle + k] = x;
      if (x === from.length && x - k === to.length) break search;
    }
  }

  // back from the end: runs of kept bytes, [from, to, length]
  const runs = [];
  let [x, y] = [from.length, to.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const at = (k) => (Math.abs(k) > d ? -1 : trace[d][d + k]);
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const [px, py] = d === 0 ? [0, 0] : down ? [at(k + 1), at(k + 1) - k - 1] : [at(k - 1), at(k - 1) - k + 1];
    const start = d === 0 ? 0 : down ? px : px + 1;
    if (x - start >= 3 || d === 0) runs.unshift([start, start - k, x - start]);
    [x, y] = [px, py];
  }

  const bytes = [];
  runs.push([from.length, to.length, 0]);
  for (let r = 0; r + 1 < runs.length; r++) {
    const [start, there, length] = runs[r];
    const [nextStart, nextThere] = runs[r + 1];
    const inserted = to.subarray(there + length, nextThere);
    bytes.push(...leb(length), ...leb(nextStart - start - length), ...leb(inserted.length), ...inserted);
  }
  return Uint8Array.from(bytes);
}

/** What `unpack` needs to know, as 32-bit numbers (the length of all, where the bodies of the first module begin and end), and the code. */
export function pack(first, second) {
  const { begin, end } = bodies(first);
  const { pack, memory, packed, output } = instantiate("build/pack.wasm");
  const all = Buffer.concat([first, difference(first, second)]);
  const room = (pointer, length) => new Uint8Array(memory.buffer, pointer.value, length);
  room(output, all.length).set(all);
  const length = pack(all.length, begin, end);
  return Buffer.concat([Buffer.from(Uint32Array.of(all.length, begin, end).buffer), room(packed, length)]);
}

/**
 * Bytes as text in which gzip finds what it finds in them (0.2 kB less than of hexadecimal digits): a character each from "#" on, and from 91 and 182 on
 * with a "~" or "!" before it; turned so far that what is frequent in them is what is frequent in the code beside (0.2 kB).
 */
export function printable(bytes) {
  const character = (byte) => String.fromCharCode(35 + (((byte % 91) + 65) % 91));
  return Array.from(bytes, (byte) => ["", "~", "!"][Math.floor(byte / 91)] + character(byte)).join("");
}

/** Of the characters that `spelled` writes, those that stand for 6 bits; each of the others stands for 7: 35/64 + 58/128 = 1. */
const SHORT = 35;
/** Printable and never escaped in a string between quotation marks. */
const CHARACTERS = Array.from({ length: 95 }, (_, k) => String.fromCharCode(32 + k)).filter((one) => one !== '"' && one !== "\\");

/**
 * Bits without a pattern as text that gzip takes no more for than for the bits: each character comes up as often as Huffman's code for it is short. It
 * is hardly longer than two blocks of zlib, 32,766 characters; base 64 has a tenth more, which went into a block with code (0.5 kB).
 */
export function spelled(bytes) {
  const text = [];
  let [bits, count] = [0, 0];
  for (const byte of [...bytes, 0]) {
    bits = (bits << 8) | byte;
    count += 8;
    while (count >= 7) {
      const six = (bits >> (count - 6)) & 63;
      const isShort = six < SHORT;
      text.push(CHARACTERS[isShort ? six : ((bits >> (count - 7)) & 127) - SHORT]);
      count -= isShort ? 6 : 7;
    }
  }
  return text.join("");
}
