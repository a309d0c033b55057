/** What scripts/build.mjs writes: both modules, packed, and the module that unpacks them, each as text of its own kind (scripts/pack.mjs). */
declare module "*/build/modules.js" {
  export const packed: string;
  export const unpacker: string;
}
/** The same of the modules of `quadfolio/full`. */
declare module "*/build/fullModules.js" {
  export const packed: string;
  export const unpacker: string;
}

/** What scripts/build.mjs writes: the name of the custom section that the modules made beside it have, and no others (scripts/stamp.mjs). */
declare module "*/build/stamp.js" {
  export const stamp: string;
}

/** Its package declares no types under this name. */
declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";
  import type { MessagePort, Worker } from "node:worker_threads";
  export default function nodeEndpoint(worker: MessagePort | Worker): Endpoint;
}
