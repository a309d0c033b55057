import type { PortfolioProblem } from "quadfolio";
import { DimensionError, ValueError } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";
import { detached } from "../support/detached.js";

const core = await loadTestCore();
const covariance = threeAssets(core);
const unnamed = core.denseCovariance(new Float64Array([1, 0, 0, 1]));
afterAll(() => {
  covariance.dispose();
  unnamed.dispose();
});

const mu = [0.02, 0.08, 0.04];
const optimizeWith = (changes: object): void => {
  core.optimize({ covariance, objective: { kind: "min-variance" }, ...changes } as PortfolioProblem);
};
const held = "an array that still holds its data";

function expectRefusal(changes: object, message: string, type: new (...args: never[]) => Error = ValueError): void {
  expect(() => optimizeWith(changes)).toThrow(message);
  expect(() => optimizeWith(changes)).toThrow(type);
}

describe("the problem", () => {
  it.each<[string, object, string]>([
    [
      "no covariance",
      { covariance: undefined },
      "covariance is undefined, expected what core.covariance, core.denseCovariance or",
    ],
    ["a matrix for covariance", { covariance: [[1]] }, "covariance is an array of 1, expected what core.covariance"],
    ["a misspelt key", { objectiv: {} }, 'a key of problem is "objectiv", expected "objective", or another key of it.'],
    ["a callback that is none", { settings: { onProgress: 3 } }, "settings.onProgress is 3, expected a function."],
    ["settings.warmStart", { settings: { warmStart: {} } }, 'a key of settings is "warmStart", expected a key of it'],
    ["settings.tolerance", { settings: { tolerance: -1 } }, "settings.tolerance is -1, expected a finite number above 0."],
    [
      "a warm start of something else",
      { warmStart: { x: 1 } },
      "warmStart is an object, expected the warmStart of a former solution.",
    ],
  ])("%s", (_, changes, message) => expectRefusal(changes, message));

  it("is an object", () => {
    expect(() => core.optimize(undefined as never)).toThrow(
      "problem is undefined, expected an object { covariance, objective, … }.",
    );
  });

  it("a warm start of another shape", () => {
    const { warmStart } = core.optimize({ covariance, objective: { kind: "min-variance" } });
    const groups = [{ members: [0], max: 1 }];
    expectRefusal(
      { warmStart, constraints: { groups } },
      "warmStart has 3 variables and 1 rows, expected 3 and 2.",
      DimensionError,
    );
  });
});

describe("expectedReturns and current", () => {
  it.each(["expectedReturns", "current"])("%s", (name) => {
    expectRefusal({ [name]: [1, 2] }, `${name} has 2 values, expected 3.`, DimensionError);
    expectRefusal({ [name]: [0, NaN, 0] }, `${name}[1] ("STOCK") is NaN, expected a finite number.`);
    expectRefusal({ [name]: [0, 0, Infinity] }, `${name}[2] ("GOLD") is Infinity, expected a finite number.`);
    expectRefusal(
      { [name]: "0" },
      `${name} is "0", expected a number or an array of 3 numbers, or an object of numbers by asset name.`,
    );
    expectRefusal(
      { [name]: detached(3) },
      `${name} is a Float64Array on an ArrayBuffer that is detached (transferred to a worker?), expected ${held}.`,
    );
    expectRefusal(
      { [name]: { BOND: 1, STOKC: 2, GOLD: 3 } },
      `a key of ${name} is "STOKC", expected "STOCK", or another name of an asset.`,
    );
  });

  it("a name left out of the expected returns", () => {
    expectRefusal(
      { expectedReturns: { BOND: 1, GOLD: 3 } },
      'expectedReturns[1] ("STOCK") is undefined, expected a number for every asset.',
    );
  });

  it("names where the assets have none", () => {
    expectRefusal(
      { covariance: unnamed, expectedReturns: { BOND: 1 } },
      "expectedReturns is an object, expected a number or an array of 2 numbers (the assets have no names).",
    );
  });
});

describe("objective", () => {
  it.each<[string, object, string]>([
    ["none", { objective: undefined }, "objective is undefined, expected an object with a kind."],
    ["a word", { objective: "min-variance" }, 'objective is "min-variance", expected an object with a kind.'],
    ["no kind", { objective: {} }, 'objective.kind is undefined, expected one of "min-variance"'],
    [
      "a misspelt kind",
      { objective: { kind: "min-varience" } },
      'objective.kind is "min-varience", expected "min-variance", or another word of',
    ],
    [
      "a key of another kind",
      { objective: { kind: "min-variance", value: 1 } },
      'a key of objective is "value", expected a key of it: "kind".',
    ],
    [
      "no risk aversion",
      { objective: { kind: "utility" }, expectedReturns: mu },
      "objective.riskAversion is undefined, expected a finite number above 0.",
    ],
    [
      "risk aversion 0",
      { objective: { kind: "utility", riskAversion: 0 }, expectedReturns: mu },
      "objective.riskAversion is 0, expected a finite number above 0.",
    ],
    [
      "NaN risk aversion",
      { objective: { kind: "utility", riskAversion: NaN }, expectedReturns: mu },
      "objective.riskAversion is NaN",
    ],
    [
      "utility without expected returns",
      { objective: { kind: "utility", riskAversion: 1 } },
      'expectedReturns is undefined, expected a number for every asset: the objective "utility" needs them.',
    ],
    [
      "a target without expected returns",
      { objective: { kind: "target-return", value: 1 } },
      'expectedReturns is undefined, expected a number for every asset: the objective "target-return" needs them.',
    ],
    [
      "a NaN target",
      { objective: { kind: "target-return", value: NaN }, expectedReturns: mu },
      "objective.value is NaN, expected a finite number.",
    ],
    [
      "an infinite target",
      { objective: { kind: "target-return", value: Infinity }, expectedReturns: mu },
      "objective.value is Infinity, expected a finite number.",
    ],
    [
      "no benchmark",
      { objective: { kind: "tracking-error" } },
      "objective.benchmark is undefined, expected a number or an array of 3 numbers",
    ],
    [
      "NaN in the benchmark",
      { objective: { kind: "tracking-error", benchmark: [0, 0, NaN] } },
      'objective.benchmark[2] ("GOLD") is NaN, expected a finite number.',
    ],
    [
      "an unknown name in the benchmark",
      { objective: { kind: "tracking-error", benchmark: { GOLDD: 1 } } },
      'a key of objective.benchmark is "GOLDD", expected "GOLD"',
    ],
    [
      "a detached benchmark",
      { objective: { kind: "tracking-error", benchmark: detached(3) } },
      "objective.benchmark is a Float64Array on an ArrayBuffer that is detached",
    ],
  ])("%s", (_, changes, message) => expectRefusal(changes, message));

  it("a benchmark of the wrong length", () => {
    expectRefusal(
      { objective: { kind: "tracking-error", benchmark: [1] } },
      "objective.benchmark has 1 value, expected 3.",
      DimensionError,
    );
  });
});

describe("constraints", () => {
  it.each<[string, object, string]>([
    ["a misspelt key", { maxWeight: 0.5 }, 'a key of constraints is "maxWeight", expected "maxWeights", or another key of it.'],
    ["NaN maxTurnover", { maxTurnover: NaN }, "constraints.maxTurnover is NaN, expected a number of at least 0."],
    ["negative maxTurnover", { maxTurnover: -1 }, "constraints.maxTurnover is -1, expected a number of at least 0."],
    [
      "maxTurnover without current",
      { maxTurnover: 1 },
      "current is undefined, expected the weights held today: what maxTurnover counts is measured from them.",
    ],
    ["negative maxGross", { maxGross: -2 }, "constraints.maxGross is -2, expected a number of at least 0."],
    [
      "a group named like a limit",
      { groups: [{ name: "maxGross", members: [2] }] },
      'the name of a group constraint is "maxGross", expected a name no other constraint has.',
    ],
    ["NaN budget", { budget: NaN }, "constraints.budget is NaN, expected a finite number."],
    ["infinite budget", { budget: Infinity }, "constraints.budget is Infinity, expected a finite number."],
    ["budget of three", { budget: [0, 1, 2] }, "constraints.budget is an array of 3, expected a number or [min, max]."],
    [
      "budget the wrong way round",
      { budget: [1, 0.5] },
      "constraints.budget[0] is 1, expected at most constraints.budget[1] = 0.5.",
    ],
    ["NaN in the budget", { budget: [0, NaN] }, "constraints.budget[1] is NaN, expected a number."],
    [
      "budget from infinity",
      { budget: [Infinity, Infinity] },
      "constraints.budget[0] is Infinity, expected a number below infinity.",
    ],
    ["NaN minWeights", { minWeights: NaN }, "constraints.minWeights is NaN, expected a number."],
    ["NaN in minWeights", { minWeights: [0, NaN, 0] }, 'constraints.minWeights[1] ("STOCK") is NaN, expected a number.'],
    ["NaN in maxWeights", { maxWeights: { GOLD: NaN } }, 'constraints.maxWeights[2] ("GOLD") is NaN, expected a number.'],
    [
      "minWeights above maxWeights",
      { minWeights: { GOLD: 0.5 }, maxWeights: 0.4 },
      'constraints.minWeights[2] ("GOLD") is 0.5, expected at most constraints.maxWeights[2] ("GOLD") = 0.4.',
    ],
    [
      "infinite minWeights",
      { minWeights: Infinity, maxWeights: Infinity },
      'constraints.minWeights[0] ("BOND") is Infinity, expected a number below infinity.',
    ],
    [
      "maxWeights of -Infinity",
      { minWeights: -Infinity, maxWeights: -Infinity },
      'constraints.maxWeights[0] ("BOND") is -Infinity, expected a number above -infinity.',
    ],
    [
      "an unknown name",
      { maxWeights: { SILVER: 1 } },
      'a key of constraints.maxWeights is "SILVER", expected a name of an asset: "BOND", "STOCK", "GOLD".',
    ],
    [
      "detached minWeights",
      { minWeights: detached(3) },
      "constraints.minWeights is a Float64Array on an ArrayBuffer that is detached",
    ],
    [
      "detached maxWeights",
      { maxWeights: detached(3) },
      "constraints.maxWeights is a Float64Array on an ArrayBuffer that is detached",
    ],
    [
      "groups that are no array",
      { groups: {} },
      "constraints.groups is an object, expected an array of { name?, members, min?, max? }.",
    ],
    [
      "a misspelt key of a group",
      { groups: [{ member: [0] }] },
      'a key of constraints.groups[0] is "member", expected "members", or another key of it.',
    ],
    [
      "no members",
      { groups: [{}] },
      "constraints.groups[0].members is undefined, expected an array of names or positions of assets.",
    ],
    [
      "an unknown member",
      { groups: [{ members: ["GOLD", "BONDS"] }] },
      'constraints.groups[0].members[1] is "BONDS", expected "BOND", or another name of an asset.',
    ],
    [
      "a position out of range",
      { groups: [{ members: [3] }] },
      "constraints.groups[0].members[0] is 3, expected a name or a position from 0 to 2.",
    ],
    [
      "a position that is none",
      { groups: [{ members: [0.5] }] },
      "constraints.groups[0].members[0] is 0.5, expected a name or a position from 0 to 2.",
    ],
    [
      "a member twice",
      { groups: [{ members: ["GOLD", 2] }] },
      "constraints.groups[0].members[1] is 2, expected an asset that the group does not hold yet.",
    ],
    ["NaN in a group", { groups: [{ members: [0], min: NaN }] }, "constraints.groups[0].min is NaN, expected a number."],
    [
      "a group the wrong way round",
      { groups: [{ members: [0], min: 1, max: 0 }] },
      "constraints.groups[0].min is 1, expected at most constraints.groups[0].max = 0.",
    ],
    [
      "an empty name",
      { groups: [{ name: "", members: [0] }] },
      'constraints.groups[0].name is "", expected a string that is not empty.',
    ],
    [
      "a name twice",
      { groups: [{ name: "metal", members: [2] }], linear: [{ name: "metal", coefficients: 1 }] },
      'the name of a linear constraint is "metal", expected a name no other constraint has.',
    ],
    [
      "a name that is taken",
      { groups: [{ name: "budget", members: [2] }] },
      'the name of a group constraint is "budget", expected a name no other constraint has.',
    ],
    [
      "linear that is no array",
      { linear: 3 },
      "constraints.linear is 3, expected an array of { name?, coefficients, min?, max? }.",
    ],
    [
      "no coefficients",
      { linear: [{ max: 1 }] },
      "constraints.linear[0].coefficients is undefined, expected a number or an array of 3 numbers",
    ],
    [
      "NaN coefficients",
      { linear: [{ coefficients: [0, 0, NaN] }] },
      'constraints.linear[0].coefficients[2] ("GOLD") is NaN, expected a finite number.',
    ],
    [
      "detached coefficients",
      { linear: [{ coefficients: detached(3) }] },
      "constraints.linear[0].coefficients is a Float64Array on an ArrayBuffer that is detached",
    ],
    [
      "max of -Infinity",
      { linear: [{ coefficients: 1, max: -Infinity }] },
      "constraints.linear[0].max is -Infinity, expected a number above -infinity.",
    ],
  ])("%s", (_, constraints, message) => expectRefusal({ constraints }, message));

  it.each<[string, object, string]>([
    ["minWeights", { minWeights: [0, 0] }, "constraints.minWeights has 2 values, expected 3."],
    ["maxWeights", { maxWeights: [1, 1, 1, 1] }, "constraints.maxWeights has 4 values, expected 3."],
    [
      "coefficients",
      { linear: [{}, { coefficients: [1] }].slice(1) },
      "constraints.linear[0].coefficients has 1 value, expected 3.",
    ],
  ])("%s of the wrong length", (_, constraints, message) => expectRefusal({ constraints }, message, DimensionError));

  it("are an object", () => {
    expectRefusal({ constraints: 3 }, "constraints is 3, expected an object.");
  });
});

it("nothing stays in WebAssembly memory after a refusal", () => {
  const before = core.memory.used;
  expectRefusal({ constraints: { budget: NaN } }, "constraints.budget is NaN");
  expect(core.memory.used).toBe(before);
});
