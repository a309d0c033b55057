/** What scripts/build.mjs writes: both modules, packed, and the module that unpacks them, each as text of its own kind (scripts/pack.mjs). */
declare module "*/build/modules.js" {
  export const packed: string;
  export const unpacker: string;
}

/** Its package declares no types under this name. */
declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";
  import type { MessagePort, Worker } from "node:worker_threads";
  export default function nodeEndpoint(worker: MessagePort | Worker): Endpoint;
}
