import { describe, expect, it } from "vitest";
import { chosen, merged, sizesAmong } from "../../bench/report/runs.mjs";

const sections = ["kernels", "qp/A", "qp/B", "large/given", "cold"].map((name) => ({ name }));
const names = (only?: string[]) => chosen(sections, only).map(({ name }: { name: string }) => name);

describe("--only", () => {
  it("picks a section, a group of them, or several", () => {
    expect(names(["qp"])).toEqual(["qp/A", "qp/B"]);
    expect(names(["qp/B", "cold"])).toEqual(["qp/B", "cold"]);
    expect(names()).toHaveLength(5);
  });

  it("refuses what is not there, and says what is", () => {
    expect(() => names(["q"])).toThrow("--only is q, expected one of kernels, qp/A, qp/B, large/given, cold");
  });
});

describe("runs in pieces", () => {
  const run = {
    machine: "m",
    node: "v20",
    simd: "baseline",
    commit: "abc",
    quick: false,
    commands: ["b"],
    sections: { cold: [{ name: "x" }] },
  };

  it("keep the sections of the same commit, Node and machine", () => {
    const before = { ...run, commands: ["a"], sections: { "qp/A": [{ n: 2 }] } };
    const { sections, commands } = merged(before, run);
    expect(sections).toEqual({ "qp/A": [{ n: 2 }], cold: run.sections.cold });
    expect(commands).toEqual(["a", "b"]);
  });

  it("keep the records of other sizes, and replace those of the same", () => {
    const record = (n: number, milliseconds: number) => ({ family: "A", n, milliseconds });
    const before = { ...run, sections: { "qp/A": [record(10, 1), record(50, 1)] } };
    const { sections } = merged(before, { ...run, sections: { "qp/A": [record(20, 2), record(50, 2)] } });
    expect(sections["qp/A"]).toEqual([record(10, 1), record(20, 2), record(50, 2)]);
  });

  it("measure the sizes that are wanted", () => {
    expect(sizesAmong([50, 7])([10, 50, 100])).toEqual([50]);
    expect(sizesAmong(undefined)([10, 50, 100])).toEqual([10, 50, 100]);
  });

  it.each(["machine", "node", "simd", "commit", "quick"])("begin anew where %s differs", (key) => {
    const before = { ...run, [key]: "other", sections: { "qp/A": [2] } };
    expect(merged(before, run).sections).toEqual(run.sections);
  });

  it("begin with nothing", () => {
    expect(merged(undefined, run)).toBe(run);
  });
});
