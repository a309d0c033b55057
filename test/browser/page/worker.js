import { solves } from "./solves.js";

postMessage(await solves());
