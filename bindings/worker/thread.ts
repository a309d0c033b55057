/** The script that the worker runs, in a browser or in Node. */
import { expose, type Endpoint } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { Service } from "./service.js";
import { HELLO } from "./wire.js";

const parent = globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort;
const endpoint = parent ? nodeEndpoint(parent) : (globalThis as unknown as Endpoint);

expose(new Service(), endpoint);
endpoint.postMessage(HELLO);
