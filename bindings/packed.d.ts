/** esbuild puts the bytes of a file inside the bundle, in base 64. */
declare module "*.lzma" {
  const base64: string;
  export default base64;
}

/** Its package declares no types under this name. */
declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";
  import type { MessagePort, Worker } from "node:worker_threads";
  export default function nodeEndpoint(worker: MessagePort | Worker): Endpoint;
}
