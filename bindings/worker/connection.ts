import { proxy, transfer, wrap, type Endpoint, type Remote } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { LoadError } from "../errors/errors.js";
import type { LoadOptions } from "../wasm.js";
import { fromFailure, type Failure } from "./failure.js";
import type { Service } from "./service.js";
import type { Answer } from "./wire.js";

/** What Node's workers can do. */
interface NodeWorker {
  on(event: "error", listener: (error: Error) => void): void;
  ref(): void;
  unref(): void;
}

/** A call as it is sent: what it is given, what is moved instead of copied, and the callbacks that stand beside. */
export interface Packed {
  readonly parameters: unknown[];
  readonly buffers: ArrayBuffer[];
  readonly listeners: ((value: unknown) => void)[];
}

/** One worker with a core in it. */
export class Connection {
  /** The core's handle, once it is loaded. */
  readonly ready: Promise<Answer>;
  /** 1 stops the call under way, where memory can be shared with the worker and the call looks at it; undefined elsewhere. */
  readonly stop: Int32Array | undefined;
  ended = false;
  readonly #worker: { terminate(): unknown };
  readonly #service: Remote<Service>;
  /** Rejects when the worker is gone, with the reason. */
  readonly #gone: Promise<never>;
  #end!: (reason: unknown) => void;

  constructor(worker: { terminate(): unknown }, options: LoadOptions) {
    this.#worker = worker;
    this.#gone = new Promise((_, reject) => (this.#end = reject));
    const failed = (cause: Error | ErrorEvent) => {
      // It is told to those who wait, and need not be reported as uncaught too.
      if ("preventDefault" in cause) cause.preventDefault();
      this.terminate(new LoadError(`The worker could not run: ${cause.message || "its script did not load"}.`, { cause }));
    };
    if (isNodeWorker(worker)) worker.on("error", failed);
    else (worker as Worker).addEventListener("error", failed);
    this.#service = wrap<Service>(isNodeWorker(worker) ? nodeEndpoint(worker as never) : (worker as unknown as Endpoint));
    const shared = typeof SharedArrayBuffer === "undefined" ? undefined : new SharedArrayBuffer(4);
    this.stop = shared && new Int32Array(shared);
    this.ready = this.#answer(() => this.#service.load(options, shared));
    // Whoever calls hears of it.
    for (const promise of [this.#gone, this.ready]) promise.catch(() => {});
  }

  /** Calls a method of the object in the worker with this number. */
  async call(id: number, method: string, { parameters, buffers, listeners }: Packed): Promise<Answer> {
    await this.ready;
    const callbacks = listeners.map((listener) => proxy(listener)) as unknown as Parameters<Service["call"]>[3][];
    return this.#answer(() => this.#service.call(id, method, transfer(parameters, buffers), ...callbacks));
  }

  /** Gives back what the object in the worker holds. */
  release(id: number): void {
    if (!this.ended) void this.#service.release(id);
  }

  /** Ends the worker, whatever it is doing; a call under way rejects with the reason. */
  terminate(reason: unknown): void {
    this.ended = true;
    this.#worker.terminate();
    this.#end(reason);
  }

  /** What the worker answers. Node goes on as long as there is an answer to wait for, and no longer. */
  async #answer(ask: () => Promise<Answer | Failure>): Promise<Answer> {
    const worker = isNodeWorker(this.#worker) ? this.#worker : undefined;
    worker?.ref();
    try {
      const answer = await Promise.race([ask(), this.#gone]);
      if ("message" in answer) throw fromFailure(answer);
      return answer;
    } finally {
      worker?.unref();
    }
  }
}

function isNodeWorker(worker: object): worker is NodeWorker & { terminate(): unknown } {
  return "unref" in worker;
}
