/** esbuild puts the bytes of a file inside the bundle. */
declare module "*.lzma" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** Its package declares no types under this name. */
declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";
  import type { MessagePort, Worker } from "node:worker_threads";
  export default function nodeEndpoint(worker: MessagePort | Worker): Endpoint;
}
