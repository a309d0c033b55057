import "../host";
import { allocate, heapUsed, release } from "../../../assembly/memory/heap";

/** What a block of `bytes` bytes takes from the heap: a header and whole cache lines. */
function cost(bytes: usize): usize {
  return 64 + ((bytes + 63) & ~63);
}

describe("allocate", () => {
  it("aligns every block to 64 bytes", () => {
    const blocks = new StaticArray<usize>(5);
    for (let i = 0; i < 5; i++) {
      blocks[i] = allocate(1 + 31 * i);
      expect(blocks[i]).not.toBe(0);
      expect(blocks[i] & 63).toBe(0);
    }
    for (let i = 0; i < 5; i++) release(blocks[i]);
  });

  it("gives a block of its own for zero bytes", () => {
    const a = allocate(0);
    const b = allocate(0);
    expect(a).not.toBe(0);
    expect(b).not.toBe(a);
    release(a);
    release(b);
  });

  it("keeps blocks apart", () => {
    const a = allocate(640);
    const b = allocate(640);
    memory.fill(a, 0x11, 640);
    memory.fill(b, 0x22, 640);
    for (let i: usize = 0; i < 640; i++) {
      assert(load<u8>(a + i) == 0x11 && load<u8>(b + i) == 0x22, "a block was overwritten");
    }
    release(a);
    release(b);
    expect(heapUsed()).toBe(0);
  });

  it("takes the first block that fits", () => {
    const small = allocate(128);
    const wall1 = allocate(64);
    const large = allocate(1024);
    const wall2 = allocate(64);
    release(large);
    release(small);
    // The small hole comes first in the address order but does not fit; the large one does.
    expect(allocate(512)).toBe(large);
    expect(allocate(100)).toBe(small);
    release(large);
    release(small);
    release(wall1);
    release(wall2);
  });

  it("splits a block and leaves the rest free", () => {
    const hole = allocate(1024);
    const wall = allocate(64);
    release(hole);
    const first = allocate(256);
    const second = allocate(256);
    expect(first).toBe(hole);
    expect(second).toBe(hole + cost(256));
    release(first);
    release(second);
    release(wall);
  });

  it("does not split off a rest too small for a header and a line", () => {
    const hole = allocate(192);
    const wall = allocate(64);
    release(hole);
    const before = heapUsed();
    const block = allocate(128);
    expect(block).toBe(hole);
    expect(heapUsed() - before).toBe(cost(192), "the whole hole is in use");
    release(block);
    expect(heapUsed()).toBe(before);
    release(wall);
  });

  it("grows the memory past its size", () => {
    const pages = memory.size();
    const bytes: usize = usize(pages + 3) << 16;
    const block = allocate(bytes);
    expect(block).not.toBe(0);
    expect(memory.size()).toBeGreaterThan(pages);
    store<f64>(block + bytes - 8, 1.5);
    expect(load<f64>(block + bytes - 8)).toBe(1.5);
    release(block);
  });

  it("extends the free block at the end of the memory instead of leaving it", () => {
    const first = allocate(usize(memory.size()) << 16);
    release(first);
    const pages = memory.size();
    const bytes = (usize(pages) << 16) - (first & ~0xffff) + 2 * 65536;
    const second = allocate(bytes);
    expect(second).toBe(first);
    expect(memory.size() - pages).toBeLessThanOrEqual(3);
    release(second);
  });

  it("returns 0 where the memory cannot hold it, and goes on working", () => {
    const before = heapUsed();
    expect(allocate(0xffff0001)).toBe(0, "more than 32 bits address");
    expect(allocate(0xffff0000)).toBe(0, "more than the memory may grow to");
    expect(allocate(u64(200) << 20)).toBe(0, "more than the 128 MiB of this test's memory");
    expect(heapUsed()).toBe(before);
    const block = allocate(64);
    expect(block).not.toBe(0);
    release(block);
  });
});

describe("release", () => {
  it("merges with the free neighbours on both sides", () => {
    const a = allocate(256);
    const b = allocate(256);
    const c = allocate(256);
    const wall = allocate(64);
    release(a);
    release(c);
    release(b);
    const whole = allocate(3 * 256 + 2 * 64);
    expect(whole).toBe(a);
    release(whole);
    release(wall);
  });

  it("merges with the block before and with the block after", () => {
    const a = allocate(256);
    const b = allocate(256);
    const wall1 = allocate(64);
    release(a);
    release(b);
    expect(allocate(2 * 256 + 64)).toBe(a, "b joins the free block before it");
    release(a);
    const c = allocate(256);
    const d = allocate(256);
    release(d);
    release(c);
    expect(allocate(2 * 256 + 64)).toBe(a, "c joins the free block after it");
    release(a);
    release(wall1);
  });

  it("allows 0", () => {
    const before = heapUsed();
    release(0);
    expect(heapUsed()).toBe(before);
  });
});

describe("heapUsed", () => {
  it("counts headers and whole lines", () => {
    const a = allocate(1);
    expect(heapUsed()).toBe(cost(1));
    const b = allocate(65);
    expect(heapUsed()).toBe(cost(1) + cost(65));
    release(a);
    expect(heapUsed()).toBe(cost(65));
    release(b);
    expect(heapUsed()).toBe(0);
  });

  it("stays flat over a thousand rounds of blocks released in any order", () => {
    const blocks = new StaticArray<usize>(16);
    let state: u32 = 1;
    let pages = 0;
    for (let round = 0; round < 1000; round++) {
      for (let i = 0; i < 16; i++) {
        state = state * 1664525 + 1013904223;
        blocks[i] = allocate((state >> 16) * 4);
        store<u32>(blocks[i], i);
      }
      // An odd stride visits all sixteen, in an order that changes with the round.
      for (let i = 0; i < 16; i++) {
        const at = (i * (2 * round + 1) + round) & 15;
        assert(load<u32>(blocks[at]) == u32(at), "a block was overwritten");
        release(blocks[at]);
      }
      assert(heapUsed() == 0, "bytes left in use after a round");
      if (round == 99) pages = memory.size();
    }
    expect(memory.size()).toBeLessThanOrEqual(pages + 16, "sixteen blocks of at most 256 KiB never fragment the heap");
  });
});
