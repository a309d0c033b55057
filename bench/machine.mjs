import { execFileSync } from "node:child_process";
import { arch, cpus, platform, totalmem } from "node:os";

/** What a run is named by: date, machine, Node and commit. */
export function environment(simd) {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    machine: `${processors[0].model.trim()}, ${processors.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`,
    node: process.version,
    simd,
    commit: commit(),
  };
}

/** The commit checked out, "-dirty" where files differ from it, or "unknown" outside a clone. */
function commit() {
  try {
    const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], cwd: import.meta.dirname };
    return execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=10"], options).trim();
  } catch {
    return "unknown";
  }
}

/** The line that every output begins with. */
export const environmentLine = ({ date, machine, node, simd, commit }) =>
  `${date} UTC, ${machine}, Node ${node}, ${simd} SIMD, quadfolio at ${commit}`;
