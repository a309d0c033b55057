/** What scripts/build.mjs packs, as esbuild puts it inside the bundle: in base 64, in hexadecimal digits. */
declare module "*.base64" {
  const bytes: string;
  export default bytes;
}
declare module "*.hex" {
  const bytes: string;
  export default bytes;
}

/** Its package declares no types under this name. */
declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";
  import type { MessagePort, Worker } from "node:worker_threads";
  export default function nodeEndpoint(worker: MessagePort | Worker): Endpoint;
}
