/** The script of the page: runs what its address asks for, here or in a worker. */
import type { SuiteRequest } from "./report.js";
import { run } from "./run.js";

const request = JSON.parse(decodeURIComponent(location.hash.slice(1))) as SuiteRequest;

async function failed(error: unknown): Promise<void> {
  await fetch("/report", { method: "POST", body: JSON.stringify(String(error)) });
}

if (request.place === "page") run(request).catch(failed);
else {
  const worker = new Worker("/suite/browser/suite/worker.js", { type: "module" });
  worker.onerror = ({ message }) => void failed(message || "The worker's script did not load.");
  worker.postMessage(request);
}
