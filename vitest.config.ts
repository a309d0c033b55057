import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { quadfolio: fileURLToPath(new URL("dist/index.js", import.meta.url)) } },
  test: { include: ["test/**/*.test.ts"], exclude: ["test/assembly/**", "test/browser/**"], testTimeout: 120_000 },
});
