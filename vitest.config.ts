import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const relaxed = process.env["QUADFOLIO_SIMD"] === "relaxed";

export default defineConfig({
  resolve: {
    alias: [
      { find: "quadfolio/full", replacement: fileURLToPath(new URL("dist/full.js", import.meta.url)) },
      { find: "quadfolio/wasm", replacement: fileURLToPath(new URL("dist/wasm.js", import.meta.url)) },
      { find: "quadfolio/worker", replacement: fileURLToPath(new URL("dist/worker.js", import.meta.url)) },
      { find: "quadfolio/quadprog", replacement: fileURLToPath(new URL("dist/quadprog.js", import.meta.url)) },
      { find: "quadfolio", replacement: fileURLToPath(new URL("dist/index.js", import.meta.url)) },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    // What does not run the core is tested once, with the baseline build.
    exclude: [...configDefaults.exclude, ...(relaxed ? ["test/browser/**", "test/lint/**", "test/package/**"] : [])],
    testTimeout: 120_000,
  },
});
