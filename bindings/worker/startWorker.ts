/** A worker of a browser or of Node that runs the script beside this one. */
export function startWorker(): { terminate(): unknown } {
  if (typeof Worker === "undefined") {
    const { Worker: NodeWorker } = globalThis.process.getBuiltinModule("node:worker_threads");
    return new NodeWorker(beside());
  }
  try {
    // In these words, so that bundlers find the script.
    return new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" });
  } catch {
    // From another origin, a CDN, a page may import modules but start no worker.
    const script = new Blob([`import ${JSON.stringify(beside().href)};`], { type: "text/javascript" });
    return new Worker(URL.createObjectURL(script), { type: "module" });
  }
}

/** The script's address, in words that make no bundler copy it. */
function beside(file = "./worker-thread.js"): URL {
  return new URL(file, import.meta.url);
}
