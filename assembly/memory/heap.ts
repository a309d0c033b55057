/**
 * The heap: one address-ordered, first-fit free list over memory that this module grew itself.
 *
 * The core asks for few and large blocks (a panel, a covariance, the workspace of one solve), so a
 * list of a few dozen entries searched linearly beats a size-class allocator, and merging
 * neighbours on release keeps the heap flat over any number of solve–dispose rounds
 * (Knuth, The Art of Computer Programming I, §2.5, algorithms A and B).
 *
 *     block:  | size, 64 bytes with padding | payload, 64-byte aligned, a multiple of 64 bytes |
 *     free:   the payload starts with the address of the next free block
 *
 * The heap never touches memory below the size at its first use, so that it can live beside the
 * runtime of a test host.
 */

/** Alignment of every block, and the space its header takes. One cache line. */
const LINE: usize = 64;

/** Bytes in a page of WebAssembly memory. */
const PAGE: usize = 65536;

/** The most a 32-bit module can address, less one page so that an end address never wraps to 0. */
const LIMIT: u64 = 0xffff0000;

/** The first free block (its header), 0 where there is none. */
let firstFree: usize = 0;

/** Bytes handed out and not yet released, headers included. */
let used: usize = 0;

// @ts-ignore: decorator
@inline
function sizeOf(block: usize): usize {
  return load<usize>(block);
}

// @ts-ignore: decorator
@inline
function nextOf(block: usize): usize {
  return load<usize>(block, LINE);
}

/** Puts the block back into the list, merged with the neighbours it touches. */
function insert(block: usize): void {
  let before: usize = 0;
  let after = firstFree;
  while (after != 0 && after < block) {
    before = after;
    after = nextOf(after);
  }
  if (after != 0 && block + sizeOf(block) == after) {
    store<usize>(block, sizeOf(block) + sizeOf(after));
    after = nextOf(after);
  }
  store<usize>(block, after, LINE);
  if (before != 0 && before + sizeOf(before) == block) {
    store<usize>(before, sizeOf(before) + sizeOf(block));
    store<usize>(before, after, LINE);
  } else if (before != 0) {
    store<usize>(before, block, LINE);
  } else {
    firstFree = block;
  }
}

/** The last free block if it ends where the memory ends, else 0: it is what growing extends. */
function tailBlock(): usize {
  let block = firstFree;
  if (block == 0) return 0;
  while (nextOf(block) != 0) block = nextOf(block);
  return u64(block) + u64(sizeOf(block)) == u64(memory.size()) << 16 ? block : 0;
}

/** Grows the memory until a block of `size` bytes stands free at its end. */
function extend(size: usize): bool {
  const tail = tailBlock();
  const missing = size - (tail != 0 ? sizeOf(tail) : 0);
  const pages = (u64(missing) + u64(PAGE) - 1) >> 16;
  const end = u64(memory.size()) << 16;
  if (end + (pages << 16) > LIMIT) return false;
  if (memory.grow(<i32>pages) < 0) return false;
  store<usize>(<usize>end, <usize>(pages << 16));
  insert(<usize>end);
  return true;
}

/**
 * Returns the address of `bytes` bytes, 64-byte aligned and not cleared; 0 where the memory cannot
 * hold them. Memory may have grown: views made before are detached.
 */
export function allocate(bytes: u64): usize {
  if (bytes > LIMIT) return 0;
  const size = (max<usize>(<usize>bytes, 1) + LINE + LINE - 1) & ~(LINE - 1);
  let before: usize = 0;
  let block = firstFree;
  while (block != 0 && sizeOf(block) < size) {
    before = block;
    block = nextOf(block);
  }
  if (block == 0) {
    if (!extend(size)) return 0;
    return allocate(bytes);
  }
  let rest = nextOf(block);
  if (sizeOf(block) >= size + LINE + LINE) {
    const remainder = block + size;
    store<usize>(remainder, sizeOf(block) - size);
    store<usize>(remainder, rest, LINE);
    store<usize>(block, size);
    rest = remainder;
  }
  if (before != 0) store<usize>(before, rest, LINE);
  else firstFree = rest;
  used += sizeOf(block);
  return block + LINE;
}

/** Gives back what `allocate` returned; 0 is allowed and does nothing. */
export function release(pointer: usize): void {
  if (pointer == 0) return;
  const block = pointer - LINE;
  used -= sizeOf(block);
  insert(block);
}

/** Bytes handed out and not yet released, headers included. */
export function heapUsed(): usize {
  return used;
}
