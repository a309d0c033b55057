import { execSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The oldest Node with relaxed SIMD, and with `require` of ES modules. */
export const OLDEST = 22;
const folder = fileURLToPath(new URL("../test/newestNode", import.meta.url));

/** The Node that test/newestNode holds for this platform, undefined where it is not installed. */
function installedNode() {
  if (!existsSync(`${folder}/node_modules`)) return undefined;
  const binaries = readdirSync(`${folder}/node_modules`).map((name) => `${folder}/node_modules/${name}/bin/node`);
  return binaries.find((path) => existsSync(path));
}

/** The path of such a Node: this one, or the one of test/newestNode, installed if need be. */
export function newerNode() {
  if (Number(process.versions.node.split(".")[0]) >= OLDEST) return process.execPath;
  if (installedNode() === undefined) execSync("npm ci --no-audit --no-fund", { cwd: folder, stdio: "inherit" });
  const node = installedNode();
  if (node === undefined) throw new Error(`${folder} holds no Node for ${process.platform} ${process.arch}.`);
  return node;
}
