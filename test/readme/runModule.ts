import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a module inside the package, where "quadfolio" is this package as npm would resolve it, and returns what it prints. */
export function runModule(code: string, name: string): string {
  const path = `${root}build/readme/${name}.mjs`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8", timeout: 60_000 });
  rmSync(path);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}
