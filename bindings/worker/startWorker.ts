/** A worker of a browser or of Node that runs the script beside this one. */
export function startWorker(): { terminate(): unknown } {
  // Not `new URL(…, import.meta.url)`: bundlers would copy the script for it. Some put a file: address here.
  const here = String(import.meta.url);
  const script = new URL("./worker-thread.js", here);
  if (typeof Worker === "undefined") {
    const { Worker: NodeWorker } = globalThis.process.getBuiltinModule("node:worker_threads");
    return new NodeWorker(script);
  }
  if (script.protocol.startsWith("http") && script.origin !== location.origin) {
    // From another origin, a CDN, a page may import modules but start no worker.
    const importing = new Blob([`import ${JSON.stringify(script.href)};`], { type: "text/javascript" });
    return new Worker(URL.createObjectURL(importing), { type: "module" });
  }
  // In these words, so that bundlers find the script.
  return new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" });
}
