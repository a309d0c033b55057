import { loadCore } from "/dist/full.js";
import { shared } from "./shared.js";

onmessage = async ({ data }) => postMessage(await shared(loadCore, data));
