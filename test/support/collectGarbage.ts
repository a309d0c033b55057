type Collect = () => void;

/** Node's and Chromium's own collection (--expose-gc), where there is one. */
function collector(): Collect | undefined {
  if (typeof process === "undefined") return (globalThis as { gc?: Collect }).gc;
  process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  return process.getBuiltinModule("node:vm").runInNewContext("gc") as Collect;
}

const collect = collector();

/** Whether there is a call for it; elsewhere it comes when the host thinks that it is due. */
export const isForced = collect !== undefined;

/** Objects enough to outlive a small collection and make a full one due. */
function litter(): void {
  const heap = Array.from({ length: 300_000 }, (_, k) => ({ k, next: { k } }));
  if (heap.length === 0) throw new Error("No litter.");
}

/** Has the garbage collected, and what was registered for that called. Firefox has no call for it: there, garbage is made until it does so. */
export async function collectGarbage(): Promise<void> {
  if (collect) collect();
  else litter();
  // The registry's callbacks run between tasks.
  await new Promise((resolve) => setTimeout(resolve, collect ? 1 : 20));
}
