import type { PortfolioProblem } from "quadfolio";
import { DimensionError, ValueError } from "quadfolio";
import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";
import { detached } from "../support/detached.js";

const core = await loadTestCore();
const covariance = threeAssets(core);
afterAll(() => {
  covariance.dispose();
});

function expectRefusal(changes: object, message: string, type: new (...args: never[]) => Error = ValueError): void {
  const optimize = () => core.optimize({ covariance, objective: { kind: "min-variance" }, ...changes } as PortfolioProblem);
  expect(optimize).toThrow(message);
  expect(optimize).toThrow(type);
}

describe("costs", () => {
  const current = [0.3, 0.3, 0.4];
  it.each<[string, object, string]>([
    [
      "a misspelt key",
      { bye: 1 },
      'a key of costs is "bye", expected a key of it: "buy", "sell", "slices", "quadratic", "borrow".',
    ],
    ["a negative rate", { buy: -0.1 }, 'costs.buy[0] ("BOND") is -0.1, expected a number of at least 0.'],
    ["NaN in a rate", { sell: { STOCK: NaN } }, 'costs.sell[1] ("STOCK") is NaN, expected a finite number.'],
    ["an infinite rate", { borrow: Infinity }, "costs.borrow is Infinity, expected a finite number."],
    ["a detached rate", { buy: detached(3) }, "costs.buy is a Float64Array on an ArrayBuffer that is detached"],
    ["slices that are none", { slices: 3 }, "costs.slices is 3, expected an object."],
    ["slices of a side that are none", { slices: { buy: 3 } }, "costs.slices.buy is 3, expected an array of { upTo, rate }."],
    ["a misspelt key of a slice", { slices: [{ rates: 1 }] }, 'a key of costs.slices[0] is "rates", expected "rate"'],
    [
      "a slice without end before the last",
      { slices: [{ rate: 0 }, { rate: 1 }] },
      "costs.slices[0].upTo is undefined, expected a number: only the last slice goes on without end.",
    ],
    [
      "a slice that ends before it begins",
      {
        slices: {
          sell: [
            { upTo: 0.1, rate: 0 },
            { upTo: 0.1, rate: 1 },
          ],
        },
      },
      'costs.slices.sell[1].upTo[0] ("BOND") is 0.1, expected a number above 0.1, where the slice before ends.',
    ],
    ["a negative impact", { quadratic: { GOLD: -1 } }, 'costs.quadratic[2] ("GOLD") is -1, expected a number of at least 0.'],
    ["a slice of nothing", { slices: [{ upTo: 0, rate: 0 }] }, "is 0, expected a number above 0."],
    [
      "a rate that falls",
      { slices: [{ upTo: 0.1, rate: 2 }, { rate: { BOND: 2, STOCK: 1, GOLD: 2 } }] },
      'costs.slices[1].rate[1] ("STOCK") is 1, expected at least 2, the rate of the slice before.',
    ],
  ])("%s", (_, costs, message) => expectRefusal({ costs, current }, message));

  it("rates of the wrong length", () => {
    expectRefusal({ costs: { buy: [1] }, current }, "costs.buy has 1 value, expected 3.", DimensionError);
    expectRefusal(
      { costs: { slices: [{ rate: [1] }] }, current },
      "costs.slices[0].rate has 1 value, expected 3.",
      DimensionError,
    );
  });

  it("need the weights held today", () => {
    expectRefusal(
      { costs: { buy: 0 } },
      "current is undefined, expected the weights held today: what costs counts is measured from them.",
    );
    expectRefusal({ costs: { quadratic: 1 } }, "current is undefined, expected the weights held today");
  });
});
