import { expect, it } from "vitest";
import type { Constraints } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";

const core = await loadTestCore();
const covariance = threeAssets(core);
const expectedReturns = { BOND: 0.02, STOCK: 0.08, GOLD: 0.04 };

it.each<[string, Constraints, number, number]>([
  ["the best asset", {}, 0.1, 0.08],
  ["a cap", { maxWeights: { STOCK: 0.5 } }, 0.07, 0.06],
  ["a group beside one that does not matter", { groups: [{ members: ["BOND"], min: 0.2 }, { members: ["GOLD"], min: 0.1 }, { members: ["GOLD"], max: 0.9 }] }, 0.08, 0.064], // prettier-ignore
  ["a limit of gross exposure", { minWeights: -1, maxGross: 1.2 }, 0.1, 0.082],
])("a return that the frontier does not reach names what the target return names: %s", (_, constraints, value, most) => {
  const frontier = core.efficientFrontier({ covariance, expectedReturns, constraints });
  const { status, conflict } = frontier.at({ expectedReturn: value });
  const target = core.optimize({ covariance, expectedReturns, constraints, objective: { kind: "target-return", value } });
  expect(status).toBe("primal_infeasible");
  const named = (one: string): string => one.replace("targetReturn", "expectedReturn");
  expect(conflict?.constraints).toEqual(target.conflict?.constraints.map(named));
  expect(conflict?.constraints).toContain("expectedReturn");
  expect(conflict?.message).toBe(named(target.conflict?.message as string));
  expect(conflict?.attainable?.constraint).toBe("expectedReturn");
  expect(conflict?.attainable?.range[1]).toBeCloseTo(most, 12);
  expect(frontier.at({ expectedReturn: most - 1e-9 }).status).toBe("solved");
});

it("a return that only trades dearer than it could earn is not said to be out of reach of the constraints", () => {
  const frontier = core.efficientFrontier({ covariance, expectedReturns, current: { BOND: 1 }, costs: { buy: 1 } });
  const { status, conflict } = frontier.at({ expectedReturn: 0.05 });
  expect([status, conflict?.constraints]).toEqual(["primal_infeasible", ["expectedReturn"]]);
  expect(conflict?.message).toBe("expectedReturn is 0.05, but more than 0.0352820513 costs more than it earns.");
  // From the least variance, which pays for whatever it takes, to no trade at all.
  expect(frontier.corners[0].expectedReturn).toBeCloseTo(0.02, 14);
  expect(conflict?.attainable?.range[0]).toBeCloseTo(0.02, 14);
  expect(conflict?.attainable?.range[1]).toBe(frontier.minVariance.expectedReturn);
  expect(frontier.at({ expectedReturn: 0.03 }).expectedReturn).toBeCloseTo(0.03, 14);
});

it("less than the portfolio of least variance returns only costs risk", () => {
  const frontier = core.efficientFrontier({ covariance, expectedReturns });
  const { conflict } = frontier.at({ expectedReturn: 0.021 });
  expect(conflict?.constraints).toEqual(["expectedReturn"]);
  expect(conflict?.message).toMatch(
    /^expectedReturn is 0\.021, but the portfolio of least variance has 0\.\d+: less return costs risk\.$/,
  );
});
