import { loadCore } from "/dist/index.js";
import { shared } from "./shared.js";

onmessage = async ({ data }) => postMessage(await shared(loadCore, data));
