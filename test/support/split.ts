import type { Constraints, Core, Covariance, QPProblem } from "quadfolio";
import { randomReturns } from "./randomReturns.js";
import { uniform } from "./random.js";

/** A portfolio problem with costs and limits, and the parts that the split formulation is written from. */
export interface CostlyProblem {
  n: number;
  covariance: Covariance;
  expectedReturns: Float64Array;
  riskAversion: number;
  current: Float64Array;
  costs: { buy: Float64Array; sell: number; slices: { upTo?: number; rate: number }[]; borrow: number; quadratic: Float64Array };
  constraints: Constraints & { minWeights: number; maxWeights: number; groups: { members: number[]; max: number }[] };
}

/** A random one of 5 assets and up to `more` more: some solvable, some not; the covariance is the caller's to dispose of. */
export function costlyProblem(core: Core, seed: number, more = 30): CostlyProblem {
  const next = uniform(seed);
  const n = 5 + Math.floor(more * next());
  const observations = 10 + Math.floor(60 * next());
  const returns = core.returns(randomReturns(observations, n, seed), { observations, assets: n });
  const covariance = core.covariance(returns, { estimator: next() < 0.8 ? "ledoit-wolf" : "sample" });
  returns.dispose();
  const longShort = next() < 0.4;
  const minWeights = longShort ? -0.3 * next() : 0;
  const maxWeights = Math.max(1.5 / n, next());
  const held = Float64Array.from({ length: n }, () => (next() < 0.5 ? 0 : next()));
  const total = held.reduce((sum, one) => sum + one, 0);
  const current = total > 0 && next() < 0.7 ? held.map((one) => one / total) : held.map((one) => one / n);
  const rate = (): number => (next() < 0.2 ? 0 : 1e-4 * next());
  // Half of the problems have quadratic costs, of the size of the assets' variances, on most of their assets.
  const impact = uniform(seed + 1e6);
  const scale = impact() < 0.5 ? 0 : 1e-3 * impact();
  return {
    n,
    covariance,
    expectedReturns: Float64Array.from({ length: n }, () => 6e-4 * (next() - 0.5)),
    riskAversion: 1 + 20 * next(),
    current,
    costs: {
      buy: Float64Array.from({ length: n }, rate),
      sell: rate(),
      slices: next() < 0.5 ? [{ rate: 0 }] : [{ upTo: 0.3 / n, rate: 2e-5 * next() }, { rate: 6e-5 }],
      borrow: longShort ? rate() : 0,
      quadratic: Float64Array.from({ length: n }, () => (impact() < 0.2 ? 0 : scale * impact())),
    },
    constraints: {
      minWeights,
      maxWeights,
      groups: [{ members: Array.from({ length: Math.ceil(n / 4) }, (_, i) => i), max: 0.2 + next() }],
      ...(next() < 0.6 && { maxTurnover: 0.02 + next() }),
      ...(longShort && next() < 0.6 && { maxGross: 1 + 0.6 * next() }),
    },
  };
}

/**
 * The same problem without kinks: w with one variable for what is bought and sold in each slice, and for the parts above and below
 * zero. The first n variables are the weights. The constant part of the quadratic costs, ½ Σ quadratic·current²/riskAversion, is left out.
 */
export function splitFormulation(problem: CostlyProblem): QPProblem {
  const { n, covariance, expectedReturns, riskAversion, current, costs, constraints } = problem;
  const slices = costs.slices.length;
  const size = n * (3 + 2 * slices);
  const buy = (k: number, j: number): number => n * (1 + k) + j;
  const sell = (k: number, j: number): number => n * (1 + slices + k) + j;
  const above = (j: number): number => n * (1 + 2 * slices) + j;
  const below = (j: number): number => n * (2 + 2 * slices) + j;
  const P = new Float64Array(size * size);
  const matrix = covariance.toMatrix();
  for (let i = 0; i < n; i++) P.set(matrix.subarray(i * n, i * n + n), i * size);
  const q = new Float64Array(size);
  const lb = new Float64Array(size);
  const ub = new Float64Array(size).fill(Infinity);
  const rows: Float64Array[] = [];
  const [l, u]: number[][] = [[], []];
  const row = (least: number, most: number): Float64Array => {
    l.push(least);
    u.push(most);
    rows.push(new Float64Array(size));
    return rows[rows.length - 1];
  };
  row(1, 1).fill(1, 0, n);
  for (const { members, max } of constraints.groups) {
    const group = row(-Infinity, max);
    for (const j of members) group[j] = 1;
  }
  const turnover = row(-Infinity, constraints.maxTurnover ?? Infinity);
  const gross = row(-Infinity, constraints.maxGross ?? Infinity);
  for (let j = 0; j < n; j++) {
    [lb[j], ub[j]] = [constraints.minWeights, constraints.maxWeights];
    q[j] = -(expectedReturns[j] + costs.quadratic[j] * current[j]) / riskAversion;
    P[j * size + j] += costs.quadratic[j] / riskAversion;
    const trade = row(current[j], current[j]);
    const parts = row(0, 0);
    trade[j] = parts[j] = 1;
    costs.slices.forEach(({ upTo = Infinity, rate }, k) => {
      ub[buy(k, j)] = ub[sell(k, j)] = upTo;
      q[buy(k, j)] = (costs.buy[j] + rate) / riskAversion;
      q[sell(k, j)] = (costs.sell + rate) / riskAversion;
      [trade[buy(k, j)], trade[sell(k, j)]] = [-1, 1];
      turnover[buy(k, j)] = turnover[sell(k, j)] = 1;
    });
    [parts[above(j)], parts[below(j)]] = [-1, 1];
    q[below(j)] = costs.borrow / riskAversion;
    gross[above(j)] = gross[below(j)] = 1;
  }
  const A = new Float64Array(rows.length * size);
  rows.forEach((one, i) => A.set(one, i * size));
  return { P, q, A, l, u, lb, ub };
}
