import { DimensionError, ValueError } from "../../bindings/errors/errors.js";
import { describe, expect, it } from "vitest";
import { checkAttached } from "../../bindings/errors/attached.js";
import { toChoice } from "../../bindings/errors/choice.js";
import { toCount } from "../../bindings/errors/count.js";
import { orderOf, rowsOf, toMatrix } from "../../bindings/errors/matrix.js";
import { toNames } from "../../bindings/errors/names.js";
import { nearMatch } from "../../bindings/errors/near.js";
import { toOptions } from "../../bindings/errors/options.js";
import { toScalar } from "../../bindings/errors/scalar.js";
import { toSymmetric } from "../../bindings/errors/symmetric.js";
import { toVector } from "../../bindings/errors/vector.js";

const names = ["AAPL", "MSFT", "XOM"];

function detached(length: number): Float64Array {
  const array = new Float64Array(length);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

describe("toVector", () => {
  it("takes every kind of array, one number and numbers by name", () => {
    expect([...toVector("q", [1, 2, 3], 3)]).toEqual([1, 2, 3]);
    expect([...toVector("q", new Float32Array([1, 2, 3]), 3)]).toEqual([1, 2, 3]);
    expect([...toVector("q", 2, 3)]).toEqual([2, 2, 2]);
    expect([...toVector("q", { MSFT: 2, AAPL: 1, XOM: 3 }, 3, { names })]).toEqual([1, 2, 3]);
    expect([...toVector("q", { MSFT: 2 }, 3, { names, missing: 7 })]).toEqual([7, 2, 7]);
    expect([...toVector("lb", [-Infinity, 0, Infinity], 3, { finite: false })]).toEqual([-Infinity, 0, Infinity]);
  });

  it("copies what the caller may write to afterwards", () => {
    const array = new Float64Array([1, 2, 3]);
    const vector = toVector("q", array, 3);
    array.fill(0);
    expect([...vector]).toEqual([1, 2, 3]);
  });

  it.each<[string, unknown, object, string]>([
    ["too short", [1, 2], {}, "q has 2 values, expected 3."],
    ["one", new Float64Array(1), {}, "q has 1 value, expected 3."],
    ["NaN for all", NaN, {}, "q is NaN, expected a finite number."],
    [
      "a Map",
      new Map([["AAPL", 1]]),
      { names, missing: 0 },
      "q is an object, expected a number or an array of 3 numbers, or an object of numbers by asset name.",
    ],
    ["NaN", [1, NaN, 2], {}, "q[1] is NaN, expected a finite number."],
    ["NaN in doubles", new Float64Array([1, 2, NaN]), { names }, 'q[2] ("XOM") is NaN, expected a finite number.'],
    ["NaN where infinities are allowed", [1, NaN, Infinity], { finite: false }, "q[1] is NaN, expected a number."],
    ["an infinity", [1, -Infinity, 2], {}, "q[1] is -Infinity, expected a finite number."],
    ["an infinity in doubles", new Float64Array([Infinity, 1, 2]), {}, "q[0] is Infinity, expected a finite number."],
    ["a string", "abc", {}, 'q is "abc", expected a number or an array of 3 numbers.'],
    ["strings", ["1", 2, 3], {}, 'q[0] is "1", expected a finite number.'],
    ["a hole", [1, , 3], {}, "q[1] is undefined, expected a finite number."],
    ["BigInts", new BigInt64Array(3), {}, "q[0] is 0, expected a finite number."],
    ["null", null, {}, "q is null, expected a number or an array of 3 numbers."],
    [
      "a DataView",
      new DataView(new ArrayBuffer(24)),
      {},
      "q is a DataView of 24 bytes, expected a number or an array of 3 numbers (the assets have no names).",
    ],
    ["a number that may not stand for all", 1, { broadcast: false }, "q is 1, expected an array of 3 numbers."],
    [
      "names without names",
      { AAPL: 1 },
      {},
      "q is an object, expected a number or an array of 3 numbers (the assets have no names).",
    ],
    [
      "a misspelt name",
      { AAPL: 1, MFST: 2, XOM: 3 },
      { names },
      'a key of q is "MFST", expected "MSFT", or another name of an asset.',
    ],
    [
      "an unknown name",
      { IBM_CORP: 1 },
      { names },
      'a key of q is "IBM_CORP", expected a name of an asset: "AAPL", "MSFT", "XOM".',
    ],
    ["a name left out", { AAPL: 1, XOM: 3 }, { names }, 'q[1] ("MSFT") is undefined, expected a number for every asset.'],
    ["NaN by name", { AAPL: 1, MSFT: NaN, XOM: 3 }, { names }, 'q[1] ("MSFT") is NaN, expected a finite number.'],
    [
      "a detached buffer",
      detached(3),
      {},
      "q is a Float64Array on an ArrayBuffer that is detached (transferred to a worker?), expected an array that still holds its data.",
    ],
  ])("refuses %s", (_, value, options, message) => {
    expect(() => toVector("q", value, 3, options)).toThrow(message);
  });

  it("throws the error that belongs to the trouble", () => {
    expect(() => toVector("q", [1], 3)).toThrow(DimensionError);
    expect(() => toVector("q", [1, 2, NaN], 3)).toThrow(ValueError);
    expect(() => toVector("q", detached(3), 3)).toThrow(ValueError);
  });
});

describe("toMatrix", () => {
  it("takes a flat array and an array of rows", () => {
    expect([...toMatrix("A", [1, 2, 3, 4, 5, 6], 2, 3)]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...toMatrix("A", [[1, 2, 3], new Float64Array([4, 5, 6])], 2, 3)]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...toMatrix("A", [], 0, 3)]).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["a flat array of the wrong length", [1, 2, 3, 4, 5], "A has 5 values, expected 6 (2 × 3)."],
    [
      "too many rows",
      [
        [1, 2, 3],
        [1, 2, 3],
        [1, 2, 3],
      ],
      "A has 3 rows, expected 2.",
    ],
    [
      "a short row",
      [
        [1, 2, 3],
        [1, 2],
      ],
      "A[1] has 2 values, expected 3.",
    ],
    ["a number among rows", [[1, 2, 3], 4], "A[1] is 4, expected an array of 3 numbers."],
    ["NaN in a flat array", [1, 2, 3, 4, NaN, 6], 'A[1][1] ("second", "MSFT") is NaN, expected a finite number.'],
    [
      "NaN in a row",
      [
        [1, NaN, 3],
        [1, 2, 3],
      ],
      'A[0][1] ("first", "MSFT") is NaN, expected a finite number.',
    ],
    [
      "an infinity",
      new Float64Array([1, 2, 3, 4, 5, Infinity]),
      'A[1][2] ("second", "XOM") is Infinity, expected a finite number.',
    ],
    ["a number", 3, "A is 3, expected an array of 2 × 3 numbers, flat or by rows."],
    ["a detached buffer", detached(6), "A is a Float64Array on an ArrayBuffer that is detached"],
    ["a detached row", [[1, 2, 3], detached(3)], "A[1] is a Float64Array on an ArrayBuffer that is detached"],
  ])("refuses %s", (_, value, message) => {
    expect(() => toMatrix("A", value, 2, 3, { rowNames: ["first", "second"], columnNames: names })).toThrow(message);
  });

  it("finds the shape", () => {
    expect(orderOf("P", [1, 2, 3, 4])).toBe(2);
    expect(orderOf("P", [[1]])).toBe(1);
    expect(rowsOf("A", [1, 2, 3, 4, 5, 6], 3)).toBe(2);
    expect(rowsOf("A", [[1, 2, 3]], 3)).toBe(1);
    expect(() => orderOf("P", [1, 2, 3])).toThrow("P has 3 values, expected a square number, n × n.");
    expect(() => orderOf("P", [])).toThrow("P has 0 values, expected at least 1.");
    expect(() => rowsOf("A", [1, 2, 3, 4], 3)).toThrow("A has 4 values, expected a multiple of 3.");
  });
});

describe("toSymmetric", () => {
  it("leaves a symmetric matrix alone and takes the mean where rounding differs", () => {
    const exact = new Float64Array([2, 1, 1, 2]);
    expect(toSymmetric("P", exact, 2)).toBe(exact);
    const rounded = new Float64Array([2, 1, 1 + 4 * Number.EPSILON, 2]);
    expect([...toSymmetric("P", rounded, 2)]).toEqual([2, 1 + 2 * Number.EPSILON, 1 + 2 * Number.EPSILON, 2]);
    expect(rounded[2]).toBe(1 + 4 * Number.EPSILON);
  });

  it("names the worst pair, beyond the first tile too", () => {
    const n = 130;
    const values = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 4 : 1));
    values[3 * n + 2] = 1.5;
    values[5 * n + 129] = -1;
    expect(() => toSymmetric("P", values, n)).toThrow(
      "P[5][129] is -1, expected the same as P[129][5] = 1: P must be symmetric.",
    );
  });

  it("names the assets", () => {
    expect(() => toSymmetric("matrix", new Float64Array([1, 0, 0.5, 1]), 2, ["A", "B"])).toThrow(
      'matrix[0][1] ("A", "B") is 0, expected the same as matrix[1][0] = 0.5: matrix must be symmetric.',
    );
  });
});

describe("toNames", () => {
  it("returns a frozen copy", () => {
    const given = ["A", "B"];
    const taken = toNames("names", given, 2);
    expect(taken).toEqual(given);
    expect(taken).not.toBe(given);
    expect(Object.isFrozen(taken)).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ["the wrong number", ["A"], "names has 1 name, expected 2."],
    ["a duplicate", ["A", "A"], 'names[1] is "A", expected a name that is not already names[0].'],
    ["an empty name", ["A", ""], 'names[1] is "", expected a string that is not empty.'],
    ["a number", [1, "A"], "names[0] is 1, expected a string that is not empty."],
    ["a string", "AB", 'names is "AB", expected an array of 2 strings.'],
  ])("refuses %s", (_, value, message) => {
    expect(() => toNames("names", value, 2)).toThrow(message);
  });
});

describe("toOptions, toChoice, toCount, toScalar, checkAttached", () => {
  it("refuses an unknown key and suggests the near one", () => {
    const keys = ["tolerance", "timeLimit"] as const;
    expect(toOptions("settings", undefined, ["a" as never])).toEqual({});
    expect(() => toOptions("settings", { tolerence: 1 } as object, keys as never)).toThrow(
      'a key of settings is "tolerence", expected "tolerance", or another key of it.',
    );
    expect(() => toOptions("settings", { x: 1 } as object, keys as never)).toThrow(
      'a key of settings is "x", expected a key of it: "tolerance", "timeLimit".',
    );
    expect(() => toOptions("settings", [1] as object, keys as never)).toThrow("settings is an array of 1, expected an object.");
    expect(() => toOptions("settings", null as never, keys as never)).toThrow("settings is null, expected an object.");
  });

  it("refuses a word that is not a choice", () => {
    expect(toChoice("kind", "log", ["simple", "log"])).toBe("log");
    expect(() => toChoice("kind", "simpel", ["simple", "log"])).toThrow(
      'kind is "simpel", expected "simple", or another word of',
    );
    expect(() => toChoice("kind", 3, ["simple", "log"])).toThrow('kind is 3, expected one of "simple", "log".');
  });

  it("refuses what is not a count or not in the range", () => {
    expect(toCount("assets", 3)).toBe(3);
    expect(() => toCount("assets", 0)).toThrow("assets is 0, expected a positive integer.");
    expect(() => toCount("assets", 2.5)).toThrow("assets is 2.5, expected a positive integer.");
    expect(() => toCount("assets", "3")).toThrow('assets is "3", expected a positive integer.');
    expect(() => toCount("lookback", 1, 2)).toThrow("lookback is 1, expected an integer of at least 2.");
    expect(toScalar("shrinkage", 1, { least: 0, most: 1 })).toBe(1);
    expect(toScalar("timeLimit", Infinity, { above: 0, infinite: true })).toBe(Infinity);
    expect(() => toScalar("shrinkage", 1.5, { least: 0, most: 1 })).toThrow(
      "shrinkage is 1.5, expected a finite number of at least 0 and of at most 1.",
    );
    expect(() => toScalar("riskAversion", 0, { above: 0 })).toThrow("riskAversion is 0, expected a finite number above 0.");
    expect(() => toScalar("riskAversion", NaN)).toThrow("riskAversion is NaN, expected a finite number.");
  });

  it("tells a detached buffer from an empty one", () => {
    expect(() => checkAttached("values", new Float64Array(0))).not.toThrow();
    const { buffer } = detached(2);
    expect(() => checkAttached("values", buffer)).toThrow("values is an ArrayBuffer that is detached");
  });

  it("finds near words", () => {
    expect(nearMatch("tolerence", ["tolerance", "timeLimit"])).toBe("tolerance");
    expect(nearMatch("MFST", ["AAPL", "MSFT"])).toBe("MSFT");
    expect(nearMatch("zzz", ["AAPL", "MSFT"])).toBe(undefined);
    expect(nearMatch("A", ["B"])).toBe("B");
  });
});
