import { describe, expect, it } from "vitest";
import { instrument } from "../../bench/counts/instrument.mjs";

/** A module of one function of one local, exported as "run", with one global of its own. */
function moduleOf(body: number[]): Uint8Array<ArrayBuffer> {
  const sections = [
    [1, [1, 0x60, 1, 0x7f, 1, 0x7c]], // (i32) → f64
    [3, [1, 0]],
    [5, [1, 0, 1]], // one page of memory
    [6, [1, 0x7f, 0x01, 0x41, 0x2a, 0x0b]], // a global 42
    [7, [1, 3, ...Buffer.from("run"), 0, 0]],
    [10, [1, body.length + 4, 1, 1, 0x7b, ...body, 0x0b]], // a local of v128
  ] as const;
  const bytes = sections.flatMap(([id, content]) => [id, content.length, ...content]);
  return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...bytes]);
}

function run(body: number[], argument: number) {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(instrument(moduleOf(body)))));
  const { run, flops, bytes } = instance.exports as {
    run: (argument: number) => number;
    flops: WebAssembly.Global;
    bytes: WebAssembly.Global;
  };
  const value = run(argument);
  return { value, flops: Number(flops.value), bytes: Number(bytes.value) };
}

const one = [0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]; // f64.const 1
const get = [0x20, 0]; // the argument
const load = (at: number) => [0x41, at, 0x2b, 3, 0]; // f64.load
const loadVector = [0x41, 0, 0xfd, 0x00, 4, 0]; // v128.load

describe("a module that counts", () => {
  it("counts an addition and a division as one operation each", () => {
    expect(run([...one, ...one, 0xa0, ...one, 0xa3], 0)).toEqual({ value: 2, flops: 2, bytes: 0 });
  });

  it("counts loads by their bytes, of scalars and of vectors", () => {
    expect(run([...load(0), ...load(8), 0xa1], 0)).toEqual({ value: 0, flops: 1, bytes: 16 });
    expect(run([...loadVector, 0xfd, 0x21, 0], 0)).toEqual({ value: 0, flops: 0, bytes: 16 });
  });

  it("counts two operations for a multiplication of two lanes", () => {
    const squared = [...loadVector, ...loadVector, 0xfd, 0xf2, 0x01, 0xfd, 0x21, 0];
    expect(run(squared, 0)).toEqual({ value: 0, flops: 2, bytes: 32 });
  });

  it("counts what a loop does each time", () => {
    // loop: 1 + 1; argument ← argument − 1; again while it is not 0.
    const loop = [0x03, 0x40, ...one, ...one, 0xa0, 0x1a, ...get, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b];
    expect(run([...loop, ...one], 1).flops).toBe(1);
    expect(run([...loop, ...one], 1000).flops).toBe(1000);
  });

  it("counts the branch that is taken, and not the other", () => {
    const either = [...get, 0x04, 0x7c, ...one, ...one, 0xa0, ...one, 0xa2, 0x05, ...one, 0x9f, 0x0b];
    expect(run(either, 1)).toEqual({ value: 2, flops: 2, bytes: 0 });
    expect(run(either, 0)).toEqual({ value: 1, flops: 1, bytes: 0 });
  });

  it("does not count what stands after a branch that leaves", () => {
    const left = [0x02, 0x40, ...get, 0x0d, 0, ...one, ...one, 0xa0, 0x1a, 0x0b, ...one];
    expect(run(left, 1).flops).toBe(0);
    expect(run(left, 0).flops).toBe(1);
  });

  it("takes constants that look like instructions for constants", () => {
    const looksLike = [0x44, 0xa0, 0xa2, 0x0b, 0x03, 0xfd, 0xf2, 0x01, 0x40];
    expect(run(looksLike, 0).flops).toBe(0);
  });

  it("refuses an instruction that it does not know", () => {
    expect(() => instrument(moduleOf([0xd0, 0x70, 0x1a, ...one]))).toThrow("Opcode 0xd0 is not known here.");
  });
});
