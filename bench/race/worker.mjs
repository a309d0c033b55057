/** One contender in a thread of its own: it opens the problem, answers once, is timed, and counted where it can be. */
import { parentPort, workerData } from "node:worker_threads";
import { once, timed } from "./timed.mjs";

const { adapter, problem, options, seconds } = workerData;

async function run() {
  const { open, counts } = await import(adapter);
  const contender = await open(problem, options);
  if (contender.refuses !== undefined) return parentPort.postMessage({ status: "refused", reason: contender.refuses });
  parentPort.postMessage("open");
  const first = once(contender);
  const { answer } = first;
  parentPort.postMessage({ ...answer, milliseconds: first.loading + first.solving, loading: first.loading, samples: 1 });
  if (answer.status !== "solved") return;
  parentPort.postMessage(timed(contender, first, seconds));
  if (counts !== undefined && options.counted) parentPort.postMessage(await counts(problem, options));
}

try {
  await run();
} catch (error) {
  parentPort.postMessage({ status: "failed", reason: error?.message ?? String(error) });
}
