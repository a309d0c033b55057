import type { FullLoadOptions } from "../full/loadFullCore.js";

/** How a core in a worker is loaded. */
export interface WorkerOptions extends FullLoadOptions {
  /**
   * Starts a worker that runs `quadfolio/worker-thread`, a module script. By default the script beside this one, which bundlers that know
   * `new Worker(new URL(…, import.meta.url))` find by themselves. It is called again after the
   * worker has ended: to stop a call, or by itself.
   */
  worker?: () => { terminate(): unknown };
}
