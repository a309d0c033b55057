import { LoadError, ValueError } from "../errors/errors.js";

/** A worker of a browser or of Node. */
export interface AnyWorker {
  terminate(): unknown;
}

/** The worker that `start` starts, which is the user's `worker` or the one below. */
export function workerBy(start: () => AnyWorker): AnyWorker {
  let worker: AnyWorker | undefined;
  try {
    worker = start();
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw new LoadError(`The worker could not be started: ${(cause as Error).message}`, { cause });
  }
  if (typeof worker?.terminate === "function") return worker;
  throw new ValueError("what worker returns", worker, "a Worker, and no promise of one");
}

/** A worker of a browser or of Node that runs the script beside this one. */
export function startWorker(): AnyWorker {
  // Not `new URL(…, import.meta.url)`: bundlers would copy the script for it. Some put a file: address here.
  const here = String(import.meta.url);
  const script = new URL("./worker-thread.js", here);
  if (typeof Worker === "undefined") {
    const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
    if (node === undefined) throw new LoadError("This host has no workers; use loadCore of quadfolio.");
    return new node.Worker(script, { execArgv: [] });
  }
  if (script.protocol.startsWith("http") && script.origin !== location.origin) {
    // From another origin, a CDN, a page may import modules but start no worker.
    const importing = new Blob([`import ${JSON.stringify(script.href)};`], { type: "text/javascript" });
    return new Worker(URL.createObjectURL(importing), { type: "module" });
  }
  // In these words, so that bundlers find the script.
  return new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" });
}
