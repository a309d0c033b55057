// Runs the solves in the page and in a module worker, and sends both reports to the test's server.
const inPage = async () => (await import("./solves.js")).solves();

const inWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker("/page/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });

const [page, worker] = await Promise.allSettled([inPage(), inWorker()]);
const report = { page: page.value ?? String(page.reason), worker: worker.value ?? String(worker.reason) };
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
