import { describe, expect, it } from "vitest";
import { chosen, merged } from "../../bench/report/runs.mjs";

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
  const run = { machine: "m", node: "v20", simd: "baseline", commit: "abc", quick: false, sections: { cold: [1] } };

  it("keep the sections of the same commit, Node and machine", () => {
    const before = { ...run, sections: { "qp/A": [2], cold: [0] } };
    expect(merged(before, run).sections).toEqual({ "qp/A": [2], cold: [1] });
  });

  it.each(["machine", "node", "simd", "commit", "quick"])("begin anew where %s differs", (key) => {
    const before = { ...run, [key]: "other", sections: { "qp/A": [2] } };
    expect(merged(before, run).sections).toEqual({ cold: [1] });
  });

  it("begin with nothing", () => {
    expect(merged(undefined, run)).toBe(run);
  });
});
