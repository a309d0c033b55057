/** A worker that runs this script, in Node or in a browser. */
export function workerOf(script: string): { terminate(): unknown } {
  if (typeof Worker !== "undefined") return new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
  return new NodeWorker(script, { eval: true });
}
