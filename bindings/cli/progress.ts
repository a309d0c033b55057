import { Worker } from "node:worker_threads";

/** Shows how far the work is, on a terminal, once it has taken over a second. */
export interface Progress {
  /** What is going on, and the fraction of all the work that is done. */
  stage(name: string, fraction: number): void;
  /** Takes the bar away again. */
  end(): Promise<void>;
}

/** A message to the thread of the bar; null ends it. */
export type ProgressMessage = { stage: string; fraction: number } | null;

/**
 * The bar is drawn by a thread of its own, because the work blocks this one: it goes on counting the seconds while a
 * large problem is being solved. Where standard error is not a terminal there is no thread and nothing is drawn.
 */
export function startProgress(): Progress {
  if (!process.stderr.isTTY) return { stage: () => {}, end: async () => {} };
  const bar = new Worker(new URL("./progress-bar.js", import.meta.url));
  const ended = new Promise<void>((resolve) => bar.once("exit", () => resolve()));
  const post = (message: ProgressMessage) => bar.postMessage(message);
  let posted = -1;
  return {
    stage(stage, fraction) {
      const hundredths = Math.floor(100 * fraction);
      if (hundredths === posted) return;
      posted = hundredths;
      post({ stage, fraction });
    },
    async end() {
      post(null);
      await ended;
    },
  };
}
