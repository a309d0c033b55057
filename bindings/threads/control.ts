/**
 * How threads share the parts of a job: through a few words of memory that all of them see.
 *
 * JOB holds the number of the job, and in its last twelve bits how many of its parts nobody has taken yet. A part is taken by counting that down,
 * with a compare-and-exchange: whoever read the kernel of another job fails at it. The job ends when all of its
 * parts are done, not when all threads have looked at it, so that one that sleeps is not waited for.
 */
export const [JOB, KERNEL, DONE, FAILED] = [0, 16, 32, 48]; // a cache line each

export const CONTROL_BYTES = 256;

export const PART_BITS = 12;

/** What a thread says when it can help. */
export const READY = "ready";

/** Looks at a word before a thread sleeps: some 20 µs. */
export const SPINS = 10_000;

/** Runs one part of a job. */
export type RunPart = (kernel: number, part: number) => void;

/** Takes parts, the last one first, and runs them until none is left. Returns the word that says so. */
export function takeParts(control: Int32Array, run: RunPart): number {
  for (;;) {
    const word = Atomics.load(control, JOB);
    const left = word & ((1 << PART_BITS) - 1);
    if (left === 0) return word;
    const kernel = Atomics.load(control, KERNEL);
    if (Atomics.compareExchange(control, JOB, word, word - 1) !== word) continue;
    run(kernel, left - 1);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

/** What a helping thread does until it is ended, or a part throws. */
export function help(control: Int32Array, run: RunPart): void {
  try {
    for (;;) {
      const word = takeParts(control, run);
      for (let k = 0; k < SPINS && Atomics.load(control, JOB) === word; k++);
      Atomics.wait(control, JOB, word);
    }
  } finally {
    Atomics.store(control, FAILED, 1);
    Atomics.notify(control, DONE);
  }
}
