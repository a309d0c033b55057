/**
 * Work that several threads share. Each has an instance of this module over one memory; one of them, the caller's, runs the program,
 * and the others only ever run parts of jobs that it hands out (`threads/runPart.ts`). A job writes no element twice and sums each in the
 * order in which one thread does, so that the bits do not depend on the threads. The host waits and wakes
 * (bindings/threads): the module holds no atomic instruction, and without a host that sets `threads` it runs everything itself.
 */

/** Threads that share this memory, the caller's included: 1 to 32. */
export let threads: i32 = 1;

/** Sets how many threads there are: once, before anything is computed, since workspaces are counted with it. */
export function setThreads(count: i32): void {
  threads = count;
}

/** The arguments of the job under way, as its kernel lays them out. */
export const JOB: usize = memory.data(128);

/** Bytes of the tile that a kernel forms at an edge. */
export const EDGE: usize = 128;

/** Room for the sum of a tile, for each thread. */
const TILES: usize = memory.data(32 * 128);

/** Where a thread sums a tile up. */
export function tileOf(thread: i32): usize {
  return TILES + <usize>thread * EDGE;
}

/** The kernels that `runPart` knows. */
export const PACK: i32 = 0;
export const SYRK: i32 = 1;
export const GEMM: i32 = 2;
export const GEMV: i32 = 3;
export const GEMV_TRANSPOSED: i32 = 4;
export const MIRROR: i32 = 5;

/**
 * Fewer multiply–adds than this, some 50 µs of them, are not worth the waking of a thread. Where it wakes too late the caller has done all parts
 * and does not wait for it.
 */
const LEAST: u64 = 100_000;

/** Whether a job of so many multiply–adds is to be shared. */
export function isShared(work: u64): bool {
  return threads > 1 && work >= LEAST;
}

/** Where the exported table holds the host's function. */
const HOST: u32 = 0;

/** Runs the parts 0 … parts − 1 (at most 4095) of the job on all threads, the last one first, and returns when all are done. */
export function fork(kernel: i32, parts: i32): void {
  call_indirect<void>(HOST, kernel, parts);
}
