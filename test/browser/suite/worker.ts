/** The script of the worker: runs what it is sent. */
import type { SuiteRequest } from "./report.js";
import { run } from "./run.js";

addEventListener("message", ({ data }: MessageEvent<SuiteRequest>) => {
  // A rejection ends in the page's error handler.
  run(data).catch((error: unknown) => setTimeout(() => reportError(error)));
});
