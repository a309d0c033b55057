import type { QPProblem, QPSettings } from "quadfolio";
import { DimensionError, ValueError } from "quadfolio";
import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { detached } from "../support/detached.js";

const core = await loadTestCore();

/** Two variables, one row; every argument given. */
const valid = {
  P: [4, 1, 1, 2],
  q: [1, 1],
  A: [1, 1],
  l: [1],
  u: [1],
  lb: [0, 0],
  ub: [0.7, 0.7],
};
const solveWith = (changes: object, settings?: unknown): void => {
  core.solveQP({ ...valid, ...changes } as QPProblem, settings as QPSettings);
};
const gone = (name: string): string =>
  `${name} is a Float64Array on an ArrayBuffer that is detached (transferred to a worker?), expected`;

describe("shapes", () => {
  it.each<[string, object, string]>([
    ["P not square", { P: [1, 2, 3], q: undefined }, "P has 3 values, expected a square number, n × n."],
    ["P empty", { P: [] }, "P has 0 values, expected at least 1."],
    ["P with a short row", { P: [[4, 1], [1]] }, "P[1] has 1 value, expected 2."],
    ["P with too few columns", { P: [[4], [1]] }, "P[0] has 1 value, expected 2."],
    ["q", { q: [1, 1, 1] }, "q has 3 values, expected 2."],
    ["A flat", { A: [1, 1, 1] }, "A has 3 values, expected a multiple of 2."],
    ["A by rows", { A: [[1, 1, 1]] }, "A[0] has 3 values, expected 2."],
    ["l", { l: [1, 1] }, "l has 2 values, expected 1."],
    ["u", { u: [1, 1] }, "u has 2 values, expected 1."],
    ["lb", { lb: [0] }, "lb has 1 value, expected 2."],
    ["ub", { ub: new Float64Array(3) }, "ub has 3 values, expected 2."],
    ["l without A", { A: undefined, u: undefined }, "l has 1 value, expected 0 (there is no A)."],
    ["u without A", { A: undefined, l: undefined, u: 3 }, "u has 1 value, expected 0 (there is no A)."],
  ])("%s", (_, changes, message) => {
    expect(() => solveWith(changes)).toThrow(message);
    expect(() => solveWith(changes)).toThrow(DimensionError);
  });
});

describe("values", () => {
  it.each<[string, object, string]>([
    ["NaN in P", { P: [4, 1, NaN, 2] }, "P[1][0] is NaN, expected a finite number."],
    [
      "NaN in P by rows",
      {
        P: [
          [4, NaN],
          [1, 2],
        ],
      },
      "P[0][1] is NaN, expected a finite number.",
    ],
    ["infinity in P", { P: new Float64Array([4, 1, 1, Infinity]) }, "P[1][1] is Infinity, expected a finite number."],
    ["NaN in q", { q: [1, NaN] }, "q[1] is NaN, expected a finite number."],
    ["infinity in q", { q: [-Infinity, 1] }, "q[0] is -Infinity, expected a finite number."],
    ["NaN in A", { A: [1, NaN] }, "A[0][1] is NaN, expected a finite number."],
    ["infinity in A", { A: [[Infinity, 1]] }, "A[0][0] is Infinity, expected a finite number."],
    ["NaN in l", { l: [NaN] }, "l[0] is NaN, expected a number."],
    ["NaN for every l", { l: NaN }, "l is NaN, expected a number."],
    ["NaN in u", { u: [NaN] }, "u[0] is NaN, expected a number."],
    ["NaN in lb", { lb: [0, NaN] }, "lb[1] is NaN, expected a number."],
    ["NaN in ub", { ub: [NaN, 1] }, "ub[0] is NaN, expected a number."],
    ["l above u", { l: [2] }, "l[0] is 2, expected at most u[0] = 1."],
    ["lb above ub", { lb: [0, 0.8] }, "lb[1] is 0.8, expected at most ub[1] = 0.7."],
    ["l = Infinity", { l: Infinity, u: Infinity }, "l[0] is Infinity, expected a lower side below 1e30"],
    ["l = 1e30", { l: 1e30, u: Infinity }, "l[0] is 1e+30, expected a lower side below 1e30"],
    ["u = -Infinity", { l: -Infinity, u: -Infinity }, "u[0] is -Infinity, expected an upper side above -1e30"],
    ["lb = Infinity", { lb: Infinity, ub: Infinity }, "lb[0] is Infinity, expected a lower side below 1e30"],
    ["ub = -1e31", { lb: -Infinity, ub: [1, -1e31] }, "ub[1] is -1e+31, expected an upper side above -1e30"],
    ["asymmetric P", { P: [4, 1, 1.5, 2] }, "P[0][1] is 1, expected the same as P[1][0] = 1.5: P must be symmetric."],
    [
      "the worst pair",
      {
        P: [
          [4, 1, 0],
          [1.1, 2, 5],
          [0, 1, 9],
        ],
        q: 0,
        A: undefined,
        l: undefined,
        u: undefined,
        lb: 0,
        ub: 1,
      },
      "P[1][2] is 5, expected the same as P[2][1] = 1",
    ],
    ["P a number", { P: 4 }, "P is 4, expected a square matrix, flat or by rows."],
    ["P missing", { P: undefined }, "P is undefined, expected a square matrix, flat or by rows."],
    ["q a string", { q: "11" }, 'q is "11", expected a number or an array of 2 numbers.'],
    ["q by name", { q: { AAPL: 1 } }, "q is an object, expected a number or an array of 2 numbers (the assets have no names)."],
    ["a string in q", { q: ["1", 1] }, 'q[0] is "1", expected a finite number.'],
    ["A a number", { A: 1 }, "A is 1, expected an array of rows of 2 numbers, or those rows in one flat array."],
    ["P detached", { P: detached(4) }, gone("P")],
    ["q detached", { q: detached(2) }, gone("q")],
    ["A detached", { A: detached(2) }, gone("A")],
    ["l detached", { l: detached(1) }, gone("l")],
    ["u detached", { u: detached(1) }, gone("u")],
    ["lb detached", { lb: detached(2) }, gone("lb")],
    ["ub detached", { ub: detached(2) }, gone("ub")],
    ["a misspelt key", { ubb: 1 }, 'a key of problem is "ubb", expected "ub", or another key of it.'],
    [
      "an unknown key",
      { sense: "min" },
      'a key of problem is "sense", expected a key of it: "P", "q", "A", "l", "u", "lb", "ub".',
    ],
  ])("%s", (_, changes, message) => {
    expect(() => solveWith(changes)).toThrow(message);
    expect(() => solveWith(changes)).toThrow(ValueError);
  });

  it("a problem that is not an object", () => {
    expect(() => core.solveQP(undefined as never)).toThrow("problem is undefined, expected an object { P, q, A, l, u, lb, ub }.");
    expect(() => core.solveQP(3 as never)).toThrow("problem is 3, expected an object { P, q, A, l, u, lb, ub }.");
  });
});

describe("settings", () => {
  it.each<[string, unknown, string]>([
    ["tolerance 0", { tolerance: 0 }, "settings.tolerance is 0, expected a finite number above 0."],
    ["tolerance NaN", { tolerance: NaN }, "settings.tolerance is NaN, expected a finite number above 0."],
    ["tolerance infinite", { tolerance: Infinity }, "settings.tolerance is Infinity, expected a finite number above 0."],
    ["maxIterations 0", { maxIterations: 0 }, "settings.maxIterations is 0, expected a positive integer or Infinity."],
    ["maxIterations 2.5", { maxIterations: 2.5 }, "settings.maxIterations is 2.5, expected a positive integer or Infinity."],
    ["maxIterations NaN", { maxIterations: NaN }, "settings.maxIterations is NaN, expected a positive integer or Infinity."],
    ["timeLimit negative", { timeLimit: -1 }, "settings.timeLimit is -1, expected a number above 0."],
    ["timeLimit NaN", { timeLimit: NaN }, "settings.timeLimit is NaN, expected a number above 0."],
    ["a misspelt key", { tolerence: 1e-6 }, 'a key of settings is "tolerence", expected "tolerance", or another key of it.'],
    ["not an object", 1e-6, "settings is 0.000001, expected an object."],
    [
      "a warm start of something else",
      { warmStart: {} },
      "settings.warmStart is an object, expected the warmStart of a former solution.",
    ],
    [
      "a warm start that is null",
      { warmStart: null },
      "settings.warmStart is null, expected the warmStart of a former solution.",
    ],
  ])("%s", (_, settings, message) => {
    expect(() => solveWith({}, settings)).toThrow(message);
    expect(() => solveWith({}, settings)).toThrow(ValueError);
  });

  const warmStart = { x: new Float64Array(2), y: new Float64Array(1), z: new Float64Array(2), activeSet: new Int8Array(3) };

  it("a warm start of another shape", () => {
    const other = { ...warmStart, y: new Float64Array(2), activeSet: new Int8Array(4) };
    expect(() => solveWith({}, { warmStart: other })).toThrow(DimensionError);
    expect(() => solveWith({}, { warmStart: other })).toThrow("settings.warmStart has 2 variables and 2 rows, expected 2 and 1.");
  });

  it("a warm start with wrong values", () => {
    const x = new Float64Array([0, NaN]);
    expect(() => solveWith({}, { warmStart: { ...warmStart, x } })).toThrow(
      "settings.warmStart.x[1] is NaN, expected a finite number.",
    );
    const activeSet = new Int8Array([0, 5, 0]);
    expect(() => solveWith({}, { warmStart: { ...warmStart, activeSet } })).toThrow(
      "settings.warmStart.activeSet[1] is 5, expected -1, 0 or 1.",
    );
  });
});

it("nothing stays in WebAssembly memory after a refusal", () => {
  const before = core.memory.used;
  expect(() => solveWith({ ub: [NaN, 1] })).toThrow(ValueError);
  expect(core.memory.used).toBe(before);
});

it.each([
  [{ l: null }, "l has 1 value, expected 0 (there is no A)."],
  [{ u: {} }, "u has 1 value, expected 0 (there is no A)."],
])("sides without rows that are no sides", (sides, message) => {
  expect(() => core.solveQP({ P: [[1]], ...(sides as object) })).toThrow(message);
});
