import { expect, it } from "vitest";
import { loadTestCore, simd } from "./core.js";

/** A module with one relaxed instruction: f64x2.relaxed_madd over three parameters. */
const RELAXED = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfd, 0x87, 0x02, 0x0b],
);

it("loads the build that this run is for", async () => {
  expect((await loadTestCore()).simd).toBe(simd);
});

it("runs the relaxed build on a host with relaxed SIMD", () => {
  expect(simd === "baseline" || WebAssembly.validate(RELAXED)).toBe(true);
});
