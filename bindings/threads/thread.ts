/** The script of a helping thread, a worker of a browser or of Node. */
import { help, READY } from "./control.js";
import { instantiateShared } from "./instantiate.js";
import type { ThreadStart } from "./team.js";

const port = globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort ?? globalThis;

/** Says that it is ready, or why it is not, and helps until it is ended. */
async function start({ module, memory, control, thread }: ThreadStart): Promise<void> {
  try {
    const { runPart } = await instantiateShared(module, memory);
    port.postMessage(READY);
    help(new Int32Array(control), (kernel, part) => runPart(kernel, part, thread));
  } catch (error) {
    port.postMessage(String(error));
  }
}

if ("once" in port) port.once("message", (message: ThreadStart) => void start(message));
else port.onmessage = ({ data }: MessageEvent<ThreadStart>) => void start(data);
