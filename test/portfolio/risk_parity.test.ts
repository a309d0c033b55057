import { afterAll, describe, expect, it } from "vitest";
import type { Constraints, Covariance, Portfolio } from "quadfolio/full";
import { DimensionError, ValueError } from "quadfolio/full";
import { loadFullTestCore } from "../support/core.js";
import { threeAssets } from "../support/covariances.js";
import { randomGram, uniform } from "../support/random.js";

const core = await loadFullTestCore();
const kept: Covariance[] = [];
const keep = (covariance: Covariance): Covariance => {
  kept.push(covariance);
  return covariance;
};
afterAll(() => kept.forEach((one) => one.dispose()));

const dense = (matrix: number[][]): Covariance => keep(core.denseCovariance(matrix));
const budgeted = (covariance: Covariance, budgets?: ArrayLike<number>, constraints?: Constraints): Portfolio =>
  core.optimize({
    covariance,
    objective: { kind: "risk-parity", ...(budgets && { budgets }) },
    ...(constraints && { constraints }),
  });

/** Each asset's share of the risk over its share of the budgets, minus 1, by the definition. */
function deviations({ weights }: Portfolio, covariance: Covariance, budgets?: ArrayLike<number>): number[] {
  const marginal = covariance.multiply(weights);
  const variance = covariance.variance(weights);
  const all = budgets === undefined ? weights.length : Array.from(budgets).reduce((sum, one) => sum + one, 0);
  return Array.from(weights, (one, i) => ((one * marginal[i]) / variance / (budgets?.[i] ?? 1)) * all - 1);
}

/** What rounding makes of the deviations: n·ε Σⱼ|wᵢΣᵢⱼwⱼ| beside the budget. */
function roundings({ weights }: Portfolio, covariance: Covariance, budgets: Float64Array): number[] {
  const n = weights.length;
  const matrix = covariance.toMatrix();
  const unit = (n * Number.EPSILON * sum(budgets)) / covariance.variance(weights);
  return Array.from(weights, (one, i) => {
    const terms = weights.reduce((total, other, j) => total + Math.abs(one * matrix[i * n + j] * other), 0);
    return (unit * terms) / budgets[i];
  });
}

const largest = (values: number[]): number => values.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
const sum = (values: Float64Array): number => values.reduce((total, one) => total + one, 0);

function correlated(sigma: number[], rho: [number, number, number][]): number[][] {
  const matrix = sigma.map((a, i) => sigma.map((_, j) => (i === j ? a * a : 0)));
  for (const [i, j, r] of rho) matrix[i][j] = matrix[j][i] = r * sigma[i] * sigma[j];
  return matrix;
}

describe("published risk parity portfolios", () => {
  it("Maillard, Roncalli & Teïletche 2010: four assets, not correlated and correlated", () => {
    const sigma = [0.1, 0.2, 0.3, 0.4];
    const alone = budgeted(dense(correlated(sigma, [])));
    [0.48, 0.24, 0.16, 0.12].forEach((one, i) => expect(alone.weights[i]).toBeCloseTo(one, 14));
    const together = budgeted(
      dense(
        correlated(sigma, [
          [0, 1, 0.8],
          [2, 3, -0.5],
        ]),
      ),
    );
    [0.384, 0.192, 0.243, 0.182].forEach((one, i) => expect(Math.abs(together.weights[i] - one)).toBeLessThan(6e-4));
  });

  it("Bai, Scheinberg & Tütüncü 2016: five assets", () => {
    const covariance = dense([
      [94.868, 33.75, 12.325, -1.178, 8.778],
      [33.75, 445.642, 98.955, -7.901, 84.954],
      [12.325, 98.955, 117.265, 0.503, 45.184],
      [-1.178, -7.901, 0.503, 5.46, 1.057],
      [8.778, 84.954, 45.184, 1.057, 34.126],
    ]);
    const { weights, volatility } = budgeted(covariance);
    [0.125, 0.047, 0.083, 0.613, 0.132].forEach((one, i) => expect(Math.abs(weights[i] - one)).toBeLessThan(6e-4));
    expect(volatility).toBeCloseTo(3.0406150258182514, 7);
  });

  it("two assets: inverse volatilities, whatever the correlation", () => {
    for (const rho of [-0.99, -0.3, 0, 0.6, 1]) {
      const { status, weights } = budgeted(dense(correlated([0.1, 0.3], [[0, 1, rho]])));
      expect(status).toBe("solved");
      expect(weights[0]).toBeCloseTo(0.75, 12);
    }
  });
});

describe("risk contributions", () => {
  it.each([1, 2, 10, 100, 400])("of %i assets meet random budgets to 1e-10", (n) => {
    const next = uniform(n);
    const covariance = keep(core.denseCovariance(randomGram(n, Math.min(n, 20), 0.01, next)));
    const budgets = Float64Array.from({ length: n }, () => 0.05 + next());
    const portfolio = budgeted(covariance, budgets, { budget: 2.5, maxWeights: Infinity });
    expect(portfolio.status).toBe("solved");
    expect(largest(deviations(portfolio, covariance, budgets))).toBeLessThanOrEqual(1e-10);
    expect(portfolio.objective).toBeLessThanOrEqual(1e-10);
    expect(sum(portfolio.weights)).toBeCloseTo(2.5, 12);
  });

  it("of 3,000 assets from 250 observations, and of a factor model, meet equal budgets to 1e-10: nothing n × n", () => {
    const next = uniform(3000);
    const [n, T] = [3000, 250];
    const market = Array.from({ length: T }, () => next() - 0.5);
    const values = new Float64Array(n * T);
    for (let t = 0; t < T; t++) for (let j = 0; j < n; j++) values[t * n + j] = 0.02 * (market[t] + 2 * (next() - 0.5));
    const returns = core.returns(values, { observations: T, assets: n });
    for (const estimator of ["sample", "ledoit-wolf"] as const) {
      const covariance = keep(core.covariance(returns, { estimator }));
      const used = core.memory.used;
      const portfolio = budgeted(covariance);
      expect(core.memory.used).toBe(used);
      expect(portfolio.status).toBe("solved");
      expect(largest(deviations(portfolio, covariance))).toBeLessThanOrEqual(1e-10);
    }
    returns.dispose();
    const loadings = Float64Array.from({ length: n * 2 }, () => next());
    const model = { loadings, factorCovariance: [[0.04, 0.01], [0.01, 0.09]], specificVariances: 0.01 }; // prettier-ignore
    const covariance = keep(core.factorCovariance(model));
    const portfolio = budgeted(covariance);
    expect(largest(deviations(portfolio, covariance))).toBeLessThanOrEqual(1e-10);
  });

  it.each([
    [5, 1e-6],
    [20, 1e-6],
    [100, 1e-6],
    [300, 1e-6],
    [5, 1e-8],
    [100, 1e-8],
    [300, 1e-8],
  ])("of %i assets, a tenth of them with budgets of %f, meet them to the rounding of sums that cancel", (n, small) => {
    for (let seed = 1; seed <= 5; seed++) {
      const next = uniform(1000 * n + seed);
      // Of correlations of either sign: what takes little risk hedges the others, with a weight like theirs.
      const loadings = Float64Array.from({ length: n * (n + 3) }, () => next() - 0.5);
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          let dot = 0;
          for (let k = 0; k < n + 3; k++) dot += loadings[i * (n + 3) + k] * loadings[j * (n + 3) + k];
          matrix[i * n + j] = matrix[j * n + i] = dot;
        }
      const covariance = keep(core.denseCovariance(matrix));
      const budgets = Float64Array.from({ length: n }, (_, i) => (i % 10 === 0 ? small : 0.05 + next()));
      const portfolio = budgeted(covariance, budgets, { maxWeights: Infinity });
      expect([seed, portfolio.status]).toEqual([seed, "solved"]);
      expect(portfolio.iterations).toBeLessThan(100);
      const allowed = roundings(portfolio, covariance, budgets);
      deviations(portfolio, covariance, budgets).forEach((one, i) => {
        expect(Math.abs(one)).toBeLessThanOrEqual(1e-9 + allowed[i]);
        if (budgets[i] > small) expect(Math.abs(one)).toBeLessThanOrEqual(1e-9);
      });
    }
  });

  it("do not depend on units", () => {
    const matrix = randomGram(20, 5, 0.01, uniform(7));
    const one = budgeted(keep(core.denseCovariance(matrix)));
    for (const unit of [1e-12, 1e12]) {
      const other = budgeted(keep(core.denseCovariance(matrix.map((value) => unit * value))));
      expect(other.iterations).toBe(one.iterations);
      other.weights.forEach((weight, i) => expect(weight).toBeCloseTo(one.weights[i], 12));
    }
  });

  it("start warm from a former portfolio", () => {
    const matrix = randomGram(50, 5, 0.01, uniform(8));
    const first = budgeted(keep(core.denseCovariance(matrix)));
    const moved = keep(core.denseCovariance(matrix.map((value, k) => (k % 51 === 0 ? 1.01 * value : value))));
    const objective = { kind: "risk-parity" } as const;
    const warm = core.optimize({ covariance: moved, objective, warmStart: structuredClone(first.warmStart) });
    const cold = core.optimize({ covariance: moved, objective });
    expect(warm.iterations).toBeLessThan(cold.iterations);
    warm.weights.forEach((weight, i) => expect(weight).toBeCloseTo(cold.weights[i], 13));
  });
});

describe("singular covariances", () => {
  it("without a long-only portfolio free of risk have one solution", () => {
    const covariance = dense(correlated([0.1, 0.1, 0.2], [[0, 1, 1]]));
    const portfolio = budgeted(covariance);
    expect(portfolio.status).toBe("solved");
    expect(largest(deviations(portfolio, covariance))).toBeLessThanOrEqual(1e-10);
  });

  it("with one have none, and that portfolio is shown", () => {
    const covariance = dense(correlated([0.1, 0.2, 0.3], [[0, 1, -1]]));
    const { status, weights, volatility } = budgeted(covariance);
    expect(status).toBe("dual_infeasible");
    expect(volatility).toBeLessThan(1e-6);
    expect(weights[0] / weights[1]).toBeCloseTo(2, 5);
  });

  it("that are not semidefinite are said to be so", () => {
    expect(budgeted(dense([[1, -2], [-2, 1]])).status).toBe("non_convex"); // prettier-ignore
  });
});

describe("bounds", () => {
  const covariance = threeAssets(core);
  kept.push(covariance);

  it("hold to the last bit; the contributions of the other assets are in proportion", () => {
    const next = uniform(5);
    let refused = 0;
    for (let seed = 0; seed < 40; seed++) {
      const n = 3 + Math.floor(next() * 20);
      const market = keep(core.denseCovariance(randomGram(n, 4, 0.02, next)));
      const budgets = Float64Array.from({ length: n }, () => 0.2 + next());
      const free = budgeted(market, budgets);
      const minWeights = free.weights.map((one) => (next() < 0.3 ? 1.2 * one : 0));
      const maxWeights = free.weights.map((one, i) => (minWeights[i] === 0 && next() < 0.3 ? 0.8 * one : 1));
      const { status, weights, multipliers, residuals } = budgeted(market, budgets, { minWeights, maxWeights });
      if (status === "primal_infeasible") {
        refused++;
        continue;
      }
      expect([seed, status]).toEqual([seed, "solved"]);
      expect(weights.every((one, i) => one >= minWeights[i] && one <= maxWeights[i])).toBe(true);
      expect(Math.abs(sum(weights) - 1)).toBeLessThanOrEqual(1e-12);
      const marginal = market.multiply(weights);
      const shares = Array.from(weights, (one, i) => (one * marginal[i]) / budgets[i]);
      const isFree = Array.from(weights, (one, i) => one !== minWeights[i] && one !== maxWeights[i]);
      const level = Math.max(...shares.filter((_, i) => isFree[i]));
      shares.forEach((one, i) => {
        if (isFree[i]) expect(Math.abs(one / level - 1)).toBeLessThanOrEqual(1e-9);
        else if (weights[i] === maxWeights[i]) expect(one).toBeLessThanOrEqual(level * (1 + 1e-9));
        else expect(one).toBeGreaterThanOrEqual(level * (1 - 1e-9));
      });
      expect(residuals.dual).toBeLessThanOrEqual(1e-9 * Math.max(...marginal.map(Math.abs)));
      expect(multipliers.maxWeights.every((one, i) => one >= 0 && (one === 0 || weights[i] === maxWeights[i]))).toBe(true);
    }
    expect(refused).toBeLessThan(10);
  });

  it("below zero make an asset short, with a share of the risk like the others", () => {
    const portfolio = budgeted(covariance, undefined, { minWeights: -1, maxWeights: { GOLD: 0, BOND: 3, STOCK: 3 } });
    expect(portfolio.status).toBe("solved");
    expect(portfolio.weights[2]).toBeLessThan(0);
    expect(sum(portfolio.weights)).toBeCloseTo(1, 14);
    expect(largest(deviations(portfolio, covariance))).toBeLessThanOrEqual(1e-10);
  });

  it("from below that leave the others no level of risk are said to be in the way", () => {
    const { status, conflict } = budgeted(covariance, undefined, { minWeights: [0.7, 0.25, 0] });
    expect([status, conflict?.constraints]).toEqual(["solved", undefined]);
    const hedged = dense([[1, 0, -0.9], [0, 1, -0.9], [-0.9, -0.9, 2]]); // prettier-ignore
    const refused = budgeted(hedged, undefined, { minWeights: [0.4, 0.4, 0] });
    expect(refused.status).toBe("primal_infeasible");
    expect(refused.conflict?.constraints).toEqual(["budget", "minWeights"]);
    // Without a level the third asset hedges the others: 2w = 0.9·0.8.
    expect(refused.conflict?.attainable?.range[0]).toBeCloseTo(0.8 + 0.36, 6);
  });

  it("that cannot have the budget are said to be in the way", () => {
    const { status, conflict } = budgeted(covariance, undefined, { maxWeights: 0.3 });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["budget", "maxWeights"]);
    expect(conflict?.message).toMatch(/maxWeights let the weights sum to 0\.\d+, less than the budget 1\.$/);
  });
});

describe("what risk parity does not take is refused by name", () => {
  const covariance = threeAssets(core);
  kept.push(covariance);
  const objective = { kind: "risk-parity" } as const;

  it.each([
    [{ constraints: { groups: [] } }, /^constraints\.groups is an array of 0, expected nothing/],
    [{ constraints: { maxGross: 2 } }, /^constraints\.maxGross is 2, expected nothing/],
    [{ constraints: { budget: 0 } }, /^constraints\.budget is 0, expected a number other than 0/],
    [{ constraints: { budget: [0, 1] } }, /^constraints\.budget is an array of 2, expected a finite number/],
    [{ volumes: "x" }, /^volumes is "x", expected a number or an array of 3 numbers/],
    [{ capital: -3 }, /^capital is -3, expected a finite number above 0/],
    [{ costs: { buy: 0.1 } }, /^costs is an object, expected nothing/],
    [{ objective: { ...objective, budgets: [1, 0, 1] } }, /^objective\.budgets\[1\] \("STOCK"\) is 0, expected a number above 0/],
    [{ objective: { ...objective, budgets: { BOND: 1 } } }, /^objective\.budgets\[1\] \("STOCK"\) is undefined/],
    [{ objective: { ...objective, budget: 1 } }, /^a key of objective is "budget", expected "budgets"/],
  ])("%j", (change, message) => {
    expect(() => core.optimize({ covariance, objective, ...change } as never)).toThrow(ValueError);
    expect(() => core.optimize({ covariance, objective, ...change } as never)).toThrow(message);
  });

  it("budgets of another length, an asset without risk", () => {
    expect(() => budgeted(covariance, [1, 2])).toThrow(DimensionError);
    expect(() => budgeted(dense([[1, 0], [0, 0]]))).toThrow(/^the diagonal of covariance\[1\] is 0/); // prettier-ignore
  });
});

describe("sums that fall with the level of risk", () => {
  it("are found where all assets are short, between their bounds", () => {
    const covariance = dense(correlated([0.1, 0.2, 0.3], []));
    const short = budgeted(covariance, undefined, { budget: -1, minWeights: [-0.4, -1, -1], maxWeights: 0 });
    expect(short.status).toBe("solved");
    // 0.6 in the proportions of 1/σ.
    [-0.4, -0.36, -0.24].forEach((one, i) => expect(short.weights[i]).toBeCloseTo(one, 12));
  });

  it("of more short than long cannot be a budget above 0", () => {
    const covariance = dense(correlated([0.1, 0.3], []));
    const { status, conflict } = budgeted(covariance, undefined, { minWeights: -Infinity, maxWeights: [0, Infinity] });
    expect(status).toBe("primal_infeasible");
    expect(conflict?.constraints).toEqual(["budget", "maxWeights"]);
    expect(conflict?.attainable?.range[0]).toBe(-Infinity);
    expect(conflict?.attainable?.range[1]).toBeCloseTo(0, 10);
  });

  it("of longs and shorts that cancel are no budget", () => {
    const covariance = dense(correlated([0.2, 0.2], []));
    const { status, conflict } = budgeted(covariance, undefined, { minWeights: -Infinity, maxWeights: [0, Infinity] });
    expect([status, conflict?.attainable?.range]).toEqual(["primal_infeasible", [0, 0]]);
  });

  it("bounds that keep apart what hedges leave a level of risk", () => {
    const covariance = dense(correlated([0.1, 0.2], [[0, 1, -1]]));
    const { status, weights } = budgeted(covariance, undefined, { maxWeights: [0.5, 1] });
    expect(status).toBe("solved");
    [0.5, 0.5].forEach((one, i) => expect(weights[i]).toBeCloseTo(one, 12));
  });

  it("a fixed weight has a multiplier of either sign", () => {
    const covariance = dense(correlated([0.1, 0.2], []));
    for (const fixed of [0.2, 0.9]) {
      const sides = { minWeights: [fixed, 0], maxWeights: [fixed, 1] };
      const { status, multipliers, residuals } = budgeted(covariance, undefined, sides);
      expect(status).toBe("solved");
      expect(residuals.dual).toBeLessThanOrEqual(1e-12);
      expect([multipliers.minWeights[0] < 0, multipliers.maxWeights[0] > 0]).toEqual([fixed === 0.9, fixed === 0.2]);
    }
  });
});
