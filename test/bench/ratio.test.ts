import { describe, expect, it } from "vitest";
import { ratio } from "../../bench/report/ratio.mjs";
import { against, perSecond, summary } from "../../bench/sections/measured.mjs";

const solved = (milliseconds: number, error?: number) => ({ status: "solved", milliseconds, error });

describe("a ratio", () => {
  it("is the incumbent's time over quadfolio's: below 1 where we lose", () => {
    expect(ratio(30, 10)).toBe("3.00 ×");
    expect(ratio(5, 10)).toBe("0.50 ×");
    expect(ratio(123, 10)).toBe("12.3 ×");
    expect(ratio(12_345_000, 10)).toBe("1,234,500 ×");
  });

  it("does not round a loss to a draw", () => {
    expect(ratio(9.9, 10)).toBe("0.99 ×");
  });

  it("is refused where there was no time", () => {
    expect(() => ratio(1, 0)).toThrow("The times are 1 and 0, expected positive numbers.");
    expect(() => ratio(NaN, 1)).toThrow(RangeError);
  });
});

describe("a cell of the table", () => {
  it("has the ratio and the error", () => {
    expect(against({ quadfolio: solved(2), highs: solved(20, 3e-9) }, "highs")).toBe("10.0 × ±3e-9");
  });

  it("says that an incumbent was cut off, and the least ratio that follows", () => {
    const cut = { status: "cut off", milliseconds: 20_000 };
    expect(against({ quadfolio: solved(2), quadprog: cut }, "quadprog")).toBe("> 10,000 ×, cut off");
    expect(against({ quadfolio: { status: "failed" }, quadprog: cut }, "quadprog")).toBe("cut off");
  });

  it("gives no ratio for an answer that does not count", () => {
    expect(against({ quadfolio: solved(2), highs: { status: "failed" } }, "highs")).toBe("failed");
    expect(against({ quadfolio: solved(2), highs: { status: "inaccurate", milliseconds: 1, error: 0.02 } }, "highs")).toBe(
      "off by 2e-2",
    );
    expect(against({ quadfolio: solved(2), highs: { status: "refused" } }, "highs")).toBe("–");
  });

  it("has the solves of a second, or the status", () => {
    expect(perSecond(solved(0.5))).toBe("2.00e3");
    expect(perSecond(solved(4))).toBe("250");
    expect(perSecond({ status: "inaccurate" })).toBe("inaccurate");
  });
});

describe("the summary", () => {
  it("counts where we lose, and who fails", () => {
    const records = [
      { contenders: { quadfolio: solved(2), highs: solved(1), quadprog: { status: "cut off" } } },
      { contenders: { quadfolio: solved(2), highs: solved(3), quadprog: { status: "failed" } } },
      { contenders: { quadfolio: solved(2), highs: { status: "inaccurate" }, quadprog: { status: "refused" } } },
    ];
    expect(summary(records, ["highs", "quadprog", "absent"])).toEqual([
      "highs: 2 of 3 solved, faster than quadfolio on 1; inaccurate 1",
      "quadprog: 0 of 2 solved, faster than quadfolio on 0; failed 1; cut off 1",
    ]);
  });
});
