import { proxy, transfer, wrap, type Endpoint, type Remote } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { LoadError } from "../errors/errors.js";
import type { FullLoadOptions } from "../full/loadFullCore.js";
import { fromFailure, type Failure } from "./failure.js";
import type { Service } from "./service.js";
import type { AnyWorker } from "./startWorker.js";
import type { Answer } from "./wire.js";

/** How long a worker's script may take to come and run, in seconds. */
const PATIENCE = 20;

/** What Node's workers can do. */
interface NodeWorker extends AnyWorker {
  on(event: string, listener: (cause: never) => void): void;
  ref(): void;
  unref(): void;
}

/** A call as it is sent: what it is given, what is moved instead of copied, and the callbacks that stand beside. */
export interface Packed {
  readonly parameters: unknown[];
  readonly buffers: ArrayBuffer[];
  readonly listeners: ((value: unknown) => unknown)[];
}

/** One worker with a core in it. */
export class Connection {
  /** The core's handle, once it is loaded. */
  readonly ready: Promise<Answer>;
  ended = false;
  readonly #worker: AnyWorker;
  readonly #service: Remote<Service>;
  /** 1 stops the call under way, where memory can be shared with the worker and the call looks at it; undefined elsewhere. */
  readonly #stop: Int32Array | undefined;
  /** Why the worker has ended, and what tells that to whoever waits for an answer. */
  #reason: unknown;
  #end!: (reason: unknown) => void;
  readonly #patience: ReturnType<typeof setInterval>;

  constructor(worker: AnyWorker, options: FullLoadOptions) {
    this.#worker = worker;
    const failed = (why: string, cause?: unknown) =>
      this.terminate(new LoadError(`The worker could not run: ${why}.`, { cause }));
    const on = (event: string, listener: (cause: never) => void) =>
      isNodeWorker(worker) ? worker.on(event, listener) : (worker as Worker).addEventListener(event, listener as EventListener);
    on("error", (cause: Error | ErrorEvent) => {
      // It is told to those who wait, and need not be reported as uncaught too.
      if ("preventDefault" in cause) cause.preventDefault();
      failed(cause.message || "its script did not load", cause);
    });
    on("messageerror", (cause: unknown) => failed("what it sent could not be read", cause));
    // Node tells when a worker has ended, by whomever.
    on("exit", (code: number) => failed(`it ended, with exit code ${code}`));
    const endpoint = isNodeWorker(worker) ? nodeEndpoint(worker as never) : (worker as unknown as Endpoint);
    // In ticks: seconds in which this thread was too busy to hear do not count.
    let left = PATIENCE;
    this.#patience = setInterval(() => --left === 0 && failed(`its script did not start within ${PATIENCE} s`), 1000);
    this.#service = wrap<Service>(endpoint);
    const heard = () => clearInterval(this.#patience);
    this.#service.hello().then(heard, heard);
    const shared = typeof SharedArrayBuffer === "undefined" ? undefined : new SharedArrayBuffer(4);
    this.#stop = shared && new Int32Array(shared);
    this.ready = this.#answer(() => this.#service.load(options, shared));
    // Whoever calls hears of it.
    this.ready.catch((reason: unknown) => this.terminate(reason));
  }

  /** Calls a method of the object in the worker with this number. */
  async call(id: number, method: string, { parameters, buffers, listeners }: Packed): Promise<Answer> {
    // What was asked of the call before is not asked of this one.
    if (this.#stop) Atomics.store(this.#stop, 0, 0);
    await this.ready;
    const callbacks = listeners.map((listener) => proxy(listener)) as unknown as Parameters<Service["call"]>[3][];
    return this.#answer(() => this.#service.call(id, method, transfer(parameters, buffers), ...callbacks));
  }

  /** Gives back what the object in the worker holds. */
  release(id: number): void {
    if (!this.ended) void this.#service.release(id);
  }

  /** Asks the call under way to stop, which it hears of where it looks; false where no memory is shared. */
  askToStop(): boolean {
    if (this.#stop) Atomics.store(this.#stop, 0, 1);
    return this.#stop !== undefined;
  }

  /** Ends the worker, whatever it is doing; a call under way rejects with the reason. */
  terminate(reason: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.#reason = reason;
    clearInterval(this.#patience);
    this.#worker.terminate();
    this.#end(reason);
  }

  /** What the worker answers to one question after the other. Node goes on as long as there is an answer to wait for, and no longer. */
  async #answer(ask: () => Promise<Answer | Failure>): Promise<Answer> {
    if (this.ended) throw this.#reason;
    const worker = isNodeWorker(this.#worker) ? this.#worker : undefined;
    worker?.ref();
    try {
      // No race with a promise of the worker's end: that would hold each answer until then.
      const answer = await new Promise<Answer | Failure>((resolve, reject) => {
        this.#end = reject;
        ask().then(resolve, reject);
      });
      if ("message" in answer) throw fromFailure(answer);
      return answer;
    } finally {
      worker?.unref();
    }
  }
}

/** Whether it is one of Node. Bun's other ones have `ref` and `unref` too, but tell what they hear as those of a browser do. */
function isNodeWorker(worker: AnyWorker): worker is NodeWorker {
  return "on" in worker && "unref" in worker;
}
