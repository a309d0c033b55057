// Thousands of assets through the worker entry: what comes of it, how long it takes, and what it leaves of the page's own thread.
import { loadCore as loadHere } from "/dist/index.js";
import { loadCore, transfer } from "/dist/worker.js";
import { passage } from "/bench/browser/passage.mjs";
import { watchThread } from "./watchThread.js";

const asked = new URLSearchParams(location.search);
const [assets, observations, rounds] = ["assets", "observations", "rounds"].map((name) => Number(asked.get(name)));
const simd = asked.get("simd");
const shape = { assets, observations };

/** The returns, made in a worker and moved here. */
const made = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker("/page/returns-worker.js", { type: "module" });
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.postMessage(shape);
  });

/** One passage through a fresh worker. */
async function round(solve) {
  const thread = watchThread();
  const core = await loadCore({ simd });
  const outcome = await passage(core, transfer(await made()), shape, solve);
  core.dispose();
  return { ...outcome, ...(await thread.stop()) };
}

/** The same covariance on the page's thread, which is blocked by it. */
async function blocked() {
  const core = await loadHere({ simd });
  const values = await made();
  const thread = watchThread();
  await new Promise((resolve) => setTimeout(resolve, 20));
  core.covariance(core.returns(values, shape), { estimator: "ledoit-wolf" });
  return thread.stop();
}

async function report() {
  const outcomes = [];
  for (let k = 0; k < rounds; k++) outcomes.push(await round(k % 2 === 0 ? "short" : "long"));
  return { isolated: crossOriginIsolated, outcomes, blocked: asked.has("blocked") ? await blocked() : undefined };
}

const body = JSON.stringify(await report().catch((error) => ({ error: String(error) })));
await fetch("/report", { method: "POST", body });
