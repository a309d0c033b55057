import type { FullExports } from "../abi.js";
import { LoadError } from "../errors/errors.js";
import { inDevelopment } from "../lifetime.js";
import { CONTROL_BYTES, READY } from "./control.js";
import type { HelpingThreads } from "./helpingThreads.js";
import { compileShared, instantiateShared, setFork, sharedMemory } from "./instantiate.js";
import { lead } from "./lead.js";
import { startThread, type Thread } from "./startThread.js";

/** The most threads that the core has room for. */
const MOST = 32;

/** How long a thread may take to start, in milliseconds. */
const PATIENCE = 20_000;

/** What a helping thread is sent. */
export interface ThreadStart {
  readonly module: Parameters<typeof instantiateShared>[0];
  readonly memory: Parameters<typeof instantiateShared>[1];
  readonly control: SharedArrayBuffer;
  readonly thread: number;
}

/** A core over shared memory, and the threads that help it. */
export interface Team extends HelpingThreads {
  readonly exports: FullExports;
}

/**
 * Starts the core of these bytes with its threads; undefined, with a warning in development that tells why, where there can only be one.
 *
 * @throws LoadError where `threads` is no number of threads, or the bytes are not the core
 */
export async function startTeam(
  threads: number | "auto",
  script: { toString(): string } | undefined,
  bytes: () => Promise<Uint8Array | undefined>,
): Promise<Team | undefined> {
  if (threads !== "auto" && !(Number.isInteger(threads) && threads >= 1 && threads <= MOST))
    throw new LoadError(`threads is ${String(threads)}, expected "auto" or an integer from 1 to ${MOST}.`);
  const count = threads === "auto" ? Math.min(processors(), MOST) : threads;
  if (count === 1) return undefined;
  if (typeof SharedArrayBuffer === "undefined" || globalThis.crossOriginIsolated === false)
    return alone("the page is not cross-origin isolated");
  const given = await bytes();
  if (given === undefined) return alone("the module was given compiled, with a memory of its own");

  const module = await compileShared(given);
  const memory = sharedMemory();
  const exports = await instantiateShared(module, memory);
  const control = new SharedArrayBuffer(CONTROL_BYTES);
  const outcomes = await Promise.allSettled(
    Array.from({ length: count - 1 }, (_, k) => helper(script?.toString(), { module, memory, control, thread: k + 1 })),
  );
  const helpers = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== undefined)
    alone(`${count - 1 - helpers.length} did not start: ${String(failure.reason?.message ?? failure.reason)}`);
  if (helpers.length === 0) return undefined;

  await setFork(
    exports,
    lead(new Int32Array(control), (kernel, part) => exports.runPart(kernel, part, 0)),
  );
  exports.setThreads(count);
  const team = {
    exports,
    threads: 1 + helpers.length,
    end() {
      team.threads = 1;
      exports.setThreads(1);
      for (const helper of helpers.splice(0)) helper.terminate();
    },
  };
  return team;
}

/** Starts one thread, and waits until it can help. */
function helper(script: string | undefined, start: ThreadStart): Promise<Thread> {
  return new Promise((resolve, reject) => {
    const heard = (message: unknown) => {
      if (message !== READY) return failed(message);
      clearTimeout(patience);
      thread.unref?.();
      resolve(thread);
    };
    const failed = (cause: unknown) => {
      clearTimeout(patience);
      thread.terminate();
      reject(cause);
    };
    const thread = startThread(script, heard, failed);
    const patience = setTimeout(() => failed("no answer"), PATIENCE);
    thread.postMessage(start);
  });
}

function processors(): number {
  return (
    globalThis.navigator?.hardwareConcurrency ?? globalThis.process?.getBuiltinModule?.("node:os").availableParallelism() ?? 1
  );
}

function alone(reason: string): undefined {
  if (inDevelopment()) console.warn(`quadfolio: fewer threads than were asked for: ${reason}.`);
}
