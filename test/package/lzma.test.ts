import { compress } from "lzma1";
import { describe, expect, it } from "vitest";
import { decodeLzma } from "../../bindings/lzma.js";

const bytes = (length: number, value: (k: number) => number) => Uint8Array.from({ length }, (_, k) => value(k));

let state = 5;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

/** Data that lead through every kind of symbol: literals, short and long matches, near and far ones, repeated distances. */
const cases: Record<string, Uint8Array> = {
  "one byte": bytes(1, () => 7),
  "one byte again and again": bytes(5000, () => 7),
  noise: bytes(3000, () => 256 * random()),
  "a period of 3": bytes(1000, (k) => k % 3),
  "records that differ in one byte": bytes(40_000, (k) => (k % 16 === 5 ? 256 * random() : (k * 7) % 16)),
  "the same noise, far apart": (() => {
    const noise = bytes(700, () => 256 * random());
    const zeros = bytes(300_000, (k) => (k >> 9) & 255);
    return new Uint8Array([...noise, ...zeros, ...noise, ...noise.subarray(3)]);
  })(),
};

describe.each(Object.keys(cases))("%s", (name) => {
  const data = cases[name]!;
  const packed = new Uint8Array(compress(data, 9));

  it("comes back as it was", () => {
    expect(Buffer.compare(decodeLzma(packed, data.length), data)).toBe(0);
  });

  it("comes back in part", () => {
    const part = data.length >> 1;
    expect(Buffer.compare(decodeLzma(packed, part), data.subarray(0, part))).toBe(0);
  });
});
