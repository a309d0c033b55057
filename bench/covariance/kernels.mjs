/**
 * GFLOP/s of the matrix kernels beside a register-only loop of multiply–adds of the same build, the plain typed-array
 * triple loop and ml-matrix, all in one run.
 *   node bench/covariance/kernels.mjs [n …]      500 1000 2000 by default; T = 1260
 * Every figure is the best of several runs, taken in turn with the yardstick, so that a busy machine slows both.
 */
import { Matrix } from "ml-matrix";
import { compile } from "./compiled.mjs";

const T = 1260;
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [500, 1000, 2000];

/** The best rate of each of several jobs in turn, in GFLOP/s. */
function race(jobs, rounds) {
  const best = jobs.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    jobs.forEach(({ flops, run, reset }, k) => {
      reset?.();
      const start = performance.now();
      run();
      best[k] = Math.max(best[k], flops / (performance.now() - start) / 1e6);
    });
  }
  return best;
}

const PEAK_ROUNDS = 1e6;
const random = Float64Array.from({ length: Math.max(...sizes) * T }, (_, k) => Math.sin(k * 1.7) * 0.01);

/** XXᵀ, lower triangle, rows along memory: what a careful programmer writes without WebAssembly. */
function tripleLoop(X, n, k, C) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let [a, b, c, d] = [0, 0, 0, 0];
      const [x, y] = [i * k, j * k];
      for (let t = 0; t < k; t += 4) {
        a += X[x + t] * X[y + t];
        b += X[x + t + 1] * X[y + t + 1];
        c += X[x + t + 2] * X[y + t + 2];
        d += X[x + t + 3] * X[y + t + 3];
      }
      C[i * n + j] = a + b + c + d;
    }
  }
}

console.log(`Node ${process.version}, T = ${T}; GFLOP/s and the share of the register-only peak of the same build`);
for (const build of ["baseline", "relaxed"]) {
  const bytes = compile(build);
  if (!WebAssembly.validate(bytes)) {
    console.log(`${build}: this Node does not compile relaxed SIMD`);
    continue;
  }
  for (const n of sizes) {
    const core = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    // As bindings/wasm.ts does.
    core.setShortTiles(!("Float16Array" in globalThis));
    const allocate = (count) => core.allocate(BigInt(count)) >>> 0;
    const [x, mean, c, v, w] = [8 * n * T, 8 * n, 8 * n * n, 8 * n, 8 * n].map(allocate);
    const scratch = allocate(Number(core.scratchBytes(n, T)));
    const view = (at, length) => new Float64Array(core.memory.buffer, at, length);
    view(x, n * T).set(random.subarray(0, n * T));
    view(mean, n).fill(0.0001);
    view(v, n).fill(1);
    /** A diagonally dominant matrix. */
    const refill = () => {
      const matrix = view(c, n * n);
      for (let k = 0; k < n * n; k++) matrix[k] = k % (n + 1) === 0 ? n : random[k % 1009];
    };
    const rounds = Math.max(8, Math.ceil(60 * (1000 / n) ** 3));
    const rates = race(
      [
        { flops: 48 * PEAK_ROUNDS, run: () => core.peak(PEAK_ROUNDS, 0.999, 0.001) },
        { flops: n * (n + 1) * T, run: () => core.centredSyrk(n, T, x, mean, c, scratch) },
        { flops: 2 * n * n * T, run: () => core.plainGemm(n, T, x, c, scratch) },
        { flops: n ** 3 / 3, run: () => core.potrf(n, c, 8 * n, scratch), reset: refill },
        { flops: 2 * n * n, run: () => core.symv(n, c, 8 * n, v, w) },
      ],
      rounds,
    );
    const [peak, ...kernels] = rates;
    const shown = ["syrk", "gemm", "potrf", "symv"].map(
      (name, k) => `${name} ${kernels[k].toFixed(1)} (${(kernels[k] / peak).toFixed(2)})`,
    );
    console.log(`${build.padEnd(9)} n = ${String(n).padEnd(5)} peak ${peak.toFixed(1)}   ${shown.join("   ")}`);

    if (n > 1000) continue;
    const cholesky = race([{ flops: n ** 3 / 3, run: () => core.potrf(n, c, 8 * n, scratch), reset: refill }], 3)[0];
    refill();
    const start = performance.now();
    core.syev(n, c, v);
    const seconds = (performance.now() - start) / 1000;
    const choleskySeconds = n ** 3 / 3 / cholesky / 1e9;
    console.log(
      `${" ".repeat(9)} eigen-decomposition ${(1000 * seconds).toFixed(0)} ms, ${(seconds / choleskySeconds).toFixed(0)} × the Cholesky`,
    );
    const C = new Float64Array(n * n);
    const M = new Matrix(Array.from({ length: n }, (_, i) => random.subarray(i * T, (i + 1) * T)));
    const [loop] = race([{ flops: n * (n + 1) * T, run: () => tripleLoop(random, n, T, C) }], 3);
    const [ml] = race([{ flops: n * (n + 1) * T, run: () => M.mmul(M.transpose()) }], 1);
    const ratio = (rate) => `${rate.toFixed(2)} (syrk is ${(kernels[0] / rate).toFixed(0)} ×)`;
    console.log(`${" ".repeat(9)} the same product: typed-array triple loop ${ratio(loop)}, ml-matrix ${ratio(ml)}`);
  }
}
