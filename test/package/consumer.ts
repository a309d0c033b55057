import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The npm that runs this script, or the one on the path. */
export function npm(cwd: string, ...args: string[]): string {
  const script = process.env["npm_execpath"];
  const [command, first] = script?.endsWith("npm-cli.js") ? [process.execPath, [script]] : ["npm", []];
  return execFileSync(command, [...first, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a program of Node and returns its output, also where it fails. */
export function run(cwd: string, ...args: string[]): string {
  return runUnder(process.execPath, cwd, ...args);
}

/** The same under another Node. */
export function runUnder(node: string, cwd: string, ...args: string[]): string {
  try {
    return execFileSync(node, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `FAILED\n${stdout}${stderr}`;
  }
}

export interface Consumer {
  /** The project: a package.json, and this package in node_modules. */
  readonly folder: string;
  /** The package as npm packs it, and the paths in it. */
  readonly tarball: string;
  readonly files: readonly string[];
  remove(): void;
}

/** A fresh project with this package installed as a user gets it: packed, and out of the tarball. */
export function createConsumer(): Consumer {
  const temporary = mkdtempSync(join(tmpdir(), "quadfolio-package-"));
  const [packed] = JSON.parse(npm(root, "pack", "--json", "--ignore-scripts", "--pack-destination", temporary)) as [
    { filename: string; files: { path: string }[] },
  ];
  const folder = join(temporary, "consumer");
  const tarball = join(temporary, packed.filename);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  npm(folder, "install", "--no-audit", "--no-fund", "--prefer-offline", tarball);
  return {
    folder,
    tarball,
    files: packed.files.map(({ path }) => path),
    remove: () => rmSync(temporary, { recursive: true, force: true }),
  };
}
