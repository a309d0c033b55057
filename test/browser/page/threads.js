// Computes with two threads in the page, in a module worker, and through the worker entry, and sends what came of it to the test's server.
import { loadCore } from "/dist/worker.js";
import { shared } from "./shared.js";

const options = { simd: "baseline", threads: 2 };

const inWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker("/page/threads-worker.js", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(options);
  });

const outcomes = {
  page: async () => shared((await import("/dist/full.js")).loadCore, options),
  worker: inWorker,
  entry: () => shared(loadCore, options),
  // A script that is not there.
  alone: async () => shared((await import("/dist/full.js")).loadCore, { ...options, threadScript: "/nowhere.js" }),
};
const report = { isolated: crossOriginIsolated };
for (const [name, outcome] of Object.entries(outcomes))
  report[name] = await outcome().catch((error) => ({ error: String(error) }));
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
