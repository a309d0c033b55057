import { QuadfolioError } from "../errors/errors.js";
import { DONE, FAILED, JOB, KERNEL, PART_BITS, SPINS, takeParts, type RunPart } from "./control.js";

/** How long one part of a job may take, in milliseconds: none takes a hundredth of it, so that a thread is gone. */
const PATIENCE = 60_000;

/** The function that has a job done by all threads, this one included, and returns when it is. Throws a QuadfolioError where a thread is lost. */
export function lead(control: Int32Array, run: RunPart): (kernel: number, parts: number) => void {
  const mayWait = canWait(control);
  let job = 0;
  return (kernel, parts) => {
    Atomics.store(control, KERNEL, kernel);
    Atomics.store(control, DONE, 0);
    job = (job + 1) & 0x7ffff;
    Atomics.store(control, JOB, (job << PART_BITS) | parts);
    Atomics.notify(control, JOB);
    takeParts(control, run);
    awaitParts(control, parts, mayWait);
  };
}

/** Waits until so many parts are done. On the main thread of a page, which must not sleep, it keeps looking. */
function awaitParts(control: Int32Array, parts: number, mayWait: boolean): void {
  let [before, since] = [-1, 0];
  for (let k = 0; ; k++) {
    const done = Atomics.load(control, DONE);
    if (done >= parts) return;
    if (Atomics.load(control, FAILED) !== 0) throw new QuadfolioError("A thread of the core failed.");
    if (k < SPINS) continue;
    if (done !== before) [before, since] = [done, performance.now()];
    else if (performance.now() - since > PATIENCE)
      throw new QuadfolioError(`A thread of the core has not answered for ${PATIENCE} ms.`);
    if (mayWait) Atomics.wait(control, DONE, done, PATIENCE);
  }
}

function canWait(control: Int32Array): boolean {
  try {
    Atomics.wait(control, FAILED, 1, 0);
    return true;
  } catch {
    return false;
  }
}
