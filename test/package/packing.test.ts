import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Unpacker } from "../../bindings/abi.js";
import { bytesOf } from "../../bindings/inlined.js";
import { patched } from "../../bindings/patched.js";
import { difference, spelled } from "../../scripts/pack.mjs";

const built = (name: string) => readFileSync(fileURLToPath(new URL(`../../build/${name}.wasm`, import.meta.url)));
const exportsOf = (name: string) => new WebAssembly.Instance(new WebAssembly.Module(built(name))).exports as unknown;

interface Packer extends Pick<Unpacker, "memory" | "packed" | "output"> {
  pack(length: number, begin: number, end: number): number;
}

/** Packed and unpacked again, `step` bytes at a time, up to `length` bytes. */
function roundTrip(data: Uint8Array, begin: number, end: number, step = 512, length = data.length) {
  const packer = exportsOf("pack") as Packer;
  new Uint8Array(packer.memory.buffer, packer.output.value).set(data);
  const packed = new Uint8Array(packer.memory.buffer, packer.packed.value, packer.pack(data.length, begin, end)).slice();
  const { memory, packed: input, output, open, unpack } = exportsOf("unpack") as Unpacker;
  new Uint8Array(memory.buffer, input.value).set(packed);
  open(begin, end);
  for (let until = 0; until < length;) unpack((until = Math.min(until + step, length)));
  return { bytes: Buffer.from(new Uint8Array(memory.buffer, output.value, length)), packed: packed.length };
}

/** Without bodies. */
const NONE = 0xffffffff;
const bytes = (length: number, value: (k: number) => number) => Uint8Array.from({ length }, (_, k) => value(k));
let state = 5;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const noise = bytes(3000, () => 256 * random());

describe("bytes as text", () => {
  it.each<[string, Uint8Array]>([
    ["nothing", bytes(0, () => 0)],
    ["every byte", bytes(256, (k) => k)],
    ["zeros", bytes(100, () => 0)],
    ["ones", bytes(101, () => 255)],
    ["noise", noise],
  ])("%s comes back as it was, from characters that no string escapes", (_, data) => {
    for (let length = Math.max(0, data.length - 7); length <= data.length; length++) {
      const text = spelled(data.subarray(0, length));
      expect(JSON.stringify(text)).toBe(`"${text}"`);
      expect(Buffer.compare(bytesOf(text).subarray(0, length), data.subarray(0, length))).toBe(0);
    }
  });
});

describe("packing", () => {
  it.each<[string, Uint8Array]>([
    ["one byte", bytes(1, () => 7)],
    ["one byte again and again", bytes(5000, () => 7)],
    ["noise", noise],
    ["the same noise twice", new Uint8Array([...noise, ...noise])],
    ["records that differ in one byte", bytes(40_000, (k) => (k % 16 === 5 ? 256 * random() : (k * 7) % 16))],
  ])("%s comes back as it was", (_, data) => {
    const { bytes: back, packed } = roundTrip(data, NONE, NONE);
    expect(Buffer.compare(back, data)).toBe(0);
    expect(packed).toBeLessThan(1.05 * data.length + 20);
  });

  it.each(["baseline", "relaxed", "pack", "unpack"])("%s.wasm comes back as it was, in less than 0.3 of its bytes", (name) => {
    const module = built(name);
    const { begin, end } = bodiesOf(module);
    const { bytes: back, packed } = roundTrip(module, begin, end);
    expect(Buffer.compare(back, module)).toBe(0);
    expect(packed).toBeLessThan((module.length > 10_000 ? 0.3 : 0.7) * module.length);
  });

  it("comes back in steps of any size, and in part", () => {
    const module = built("unpack");
    const { begin, end } = bodiesOf(module);
    for (const step of [1, 7, 100_000]) expect(Buffer.compare(roundTrip(module, begin, end, step).bytes, module)).toBe(0);
    expect(Buffer.compare(roundTrip(module, begin, end, 5, begin - 1).bytes, module.subarray(0, begin - 1))).toBe(0);
  });
});

/**
 * Where the bodies of a module begin and end, whose code is its last section but for data, found by another way than scripts/pack.mjs
 * does: from sizes that lead to its end.
 */
function bodiesOf(module: Buffer): { begin: number; end: number } {
  const section = (at: number, digits: number) => {
    const size = Array.from({ length: digits }, (_, k) => (module[at + 1 + k]! & 127) << (7 * k)).reduce((a, b) => a + b);
    return { size, end: at + 1 + digits + size };
  };
  const leadsToEnd = (at: number) =>
    at === module.length || (module[at] === 11 && [1, 2].some((digits) => section(at, digits).end === module.length));
  for (let at = 8; at < module.length; at++) {
    if (module[at] !== 10) continue;
    for (const digits of [2, 3]) {
      const { size, end } = section(at, digits);
      if (leadsToEnd(end)) return { begin: at + 1 + digits + (size > 0x3000 ? 2 : 1), end };
    }
  }
  throw new Error("no code section");
}

describe("a difference", () => {
  const cases: [string, Uint8Array, Uint8Array][] = [
    ["none", noise, noise],
    ["of everything", noise, bytes(10, () => 3)],
    ["from nothing", new Uint8Array(0), noise],
    ["to nothing", noise, new Uint8Array(0)],
    ["at both ends", noise, new Uint8Array([1, ...noise, 2])],
    ["in many places", noise, noise.filter((_, k) => k % 50 !== 7).map((byte, k) => (k % 33 === 0 ? byte + 1 : byte))],
    ["longer than 127", noise, new Uint8Array([...noise.subarray(1000), ...noise.subarray(0, 200)])],
  ];
  it.each(cases)("%s leads from one to the other", (_, from, to) => {
    expect(Buffer.compare(patched(from, difference(from, to)), to)).toBe(0);
  });

  it("is short where little differs", () => {
    expect(difference(noise, noise).length).toBeLessThan(6);
    expect(difference(noise, new Uint8Array([...noise.subarray(0, 50), 9, ...noise.subarray(51)])).length).toBeLessThan(10);
  });
});
