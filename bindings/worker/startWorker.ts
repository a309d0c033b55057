/** A worker of a browser or of Node that runs the script beside this one. */
export function startWorker(): { terminate(): unknown } {
  if (typeof Worker !== "undefined") return new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" });
  const { Worker: NodeWorker } = globalThis.process.getBuiltinModule("node:worker_threads");
  return new NodeWorker(new URL("./worker-thread.js", import.meta.url));
}
