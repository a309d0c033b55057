import { startTests, type File, type Task, type VitestRunner } from "@vitest/runner";
import type { FileReport, SuiteRequest } from "./report.js";

/** Vitest's runner, which is told where the bundled tests are. */
function runner(): VitestRunner {
  return {
    config: {
      root: "/",
      setupFiles: [],
      name: undefined,
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: false,
      sequence: { seed: 1, hooks: "stack", setupFiles: "list" },
      chaiConfig: undefined,
      maxConcurrency: 1,
      testTimeout: 120_000,
      hookTimeout: 120_000,
      retry: 0,
      includeTaskLocation: false,
      tags: [],
      tagsFilter: undefined,
      strictTags: false,
    },
    importFile: (path) => import(path),
  };
}

function testsOf(task: Task): Task[] {
  return "tasks" in task ? task.tasks.flatMap(testsOf) : [task];
}

function suitesOf(task: Task): Task[] {
  return "tasks" in task ? [task, ...task.tasks.flatMap(suitesOf)] : [];
}

function reportOn(file: File, milliseconds: number): FileReport {
  const tests = testsOf(file);
  const failed = [...suitesOf(file), ...tests].filter(({ result }) => result?.errors?.length);
  return {
    passed: tests.filter(({ result }) => result?.state === "pass").length,
    skipped: tests.filter(({ mode }) => mode === "skip").map(({ fullTestName, name }) => fullTestName ?? name),
    failed: failed.map(({ name, fullTestName, result }) => {
      const errors = result!.errors!.map(({ message, stack, diff }) => [message, diff, stack].filter(Boolean).join("\n"));
      return `${fullTestName ?? name}\n${errors.join("\n")}`;
    }),
    milliseconds,
  };
}

/** Runs the files of tests one after the other on this thread, and tells the test's server of each. */
export async function run({ files, simd }: SuiteRequest): Promise<void> {
  Object.assign(globalThis, { suiteEnvironment: { QUADFOLIO_SIMD: simd } });
  for (const file of files) {
    const start = performance.now();
    const [result] = await startTests([`/suite/${file.replace(/\.ts$/, ".js")}`], runner());
    const report = reportOn(result!, performance.now() - start);
    await fetch(`/report/${file}`, { method: "POST", body: JSON.stringify(report) });
  }
}
