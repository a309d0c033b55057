/** What a thread is here: a worker of a browser, or one of Node. */
export interface Thread {
  postMessage(message: unknown): void;
  terminate(): unknown;
  /** Node's: the process does not wait for the thread. */
  unref?(): void;
}

/** Starts the script beside this one, or the one at `script`. */
export function startThread(
  script: string | undefined,
  heard: (message: unknown) => void,
  failed: (cause: unknown) => void,
): Thread {
  if (typeof Worker !== "undefined") {
    const worker =
      script === undefined
        ? new Worker(new URL("./compute-thread.js", import.meta.url), { type: "module" })
        : new Worker(script, { type: "module" });
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = failed;
    return worker;
  }
  const { Worker: NodeWorker } = globalThis.process.getBuiltinModule("node:worker_threads");
  // Not `new URL(…, import.meta.url)`, for which bundlers would copy the script.
  const worker = new NodeWorker(new URL(script ?? "./compute-thread.js", String(import.meta.url)), { execArgv: [] });
  return worker.on("message", heard).on("error", failed);
}
