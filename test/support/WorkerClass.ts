/** The class of a browser's or of Node's workers. */
export const WorkerClass =
  typeof Worker === "undefined" ? process.getBuiltinModule("node:worker_threads").Worker : (Worker as never);
