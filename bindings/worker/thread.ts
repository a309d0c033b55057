/** The script that the worker runs, in a browser or in Node. */
import { expose, type Endpoint } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { Service } from "./service.js";

const parent = globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort;

expose(new Service(), parent ? nodeEndpoint(parent) : (globalThis as unknown as Endpoint));
