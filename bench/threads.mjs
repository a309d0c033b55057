/**
 * What a second thread brings: the product G Gᵀ (SYRK) of a covariance, its pricing pass, estimates and portfolios, with two threads and with
 * one, beside what two threads bring to a loop of multiply–adds that touches registers alone: no kernel can gain more on this machine.
 *   node bench/threads.mjs [threads [n …]]      after npm run build; 2, and 1000 2000 3000 10000, by default
 * Runs with one thread and with all of them alternate, so that a busy machine slows both; every time is the best. The results are compared bit by bit.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { loadCore } from "quadfolio/full";
import { shortNames } from "../scripts/exportNames.mjs";
import { seededReturns } from "./seededReturns.mjs";

const threads = Number(process.argv[2] ?? 2);
const T = 1260;
const names = shortNames(readFileSync(new URL("../build/baseline.wasm", import.meta.url)));

/** The best time of each of several jobs in turn, in ms. */
function race(jobs, rounds) {
  const best = jobs.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    jobs.forEach((run, k) => {
      const start = performance.now();
      run();
      best[k] = Math.min(best[k], performance.now() - start);
    });
  }
  return best;
}

/** How many times as much of the register-only loop so many threads do as one does. */
async function ceiling() {
  const file = join(mkdtempSync(join(tmpdir(), "quadfolio-bench-")), "peak.wasm");
  const options = ["--runtime", "stub", "--optimizeLevel", "3", "--enable", "simd", "-o", file];
  execFileSync(process.execPath, ["node_modules/assemblyscript/bin/asc.js", "bench/assembly/peak.ts", ...options]);
  const script = `
    const { parentPort, workerData } = require("node:worker_threads");
    const { peak } = new WebAssembly.Instance(new WebAssembly.Module(workerData)).exports;
    parentPort.on("message", (rounds) => { peak(rounds, 0.999, 0.001); parentPort.postMessage("done"); });`;
  const workerData = readFileSync(file);
  const workers = Array.from({ length: threads }, () => new Worker(script, { eval: true, workerData }));
  const together = async (count) => {
    const start = performance.now();
    const done = (worker) => new Promise((resolve) => worker.once("message", resolve));
    await Promise.all(
      workers.slice(0, count).map((worker) => {
        worker.postMessage(2e7);
        return done(worker);
      }),
    );
    return performance.now() - start;
  };
  await together(threads);
  const [alone, all] = [[], []];
  for (let round = 0; round < 8; round++) {
    alone.push(await together(1));
    all.push(await together(threads));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return (threads * Math.min(...alone)) / Math.min(...all);
}

const cores = [await loadCore(), await loadCore({ threads })];
const same = (a, b) => a.every((value, k) => Object.is(value, b[k]));
const [{ model }] = cpus();
console.log(`${model}, ${cpus().length} processors; Node ${process.version}, ${cores[0].simd} build; T = ${T}`);
console.log(
  `${cores[1].threads} threads over one: the ceiling, multiply–adds in registers, is ${(await ceiling()).toFixed(2)} ×`,
);

function report(name, [one, all], equal) {
  const figures = `${one.toFixed(1).padStart(8)} ms → ${all.toFixed(1).padStart(8)} ms   ${(one / all).toFixed(2)} ×`;
  console.log(`${name.padEnd(40)} ${figures}   ${equal ? "same bits" : "OTHER BITS"}`);
  if (!equal) process.exitCode = 1;
}

const sizes = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [1000, 2000, 3000, 10000];
for (const n of sizes) {
  const values = seededReturns(T, n);
  const made = cores.map((core) => {
    const returns = core.returns(values, { observations: T, assets: n });
    return { core, returns, covariance: core.covariance(returns, { estimator: "ledoit-wolf" }) };
  });
  const run = (name, rounds, each) => {
    const outcomes = made.map(each);
    report(`n = ${n}: ${name}`, race(outcomes, rounds), same(outcomes[0](), outcomes[1]()));
  };
  const rounds = n < 3000 ? 8 : 4;

  if (n <= 3000) {
    // The export itself: toMatrix copies the result out besides.
    const outcomes = made.map(({ covariance: { wasm, handle } }) => {
      const [out, scratch] = [8 * n * n, Number(wasm.exports[names.covGatherScratch](handle, n))].map((bytes) =>
        wasm.allocate(bytes, "the bench"),
      );
      return {
        run: () => wasm.exports[names.covToMatrix](handle, out, scratch),
        read: () => wasm.f64(out, n * n),
        free: () => [out, scratch].forEach((at) => wasm.exports.release(at)),
      };
    });
    const times = race(
      outcomes.map(({ run }) => run),
      rounds,
    );
    report(`n = ${n}: SYRK, mirrored`, times, same(outcomes[0].read(), outcomes[1].read()));
    outcomes.forEach(({ free }) => free());
    run(
      "toMatrix()",
      rounds,
      ({ covariance }) =>
        () =>
          covariance.toMatrix(),
    );
  }
  {
    // Two passes over the returns, as pricing makes them.
    const outcomes = made.map(({ covariance: { wasm, handle } }) => {
      const [out, weights] = [0, 1].map(() => wasm.allocate(8 * n, "the bench"));
      wasm.f64(weights, n).fill(1 / n);
      return {
        run: () => wasm.exports[names.covMultiply](handle, weights, out),
        read: () => wasm.f64(out, n),
        free: () => [out, weights].forEach((at) => wasm.exports.release(at)),
      };
    });
    const times = race(
      outcomes.map(({ run }) => run),
      50,
    );
    report(`n = ${n}: Σw`, times, same(outcomes[0].read(), outcomes[1].read()));
    outcomes.forEach(({ free }) => free());
  }
  run("ledoit-wolf", Math.min(rounds, 4), ({ core, returns }) => () => {
    const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
    const { shrinkage } = covariance;
    covariance.dispose();
    return [shrinkage];
  });
  const constraints = { maxWeights: 0.02 };
  run(
    "optimize, min-variance",
    Math.min(rounds, 4),
    ({ core, covariance }) =>
      () =>
        core.optimize({ covariance, objective: { kind: "min-variance" }, constraints }).weights,
  );
  for (const { returns, covariance } of made) for (const item of [covariance, returns]) item.dispose();
}
cores[1].dispose();
