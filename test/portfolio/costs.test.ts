import { afterAll, describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";
import { costlyProblem, splitFormulation } from "../support/split.js";

const core = await loadTestCore();
const covariance = threeAssets(core);
afterAll(() => covariance.dispose());

const sum = (values: Float64Array): number => values.reduce((total, one) => total + one, 0);
const sizes = (values: Float64Array): number => values.reduce((total, one) => total + Math.abs(one), 0);

describe("costs", () => {
  const current = { BOND: 0.5, STOCK: 0.3, GOLD: 0.2 };
  const minVariance = { kind: "min-variance" } as const;

  it("above every benefit: no asset moves by a bit", () => {
    const held = [0.1 + 0.2, 1 / 3, 1 - (0.1 + 0.2) - 1 / 3];
    const { status, weights, turnover, cost } = core.optimize({
      covariance,
      objective: minVariance,
      current: held,
      costs: { buy: 0.05, sell: 0.05 },
    });
    expect([status, turnover, cost]).toEqual(["solved", 0, 0]);
    expect([...weights]).toEqual(held);
  });

  it("of one asset: it keeps its weight to the last bit, the others trade", () => {
    const { status, weights } = core.optimize({
      covariance,
      objective: minVariance,
      current,
      costs: { buy: { GOLD: 0.1 }, sell: { GOLD: 0.1 } },
    });
    expect(status).toBe("solved");
    expect(weights[2]).toBe(0.2);
    // Two assets left, x + y = 0.8: 0.03x = 0.08y + 0.02·0.2.
    expect(weights[0]).toBeCloseTo((0.08 * 0.8 + 0.004) / 0.11, 14);
  });

  it("are paid per unit bought, sold and borrowed, in slices", () => {
    const result = core.optimize({
      covariance,
      objective: minVariance,
      current: { BOND: 1 },
      constraints: { minWeights: { STOCK: 0.25, GOLD: -0.5 }, maxWeights: { STOCK: 0.25, GOLD: -0.1 }, linear: [] },
      costs: {
        buy: 0.001,
        sell: 0.002,
        borrow: 0.01,
        slices: [{ upTo: 0.05, rate: 0 }, { upTo: 0.2, rate: 0.004 }, { rate: 0.01 }],
      },
    });
    expect(result.status).toBe("solved");
    const [bond, stock, gold] = result.weights;
    expect([stock, gold]).toEqual([0.25, -0.1]);
    expect(bond).toBeCloseTo(0.85, 15);
    const slice = (size: number): number => 0.004 * Math.min(0.15, Math.max(0, size - 0.05)) + 0.01 * Math.max(0, size - 0.2);
    const expected = 0.001 * 0.25 + 0.002 * 0.25 + 0.01 * 0.1 + slice(0.25) + slice(0.1) + slice(0.15);
    expect(result.cost).toBeCloseTo(expected, 15);
    expect(result.turnover).toBeCloseTo(0.5, 15);
  });

  it("of borrowing alone need no current weights", () => {
    const expectedReturns = [0.02, 0.08, -0.04];
    const objective = { kind: "utility", riskAversion: 2 } as const;
    const constraints = { minWeights: -1, maxWeights: 2 };
    const free = core.optimize({ covariance, expectedReturns, objective, constraints });
    expect(free.weights[2]).toBeLessThan(-0.05);
    const dear = core.optimize({ covariance, expectedReturns, objective, constraints, costs: { borrow: 0.5 } });
    expect(dear.weights[2]).toBe(0);
    expect([dear.cost, "turnover" in dear]).toEqual([0, false]);
    expect(dear.objective).toBeLessThan(free.objective);
  });

  it("are subtracted from the utility", () => {
    const expectedReturns = [0.02, 0.08, 0.04];
    const objective = { kind: "utility", riskAversion: 3 } as const;
    const one = core.optimize({ covariance, expectedReturns, objective, current: { BOND: 1 }, costs: { buy: 0.01, sell: 0.01 } });
    expect(one.cost).toBeGreaterThan(0);
    const utility = (one.expectedReturn as number) - 1.5 * one.volatility ** 2 - (one.cost as number);
    expect(one.objective).toBeCloseTo(utility, 15);
  });

  it("that are quadratic, alone: (Σ + D)w + λ1 = D·current, and half of what the last unit costs is paid on average", () => {
    const quadratic = { BOND: 0.05, STOCK: 0.02, GOLD: 0.01 };
    const result = core.optimize({ covariance, objective: minVariance, current, costs: { quadratic } });
    expect(result.status).toBe("solved");
    const matrix = covariance.toMatrix();
    const [D, held] = [
      [0.05, 0.02, 0.01],
      [0.5, 0.3, 0.2],
    ];
    D.forEach((one, j) => (matrix[4 * j] += one));
    const direct = core.solveQP({ P: matrix, q: D.map((one, j) => -one * held[j]), A: [[1, 1, 1]], l: 1, u: 1, lb: 0 });
    result.weights.forEach((one, j) => expect(one).toBeCloseTo(direct.x[j], 14));
    const cost = D.reduce((all, one, j) => all + 0.5 * one * (result.weights[j] - held[j]) ** 2, 0);
    expect(result.cost).toBeCloseTo(cost, 17);
    expect(result.residuals.dual).toBeLessThanOrEqual(1e-16);
  });

  it("that are quadratic beside a rate: who trades pays both, who does not stays to the last bit", () => {
    const costs = { buy: 0.0065, sell: 0.0065, quadratic: 0.05 };
    const { status, weights, multipliers } = core.optimize({ covariance, objective: minVariance, current, costs });
    expect(status).toBe("solved");
    const held = [0.5, 0.3, 0.2];
    const gradient = covariance.multiply(weights);
    expect(weights.filter((one, j) => one === held[j]).length).toBe(1);
    weights.forEach((one, j) => {
      const pull = -(gradient[j] + multipliers.budget + 0.05 * (one - held[j]));
      if (one === held[j]) expect(Math.abs(pull)).toBeLessThanOrEqual(0.0065);
      else expect(pull).toBeCloseTo(Math.sign(one - held[j]) * 0.0065, 15);
    });
  });

  it("start warm, from kinks that have moved", () => {
    const costs = { buy: 0.004, sell: 0.004 };
    const first = core.optimize({ covariance, objective: minVariance, current, costs });
    const drifted = [0.48, 0.33, 0.19];
    const warm = core.optimize({
      covariance,
      objective: minVariance,
      current: drifted,
      costs,
      warmStart: structuredClone(first.warmStart),
    });
    const cold = core.optimize({ covariance, objective: minVariance, current: drifted, costs });
    expect([warm.status, cold.status]).toEqual(["solved", "solved"]);
    warm.weights.forEach((one, i) => expect(one).toBeCloseTo(cold.weights[i], 14));
  });
});

describe("limits", () => {
  const current = { BOND: 0.1, STOCK: 0.2, GOLD: 0.7 };

  it("of turnover: met exactly, and its multiplier is what a little more would gain", () => {
    const at = (maxTurnover: number) =>
      core.optimize({ covariance, objective: { kind: "min-variance" }, current, constraints: { maxTurnover } });
    const one = at(0.3);
    expect(one.status).toBe("solved");
    expect(Math.abs((one.turnover as number) - 0.3)).toBeLessThanOrEqual(1e-15);
    expect(sum(one.weights)).toBeCloseTo(1, 15);
    const gain = (at(0.3 - 1e-5).objective - at(0.3 + 1e-5).objective) / 2 / 2e-5;
    expect(one.multipliers.maxTurnover).toBeCloseTo(gain, 8);
    const loose = at(3);
    expect(loose.multipliers.maxTurnover).toBe(0);
    expect([...loose.weights]).toEqual([...at(Infinity).weights]);
  });

  it("of no turnover at all: nothing moves", () => {
    const none = core.optimize({ covariance, objective: { kind: "min-variance" }, current, constraints: { maxTurnover: 0 } });
    expect(none.status).toBe("solved");
    expect([...none.weights]).toEqual([0.1, 0.2, 0.7]);
  });

  it("of turnover below what the others need: said by name, with what is attainable", () => {
    const { status, conflict } = core.optimize({
      covariance,
      objective: { kind: "min-variance" },
      current,
      constraints: { maxTurnover: 0.2, maxWeights: { GOLD: 0.5 } },
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["maxTurnover", "budget", "maxWeights"]);
    expect(conflict?.message).toBe("maxTurnover must be at most 0.2, but budget and maxWeights allow at least 0.4.");
    expect(conflict?.attainable?.constraint).toBe("maxTurnover");
    expect(conflict?.attainable?.range[0]).toBeCloseTo(0.4, 12);
  });

  it("of gross exposure: met exactly", () => {
    const expectedReturns = [0.02, 0.2, -0.04];
    const objective = { kind: "utility", riskAversion: 2 } as const;
    const constraints = { minWeights: -1, maxWeights: 2 };
    const free = core.optimize({ covariance, expectedReturns, objective, constraints });
    expect(sizes(free.weights)).toBeGreaterThan(1.5);
    const limited = core.optimize({ covariance, expectedReturns, objective, constraints: { ...constraints, maxGross: 1.3 } });
    expect(limited.status).toBe("solved");
    expect(Math.abs(sizes(limited.weights) - 1.3)).toBeLessThanOrEqual(1e-15);
    expect(limited.multipliers.maxGross).toBeGreaterThan(0);
  });

  it("of gross exposure below the budget", () => {
    const { status, conflict } = core.optimize({
      covariance,
      objective: { kind: "min-variance" },
      constraints: { maxGross: 0.9, minWeights: -1 },
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.message).toBe("maxGross must be at most 0.9, but budget allows at least 1.");
  });

  it("of both that cannot hold together", () => {
    const { status, conflict } = core.optimize({
      covariance,
      objective: { kind: "min-variance" },
      current: [1.5, -0.5, 0],
      constraints: { minWeights: -1, maxWeights: 2, maxGross: 1.1, maxTurnover: 0.2 },
    });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toContain("maxGross");
    expect(conflict?.constraints).toContain("maxTurnover");
    expect(conflict?.attainable?.range[0]).toBeCloseTo(1.8, 9);
  });
});

describe("200 random problems with costs and limits agree with the split formulation to 1e-9", () => {
  it.each(Array.from({ length: 10 }, (_, i) => 20 * i))("seeds from %i", (from) => {
    for (let seed = from; seed < from + 20; seed++) {
      const problem = costlyProblem(core, seed);
      const { n, riskAversion, constraints, ...rest } = problem;
      const ours = core.optimize({ ...rest, constraints, objective: { kind: "utility", riskAversion } });
      const split = core.solveQP(splitFormulation(problem));
      expect([seed, ours.status]).toEqual([seed, split.status]);
      if (ours.status === "solved") {
        const left = problem.costs.quadratic.reduce(
          (all, one, j) => all + (0.5 * one * problem.current[j] ** 2) / riskAversion,
          0,
        );
        const terms = Math.abs(split.objective) + left;
        expect(Math.abs(ours.objective / riskAversion + split.objective + left)).toBeLessThanOrEqual(1e-9 * terms);
        expect(Math.max(...ours.weights.map((one, j) => Math.abs(one - split.x[j])))).toBeLessThanOrEqual(1e-7);
        expect(ours.turnover).toBeLessThanOrEqual((constraints.maxTurnover ?? Infinity) + 1e-12);
        expect(sizes(ours.weights)).toBeLessThanOrEqual((constraints.maxGross ?? Infinity) + 1e-12);
        expect(ours.weights.every((one) => one >= constraints.minWeights && one <= constraints.maxWeights)).toBe(true);
      }
      expect(ours.weights.length).toBe(n);
      problem.covariance.dispose();
    }
  });
});
