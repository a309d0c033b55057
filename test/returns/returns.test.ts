import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { hasPrices, readPrices } from "../support/prices.js";

const core = await loadTestCore();
const shape = { observations: 3, assets: 2, names: ["AAPL", "MSFT"], dates: ["2020-01-01", "2020-01-02", "2020-01-03"] };

describe("returns", () => {
  it("holds what it was given, flat, by rows and by assets", () => {
    const flat = [0.01, 0.02, -0.01, 0.03, 0, 0.04];
    for (const [values, layout] of [
      [flat, "observations"],
      [Float64Array.from(flat), "observations"],
      [
        [
          [0.01, 0.02],
          [-0.01, 0.03],
          [0, 0.04],
        ],
        "observations",
      ],
      [
        [
          [0.01, -0.01, 0],
          [0.02, 0.03, 0.04],
        ],
        "assets",
      ],
    ] as const) {
      using returns = core.returns(values as number[], { ...shape, layout });
      expect([...returns.toArray()]).toEqual(flat);
      expect([returns.assets, returns.observations, returns.names, returns.dates]).toEqual([2, 3, shape.names, shape.dates]);
    }
  });

  it("transposes panels larger than its staging block", () => {
    const [observations, assets] = [301, 997];
    const values = Float64Array.from({ length: observations * assets }, (_, k) => k);
    using returns = core.returns(values, { observations, assets });
    expect(returns.toArray()).toEqual(values);
    using window = returns.window(17, 90);
    expect(window.toArray()).toEqual(values.slice(17 * assets, 90 * assets));
  });

  it.each([
    [() => core.returns([1, 2, 3], shape), "values has 3 values, expected 6 (3 observations × 2 assets)."],
    [() => core.returns([[1, 2], [3]], { ...shape, observations: 2, dates: undefined }), "values[1] has 1 value, expected 2."],
    [() => core.returns([], { observations: 0, assets: 2 }), "observations is 0, expected a positive integer."],
    [() => core.returns([], { observations: 1, assets: 0 }), "assets is 0, expected a positive integer."],
    [() => core.returns("x" as never, shape), 'values is "x", expected an array of 3 observations × 2 assets, flat or by rows.'],
    [
      () => core.returns([1, 2, 3, 4, "5" as never, 6], shape),
      'values[2][0] is "5", expected a number, or NaN where it is missing.',
    ],
    [() => core.returns([1, 2, 3, NaN, 5, 6], shape), 'values[1][1] ("MSFT", 2020-01-02) is NaN, expected a finite return.'],
    [
      () => core.returns([1, 2, 3, 4, -Infinity, 6], shape),
      'values[2][0] ("AAPL", 2020-01-03) is -Infinity, expected a finite return.',
    ],
    [
      () => core.returns([1, 2, 3, NaN, 5, 6], { observations: 3, assets: 2, layout: "assets" }),
      "values[1][0] is NaN, expected a finite return.",
    ],
    [
      () => core.returns([1, Infinity, 3, NaN], { observations: 2, assets: 2, missing: "keep" }),
      "values[0][1] is Infinity, expected a finite return.",
    ],
    [
      () => core.returns([NaN, 2, 3, NaN], { observations: 2, assets: 2, missing: "drop-assets" }),
      "values has 2 assets, all of them dropped (the first: asset 0, missing), expected at least one left.",
    ],
    [
      () => core.returns([NaN, 2, 3, NaN], { observations: 2, assets: 2, missing: "drop-observations" }),
      /^values has 0 observations of 2 left/,
    ],
    [
      () => core.returns([1, 2], { observations: 1, assets: 2, names: ["A", "A"] }),
      'names[1] is "A", expected a name that is not already names[0].',
    ],
    [() => core.returns([1, 2], { observations: 1, assets: 2, dates: ["x", "y"] }), "dates has 2 dates, expected 1."],
    [() => core.returns([1, 2], { observations: 1, assets: 2, missing: "zero" as never }), /^missing is "zero"/],
    [() => core.returns([1, 2], { observations: 1, assets: 2, layout: "rows" as never }), /^layout is "rows"/],
    [() => core.returns([1, 2], { observations: 1, assets: 2, kind: "log" } as never), /^a key of options is "kind"/],
  ])("refuses wrong arguments by name, case %#", (call, message) => {
    const used = core.memory.used;
    expect(call).toThrow(message);
    expect(core.memory.used).toBe(used);
  });

  it("refuses a detached buffer", () => {
    const values = new Float64Array(6);
    structuredClone(values.buffer, { transfer: [values.buffer] });
    expect(() => core.returns(values, shape)).toThrow(/^values is a Float64Array on an ArrayBuffer that is detached/);
  });

  it("drops assets with missing values and prices that never move, and says which", () => {
    const values = [
      [0.01, NaN, 0, 0.02],
      [0.03, NaN, 0, 0.04],
      [0.05, 0.01, 0, Infinity],
    ];
    using returns = core.returns(values, { observations: 3, assets: 4, names: ["A", "B", "C", "D"], missing: "drop-assets" });
    expect(returns.names).toEqual(["A"]);
    expect([...returns.toArray()]).toEqual([0.01, 0.03, 0.05]);
    expect(returns.droppedAssets).toEqual([
      { index: 1, name: "B", reason: "missing", row: 0, count: 2 },
      { index: 2, name: "C", reason: "constant", row: 0, count: 3 },
      { index: 3, name: "D", reason: "missing", row: 2, count: 1 },
    ]);
  });

  it("drops observations with missing values and says which", () => {
    using returns = core.returns([0.01, 0.02, NaN, NaN, 0, 0.04], { ...shape, missing: "drop-observations" });
    expect([...returns.toArray()]).toEqual([0.01, 0.02, 0, 0.04]);
    expect(returns.dates).toEqual(["2020-01-01", "2020-01-03"]);
    expect(returns.droppedObservations).toEqual([{ row: 1, date: "2020-01-02", count: 2 }]);
  });

  it("refuses windows outside", () => {
    using returns = core.returns([1, 2, 3, 4, 5, 6], shape);
    expect(() => returns.window(0, 4)).toThrow("to is 4, expected at most the 3 observations there are.");
    expect(() => returns.window(2, 2)).toThrow("to is 2, expected an integer of at least 3.");
    expect(() => returns.window(-1)).toThrow("from is -1, expected an integer of at least 0.");
  });
});

describe("returnsFromPrices", () => {
  const prices = [100, 50, 110, 45, 99, 54];

  it("takes simple and logarithmic returns", () => {
    using simple = core.returnsFromPrices(prices, shape);
    expect([...simple.toArray()]).toEqual([0.1, -0.1, -0.1, 0.2]);
    expect(simple.dates).toEqual(["2020-01-02", "2020-01-03"]);
    using log = core.returnsFromPrices(prices, { ...shape, kind: "log" });
    const expected = [Math.log(1.1), Math.log(0.9), Math.log(0.9), Math.log(1.2)];
    log.toArray().forEach((value, k) => expect(value).toBeCloseTo(expected[k], 15));
  });

  it("takes logarithms of far falls and rises to the last digit", () => {
    const far = [1e6, 1e-11, 100, 1e-9, 1e-9, 100];
    using log = core.returnsFromPrices(far, { observations: 6, assets: 1, kind: "log" });
    const [fall, rise, second, none, third] = log.toArray();
    [fall, rise, second, third].forEach((value, k) => {
      const [from, to] = [
        [1e6, 1e-11],
        [1e-11, 100],
        [100, 1e-9],
        [1e-9, 100],
      ][k];
      expect(value / (Math.log(to) - Math.log(from))).toBeCloseTo(1, 14);
    });
    expect(none).toBe(0);
  });

  it.each(["simple", "log"] as const)("refuses prices without a finite return, %s", (kind) => {
    const used = core.memory.used;
    expect(() => core.returnsFromPrices([1e-300, 1e300], { observations: 2, assets: 1, kind })).toThrow(
      'prices is "too far apart", expected prices whose returns are finite numbers.',
    );
    expect(core.memory.used).toBe(used);
  });

  it.each([
    [
      () => core.returnsFromPrices([100, 50, 110, 0, 99, 54], shape),
      'prices[1][1] ("MSFT", 2020-01-02) is 0, expected a positive finite price.',
    ],
    [
      () => core.returnsFromPrices([100, 50, 110, 45, -1, 54], shape),
      'prices[2][0] ("AAPL", 2020-01-03) is -1, expected a positive finite price.',
    ],
    [
      () => core.returnsFromPrices([100, 50, NaN, 45, 99, 54], shape),
      'prices[1][0] ("AAPL", 2020-01-02) is NaN, expected a positive finite price.',
    ],
    [() => core.returnsFromPrices([100, 50], { observations: 1, assets: 2 }), "prices has 1 observation, expected at least 2."],
    [() => core.returnsFromPrices(prices, { ...shape, kind: "gross" as never }), /^kind is "gross"/],
  ])("refuses wrong prices by name, case %#", (call, message) => {
    expect(call).toThrow(message);
  });

  it("drops by name, with the reason", () => {
    const dirty = [
      [100, 5, 7, 1, 20],
      [101, 5, NaN, 2, 21],
      [102, 5, 7, -3, 22],
    ];
    using returns = core.returnsFromPrices(dirty, {
      observations: 3,
      assets: 5,
      names: ["A", "PEG", "GAP", "NEG", "E"],
      missing: "drop-assets",
    });
    expect(returns.names).toEqual(["A", "E"]);
    expect(returns.droppedAssets.map(({ name, reason, row, count }) => [name, reason, row, count])).toEqual([
      ["PEG", "constant", 0, 3],
      ["GAP", "missing", 1, 1],
      ["NEG", "non-positive", 2, 1],
    ]);
  });

  it("keeps missing values for the estimator that takes them, and only for that", () => {
    using returns = core.returnsFromPrices([100, 50, 110, NaN, 99, 54, 98, 55], { observations: 4, assets: 2, missing: "keep" });
    expect(returns.missing).toBe(2);
    expect(() => core.covariance(returns, { estimator: "sample" })).toThrow(/^returns is "2 missing values", expected none/);
    using first = returns.window(0, 2);
    using second = returns.window(1, 2);
    using last = returns.window(2);
    expect([first.missing, second.missing, last.missing]).toEqual([2, 1, 0]);
  });
});

it.skipIf(!hasPrices("us_all_2015_2017_returns"))(
  "drops the dirty assets of a whole market (skipped where ../shared/data is missing)",
  () => {
    const { names, rows } = readPrices("us_all_2015_2017_returns");
    using returns = core.returns(rows, { observations: rows.length, assets: names.length, names, missing: "drop-assets" });
    const dirty = names.filter((_, i) => rows.some((row) => Number.isNaN(row[i])) || rows.every((row) => row[i] === 0));
    expect(returns.droppedAssets.map(({ name }) => name)).toEqual(dirty);
    expect(returns.assets).toBe(names.length - dirty.length);
    expect(returns.droppedAssets.reduce((sum, { count, reason }) => sum + (reason === "missing" ? count : 0), 0)).toBe(7294);
  },
);
