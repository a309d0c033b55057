import { execFileSync, spawn } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { csv } from "./prices.js";
import { CLI, quadfolio, temporaryFolder } from "./run.js";

it("writes every weight with every digit, largest first", () => {
  const folder = temporaryFolder();
  const out = join(folder, "weights.csv");
  const { code, stdout } = quadfolio(["optimize", "-", "--json", "--out", out], csv().replace("ALPHA", '"AL""PHA"'));
  expect(code).toBe(0);
  const { weights } = JSON.parse(stdout) as { weights: Record<string, number> };
  const [head, ...lines] = readFileSync(out, "utf8").trimEnd().split("\n");
  expect(head).toBe("symbol,weight");
  const sorted = Object.entries(weights).sort((a, b) => b[1] - a[1]);
  expect(lines).toEqual(sorted.map(([name, weight]) => `${name === 'AL"PHA' ? '"AL""PHA"' : name},${weight}`));
  expect(readdirSync(folder)).toEqual(["weights.csv"]);
});

it("leaves the old file as it was where there is no solution", () => {
  const folder = temporaryFolder();
  const out = join(folder, "weights.csv");
  writeFileSync(out, "old");
  expect(quadfolio(["optimize", "-", "--max-weight", "0.1", "--out", out], csv()).code).toBe(1);
  expect(quadfolio(["optimize", "-", "--out", out], "Date,A\n2024-01-01,x\n").code).toBe(2);
  expect(readFileSync(out, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["weights.csv"]);
});

it("leaves no temporary file behind where the file cannot be put in place", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "taken", "by"), { recursive: true });
  const { code, stdout, stderr } = quadfolio(["optimize", "-", "--out", join(folder, "taken")], csv());
  expect(code).toBe(2);
  expect(stderr).toContain("taken cannot be written");
  expect(stdout).toBe("");
  expect(readdirSync(folder)).toEqual(["taken"]);
});

it("ends with 2 where the folder is not there", () => {
  const { code, stderr } = quadfolio(["optimize", "-", "--out", "/no/such/folder/weights.csv"], csv());
  expect(code).toBe(2);
  expect(stderr).toContain("/no/such/folder/weights.csv cannot be written");
});

it("writes what a link leads to, keeps its mode, and takes long names", () => {
  const folder = temporaryFolder();
  const [real, link, long] = ["real.csv", "link.csv", `${"n".repeat(251)}.csv`].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(real, "old");
  chmodSync(real, 0o600);
  symlinkSync(real, link);
  for (const out of [link, long]) expect(quadfolio(["optimize", "-", "--out", out], csv()).code).toBe(0);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, "utf8")).toMatch(/^symbol,weight\n/);
  expect(readFileSync(long, "utf8")).toBe(readFileSync(real, "utf8"));
  expect(statSync(real).mode & 0o777).toBe(0o600);
});

it.skipIf(process.platform === "win32")("writes into standard output, where that is a pipe", () => {
  const command = `'${process.execPath}' '${CLI}' optimize - --out /dev/stdout | cat`;
  const written = execFileSync("sh", ["-c", command], { input: csv(), encoding: "utf8" });
  expect(written).toMatch(/^symbol,weight\n/);
  expect(written).toContain("Weights");
});

it("writes what dangling links lead to, which stay links", () => {
  const folder = temporaryFolder();
  const [first, second, target] = ["first.csv", "second.csv", join("below", "weights.csv")].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(join(folder, "below"));
  symlinkSync("second.csv", first);
  symlinkSync(join("below", "weights.csv"), second);
  expect(quadfolio(["optimize", "-", "--out", first], csv()).code).toBe(0);
  expect(readFileSync(target, "utf8")).toMatch(/^symbol,weight\n/);
  for (const link of [first, second]) expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readdirSync(join(folder, "below"))).toEqual(["weights.csv"]);
});

it("ends with 2 where links lead in a circle", () => {
  const [here, there] = ["here.csv", "there.csv"].map((name) => join(temporaryFolder(), name)) as [string, string];
  symlinkSync(here, there);
  symlinkSync(there, here);
  const { code, stderr } = quadfolio(["optimize", "-", "--out", here], csv());
  expect(code).toBe(2);
  expect(stderr).toContain("here.csv cannot be written: ELOOP");
  expect(lstatSync(here).isSymbolicLink()).toBe(true);
});

it.skipIf(process.platform === "win32")("writes into a pipe, which stays one", async () => {
  const pipe = join(temporaryFolder(), "pipe");
  execFileSync("mkfifo", [pipe]);
  const reader = spawn("cat", [pipe]);
  let read = "";
  reader.stdout.on("data", (part: Buffer) => (read += part.toString()));
  const writer = spawn(process.execPath, [CLI, "optimize", "-", "--out", pipe]);
  writer.stdin.end(csv());
  await new Promise((resolve) => reader.on("close", resolve));
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(read).toMatch(/^symbol,weight\n/);
});
