import { Worker } from "node:worker_threads";

/** Seconds that a contender has for its first answer; for being timed it has as many again. */
export const LIMIT = 20;

/** Where the adapters are, by the names of the contenders. */
const adapters = new URL("../incumbents/", import.meta.url);
const own = { quadfolio: new URL("quadfolio.mjs", import.meta.url) };

/**
 * Lets a contender at a problem, in a thread that is ended where it takes too long. Returns `{ status, reason?, x?, y?, z?, iterations?,
 * milliseconds?, loading?, samples?, spread?, passes?, flops?, bytes? }`; the status is that of the answer, or "cut off" where there was
 * none in time, "refused" where the contender cannot state the problem, or "failed".
 *
 * @param {string} name
 * @param {any} problem
 * @param {any} options
 * @returns {Promise<any>}
 */
export function race(name, problem, { seconds = 1, limit = LIMIT, adapter, ...options } = {}) {
  const url = adapter ?? own[name] ?? new URL(`${name}.mjs`, adapters);
  return new Promise((resolve) => {
    const workerData = { adapter: String(url), problem, options, seconds };
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData });
    let outcome;
    let timer;
    const end = (more) => {
      clearTimeout(timer);
      resolve({ ...outcome, ...more });
      void worker.terminate();
    };
    const clock = () => {
      clearTimeout(timer);
      // Without an answer it is cut off; with one, the time of that answer stands.
      timer = setTimeout(() => end(outcome === undefined ? { status: "cut off", milliseconds: 1000 * limit } : {}), 1000 * limit);
    };
    worker.on("message", (message) => {
      clock();
      if (message !== "open") outcome = { ...outcome, ...message };
    });
    worker.once("error", ({ message }) => end({ status: "failed", reason: message }));
    worker.once("exit", () => end(outcome === undefined ? { status: "failed", reason: "it ended without an answer" } : {}));
  });
}
