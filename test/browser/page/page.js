// Runs the solves in the page and in a module worker, and sends both reports to the test's server.
import { solves } from "./solves.js";

const inWorker = () =>
  new Promise((resolve) => {
    const worker = new Worker("/page/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve({ error: `worker: ${message}` });
  });

const report = { page: await solves(), worker: await inWorker() };
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
