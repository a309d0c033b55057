import type { Covariance, Constraints, Objective, PortfolioProblem } from "quadfolio";
import { describe, expect, it } from "vitest";
import { market } from "../../bench/families.mjs";
import { loadTestCore } from "../support/core.js";

const core = await loadTestCore();

const ASSETS = 1500;
const DAYS = 400;
const universe = market({ assets: ASSETS, observations: DAYS });
const all = Array.from({ length: ASSETS }, (_, j) => j);
const returns = core.returns(universe.values, { observations: DAYS, assets: ASSETS, layout: "assets" });
const covariance: Covariance = core.covariance(returns, { estimator: "ledoit-wolf", shrinkage: 0.2 });
const expectedReturns = universe.means;

const groups = (min: (k: number) => number, max: number): NonNullable<Constraints["groups"]> =>
  Array.from({ length: 10 }, (_, k) => ({ name: `g${k}`, members: all.filter((j) => j % 10 === k), min: min(k), max }));

/** The greatest return of weights that sum to 1, none above the cap. */
function mostReturn(cap: number): number {
  const best = [...expectedReturns].sort((a, b) => b - a);
  return best.slice(0, Math.round(1 / cap)).reduce((sum, one) => sum + cap * one, 0);
}

const CAP = 10 / ASSETS;
const target = (share: number): Objective => ({ kind: "target-return", value: share * mostReturn(CAP) });

type Problem = Omit<PortfolioProblem, "covariance" | "expectedReturns" | "objective"> & { objective?: Objective };

/** What cannot hold together, in fewer iterations than the last number: before all constraints were asked about at once the first took 7,700, the third 3,500. */
const infeasible: [string, Problem, readonly string[], number][] = [
  [
    "a return that no portfolio has",
    { objective: target(1.01), constraints: { maxWeights: CAP } },
    ["targetReturn", "budget", "minWeights", "maxWeights"],
    2000,
  ],
  [
    "a return beside groups",
    { objective: target(1.01), constraints: { maxWeights: CAP, groups: groups(() => 0.05, 0.2) } },
    ["targetReturn", "budget", "minWeights", "maxWeights"],
    2000,
  ],
  ["caps that do not reach the budget", { constraints: { maxWeights: 0.9 / ASSETS } }, ["budget", "maxWeights"], 1500],
  [
    "groups that sum beyond the budget",
    { constraints: { groups: groups((k) => (k < 5 ? 0.21 : 0), 0.3) } },
    ["budget", "g0", "g1", "g2", "g3", "g4", "minWeights"],
    2000,
  ],
];

describe(`${ASSETS} assets that nothing satisfies`, () => {
  it.each(infeasible)("%s", (_, problem, names, most) => {
    const portfolio = core.optimize({
      covariance,
      expectedReturns,
      ...problem,
      objective: problem.objective ?? { kind: "min-variance" },
    });
    expect(portfolio.status).toBe("primal_infeasible");
    expect([...(portfolio.conflict?.constraints ?? [])].sort()).toEqual([...names].sort());
    expect(portfolio.iterations).toBeLessThan(most);
  });

  it("a turnover that a group is out of reach of", () => {
    const current = new Float64Array(ASSETS).fill(1 / ASSETS);
    const constraints = { maxTurnover: 0.02, groups: groups((k) => (k === 0 ? 0.15 : 0.05), 0.2) };
    const portfolio = core.optimize({ covariance, objective: { kind: "min-variance" }, constraints, current });
    expect(portfolio.status).toBe("primal_infeasible");
    expect(portfolio.conflict?.constraints).toEqual(["maxTurnover", "g0"]);
    expect(portfolio.conflict?.attainable?.range[0]).toBeCloseTo(0.1, 12);
  });

  it("carries a proof: no x within the bounds has what the rows ask for", () => {
    const A = new Float64Array(2 * ASSETS).fill(1);
    A.set(expectedReturns, ASSETS);
    const [lb, ub] = [new Float64Array(ASSETS), new Float64Array(ASSETS).fill(CAP)];
    const [l, u] = [
      [1, 1.001 * mostReturn(CAP)],
      [1, Infinity],
    ];
    const { status, certificate } = core.solveQP({ P: covariance, q: new Float64Array(ASSETS), A, l, u, lb, ub });
    expect(status).toBe("primal_infeasible");
    const { y, z } = certificate as { y: Float64Array; z: Float64Array };
    for (let j = 0; j < ASSETS; j++) expect(Math.abs(y[0] + expectedReturns[j] * y[1] + z[j])).toBeLessThanOrEqual(1e-15);
    // yᵀAx + zᵀx = 0 for every x; the sides that the signs choose sum to less.
    const ofRows = y.reduce((sum, one, i) => sum + (one === 0 ? 0 : one * (one > 0 ? u[i] : l[i])), 0);
    const ofBounds = z.reduce((sum, one, j) => sum + one * (one > 0 ? ub[j] : lb[j]), 0);
    expect(ofRows + ofBounds).toBeLessThan(-1e-7);
  });
});

describe(`${ASSETS} assets that hardly anything satisfies`, () => {
  it.each([0.999999, 0.99, 0.9])("%d of the greatest return", (share) => {
    const constraints = { maxWeights: CAP };
    const portfolio = core.optimize({ covariance, expectedReturns, objective: target(share), constraints });
    expect(portfolio.status).toBe("solved");
    expect(portfolio.residuals.primal).toBeLessThanOrEqual(1e-14);
    expect(portfolio.residuals.dual).toBeLessThanOrEqual(1e-14);
  });
});

describe("a call that ends while all constraints are asked about", () => {
  const problem = { covariance, expectedReturns, objective: target(1.01), constraints: { maxWeights: CAP } };

  it("gives its memory back, at whatever iteration", () => {
    const used = core.memory.used;
    const statuses = new Set<string>();
    for (let most = 1; most < 2000; most += 53) {
      statuses.add(core.optimize({ ...problem, settings: { maxIterations: most } }).status);
      expect(core.memory.used).toBe(used);
    }
    expect([...statuses].sort()).toEqual(["max_iterations", "primal_infeasible"]);
  });

  it("gives its memory back, at whatever time", () => {
    const used = core.memory.used;
    for (let seconds = 1e-6; seconds < 0.5; seconds *= 1.5) {
      expect(core.optimize({ ...problem, settings: { timeLimit: seconds } }).status).toMatch(/^(time_limit|primal_infeasible)$/);
      expect(core.memory.used).toBe(used);
    }
  });
});
