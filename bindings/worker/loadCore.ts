import { checkAnswer } from "../errors/answer.js";
import { checkAttached, isBuffer } from "../errors/attached.js";
import { LoadError, ValueError } from "../errors/errors.js";
import { toOptions } from "../errors/options.js";
import { FULL_LOAD_KEYS } from "../loadKeys.js";
import type { FullLoadOptions } from "../full/loadFullCore.js";
import type { WorkerCore } from "./asynchronous.js";
import { Client } from "./client.js";
import { checkCloneable } from "./cloneable.js";
import type { WorkerOptions } from "./options.js";
import { startWorker, workerBy } from "./startWorker.js";

/**
 * Starts a worker and loads the core in it: the same functions as those of `loadCore` of `quadfolio`, each returning a promise, with the
 * page left free. What holds memory of the core stays in the worker, and a handle stands for it here.
 *
 * Calls are made one at a time, in order. Results are moved to this thread, not copied; arguments are copied unless marked by
 * `transfer`; an object that inherits getters, methods or defaults is refused, for its copy would be without them. `onProgress` is called here; what it returns does not matter, and what it throws comes out of the call. To stop a call, give it a `signal` among its options.
 * Within 100 ms of its abort the solver has stopped and the call rejects with the signal's reason. A solve of `optimize` that looks up
 * between two rounds in time ends there, which takes shared memory (in Node, or in a page that is cross-origin isolated); else
 * the worker is ended and another one started, and what had been made in it before, returns and covariances, has to be made again. Calls
 * that wait and need nothing of that go on in the new one. The same holds after a worker has ended by itself.
 *
 * Where a call takes a few milliseconds, `loadCore` of `quadfolio` has less to it.
 *
 * @param options.wasm the module to run instead of the one inside the worker's script: compiled, bytes, a Response or an address
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @param options.threads 1 (default) to 32, or `"auto"`: how many threads share the large products, the worker among them
 * @param options.worker starts the worker, where the bundler cannot find its script
 * @throws LoadError where the worker, the module or the host cannot run the core
 * @throws ValueError where an option is wrong
 * @example
 * import { loadCore } from "quadfolio/worker";
 * const core = await loadCore();
 * const returns = await core.returns([[0.01, 0.02], [-0.01, 0.03], [0.02, -0.02]], { observations: 3, assets: 2 });
 * const covariance = await core.covariance(returns, { estimator: "ledoit-wolf" });
 * const { status, weights } = await core.optimize({ covariance, objective: { kind: "min-variance" }, settings: { signal: AbortSignal.timeout(5000) } });
 * console.log(status, weights);
 * core.dispose();
 */
export async function loadCore(options: WorkerOptions = {}): Promise<WorkerCore> {
  const keys = [...FULL_LOAD_KEYS, "worker"] as const;
  const { worker = startWorker, wasm, threadScript, ...others } = toOptions<WorkerOptions>("options", options, keys);
  if (typeof worker !== "function") throw new ValueError("worker", worker, "a function that starts a Worker");
  for (const [key, value] of Object.entries(others)) checkCloneable(key, value);
  const sent: FullLoadOptions = { ...others };
  if (wasm !== undefined) sent.wasm = await sendable(wasm);
  if (threadScript !== undefined) sent.threadScript = absolute("threadScript", threadScript);
  return (await new Client(() => workerBy(worker), sent).load()) as WorkerCore;
}

/** What a worker can be sent of a module: not a Response, and addresses in full. The core in it says what else is none. */
async function sendable(wasm: NonNullable<WorkerOptions["wasm"]>) {
  checkAttached("wasm", wasm);
  if (isResponse(wasm)) return bytesOf(wasm);
  if (typeof wasm === "string" || isAddress(wasm)) return absolute("wasm", wasm);
  checkCloneable("wasm", wasm);
  return kept(wasm);
}

/** The module as it is now: bytes are sent again when the worker is, and the caller may have moved or overwritten them by then. */
function kept(wasm: NonNullable<FullLoadOptions["wasm"]>) {
  if (isBuffer(wasm)) return wasm.slice(0);
  return ArrayBuffer.isView(wasm) ? new Uint8Array(wasm.buffer, wasm.byteOffset, wasm.byteLength).slice() : wasm;
}

/** Whether it is a Response, of whichever realm. */
function isResponse(wasm: unknown): wasm is Response {
  return typeof (wasm as Response | null)?.arrayBuffer === "function";
}

/** Whether it is a URL, of whichever realm. */
function isAddress(wasm: unknown): wasm is URL {
  return typeof (wasm as URL | null)?.href === "string";
}

async function bytesOf(response: Response): Promise<ArrayBuffer> {
  checkAnswer(response);
  try {
    return await response.arrayBuffer();
  } catch (cause) {
    throw new LoadError(`wasm could not be loaded: ${(cause as Error).message}`, { cause });
  }
}

/** The address in full: the worker has another base. */
function absolute(option: string, address: string | URL): string {
  try {
    return new URL(String(address), globalThis.location?.href ?? import.meta.url).href;
  } catch (cause) {
    throw Object.assign(new ValueError(option, address, "an address"), { cause });
  }
}
