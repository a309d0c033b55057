import { describe, expect, it } from "vitest";
import { race } from "../../bench/race/race.mjs";
import { shared } from "../../bench/race/shared.mjs";

const adapter = (name: string) => new URL(`contenders/${name}.mjs`, import.meta.url);

describe("a race", () => {
  it("ends a contender that never answers, although its thread never yields", async () => {
    const outcome = await race("endless", {}, { adapter: adapter("endless"), limit: 0.3 });
    expect(outcome).toEqual({ status: "cut off", milliseconds: 300 });
  });

  it("hands the answer on, with its times", async () => {
    const problem = shared({ answer: Float64Array.of(1, 2) });
    const outcome = await race("constant", problem, { adapter: adapter("constant"), seconds: 0.05 });
    expect(outcome.status).toBe("solved");
    expect([...outcome.x]).toEqual([1, 2]);
    expect(outcome.iterations).toBe(1);
    expect(outcome.samples).toBeGreaterThanOrEqual(5);
    expect(outcome.milliseconds).toBeGreaterThan(0);
  });

  it("says what went wrong in a contender, and why one refuses", async () => {
    expect(await race("faulty", {}, { adapter: adapter("faulty") })).toEqual({ status: "failed", reason: "It is broken." });
    expect(await race("refusing", {}, { adapter: adapter("refusing") })).toEqual({
      status: "refused",
      reason: "it is not in the mood",
    });
  });

  it("fails, and does not wait, where there is no such contender", async () => {
    const { status, reason } = await race("absent", {}, { adapter: adapter("absent") });
    expect(status).toBe("failed");
    expect(reason).toContain("absent.mjs");
  });
});

describe("shared arrays", () => {
  it("are copied once, and only those of doubles", () => {
    const problem = shared({ n: 2, P: Float64Array.of(1, 2), name: "x" });
    expect(problem.P.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(problem).toMatchObject({ n: 2, name: "x" });
    expect(shared(problem).P).toBe(problem.P);
  });
});
