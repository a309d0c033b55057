import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The options of asconfig.json as arguments, but for what is about its own files and memory. */
function configured() {
  const { options } = JSON.parse(readFileSync(join(root, "asconfig.json"), "utf8"));
  const shared = Object.entries(options).filter(([name]) => name !== "exportTable" && name !== "initialMemory");
  return shared.flatMap(([name, value]) => [`--${name}`, ...(value === true ? [] : [[value].flat().join(",")])]);
}

/** The kernels of bench/assembly compiled with the options of asconfig.json: the bytes of the baseline or the relaxed module. */
export function compile(build) {
  const folder = mkdtempSync(join(tmpdir(), "quadfolio-bench-"));
  const file = join(folder, `${build}.wasm`);
  const features = ["--enable", "simd", ...(build === "relaxed" ? ["--enable", "relaxed-simd"] : [])];
  const compiler = "node_modules/assemblyscript/bin/asc.js";
  const command = [compiler, "bench/assembly/kernels.ts", ...configured(), ...features, "-o", file];
  try {
    execFileSync(process.execPath, command, { stdio: "pipe", cwd: root });
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
