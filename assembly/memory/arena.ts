import { allocate, release } from "./heap";

/**
 * A bump arena over one block of the heap: the workspace of one computation. Its size is counted
 * beforehand (`vectorBytes`), so that nothing is allocated while the computation runs.
 *
 *     | Arena | … vectors, each 64-byte aligned … | free |
 */
@unmanaged
export class Arena {
  /** Address of the next free byte. */
  next: usize;
  /** Address past the last byte. */
  end: usize;
}

/** Bytes an arena needs for a vector of `length` elements of `size` bytes. */
// @ts-ignore: decorator
@inline
export function vectorBytes(length: u64, size: u64 = 8): u64 {
  return (length * size + 63) & ~63;
}

/** An arena of `bytes` bytes (a sum of `vectorBytes`); null where memory does not hold it. */
export function createArena(bytes: u64): Arena | null {
  const block = allocate(64 + bytes);
  if (block == 0) return null;
  const arena = changetype<Arena>(block);
  arena.next = block + 64;
  arena.end = block + 64 + <usize>bytes;
  return arena;
}

/** Gives back the arena and every vector in it. */
export function releaseArena(arena: Arena): void {
  release(changetype<usize>(arena));
}

/** The address of `length` elements of `size` bytes, not cleared. The caller counted them beforehand. */
export function take(arena: Arena, length: usize, size: usize = 8): usize {
  const pointer = arena.next;
  arena.next = pointer + ((length * size + 63) & ~63);
  if (arena.next > arena.end) unreachable();
  return pointer;
}

/** `take`, cleared to zero. */
export function takeZeroed(arena: Arena, length: usize, size: usize = 8): usize {
  const pointer = take(arena, length, size);
  memory.fill(pointer, 0, length * size);
  return pointer;
}
