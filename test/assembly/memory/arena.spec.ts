import "../host";
import { createArena, releaseArena, take, takeZeroed, vectorBytes } from "../../../assembly/memory/arena";
import { heapUsed } from "../../../assembly/memory/heap";

describe("vectorBytes", () => {
  it("rounds up to whole cache lines", () => {
    expect(vectorBytes(0)).toBe(0);
    expect(vectorBytes(1)).toBe(64);
    expect(vectorBytes(8)).toBe(64);
    expect(vectorBytes(9)).toBe(128);
    expect(vectorBytes(65, 1)).toBe(128);
    expect(vectorBytes(16, 4)).toBe(64);
  });

  it("does not wrap at 32 bits", () => {
    expect(vectorBytes(1 << 30)).toBe(u64(8) << 30);
  });
});

describe("Arena", () => {
  it("hands out aligned vectors side by side until the counted bytes are used", () => {
    const arena = createArena(vectorBytes(5) + vectorBytes(9) + vectorBytes(3, 4))!;
    const a = take(arena, 5);
    const b = take(arena, 9);
    const c = take(arena, 3, 4);
    expect(a & 63).toBe(0);
    expect(b).toBe(a + 64);
    expect(c).toBe(b + 128);
    expect(arena.next).toBe(arena.end);
    releaseArena(arena);
  });

  throws("when more is taken than was counted", () => {
    const arena = createArena(vectorBytes(8))!;
    take(arena, 8);
    take(arena, 1);
  });

  it("clears what takeZeroed returns, and no more", () => {
    const dirty = createArena(vectorBytes(16))!;
    memory.fill(take(dirty, 16), 0xff, 128);
    const at = changetype<usize>(dirty);
    releaseArena(dirty);

    const arena = createArena(vectorBytes(16))!;
    expect(changetype<usize>(arena)).toBe(at, "the same block again");
    const first = takeZeroed(arena, 3);
    const second = take(arena, 8);
    for (let i: usize = 0; i < 3; i++) expect(load<f64>(first + (i << 3))).toBe(0);
    expect(load<u8>(first + 24)).toBe(0xff, "the padding is left alone");
    expect(load<u8>(second)).toBe(0xff, "take does not clear");
    releaseArena(arena);
  });

  it("gives everything back on release", () => {
    const before = heapUsed();
    const arena = createArena(vectorBytes(1000))!;
    expect(heapUsed()).toBeGreaterThan(before);
    releaseArena(arena);
    expect(heapUsed()).toBe(before);
  });

  it("is null where the memory does not hold it", () => {
    expect(changetype<usize>(createArena(u64(1) << 33))).toBe(0);
    expect(changetype<usize>(createArena(u64(200) << 20))).toBe(0);
  });
});
