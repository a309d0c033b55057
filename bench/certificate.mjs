/** Plain-loop checks of an answer from the data, for the benchmarks: nothing here is the library's. */

/** P x for a P of n × n numbers. */
export function denseProduct(P) {
  return (x) => {
    const n = x.length;
    const out = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      if (x[j] === 0) continue;
      for (let i = 0, at = j * n; i < n; i++) out[i] += P[at + i] * x[j];
    }
    return out;
  };
}

/**
 * Σ x without Σ, from n × T returns: the covariance with divisor T − 1, shrunk by `shrinkage` to the multiple of the identity with
 * the same trace, times `scale`.
 */
export function shrunkProduct({ assets, observations, values, means }, shrinkage, scale) {
  const factor = scale / (observations - 1);
  let trace = 0;
  for (let i = 0, at = 0; i < assets; i++) {
    for (let t = 0; t < observations; t++, at++) trace += (values[at] - means[i]) ** 2;
  }
  return (x) => {
    const along = new Float64Array(observations);
    for (let i = 0; i < assets; i++) {
      if (x[i] === 0) continue;
      for (let t = 0, at = i * observations; t < observations; t++, at++) along[t] += (values[at] - means[i]) * x[i];
    }
    return x.map((one, i) => {
      let sum = 0;
      for (let t = 0, at = i * observations; t < observations; t++, at++) sum += (values[at] - means[i]) * along[t];
      return factor * ((1 - shrinkage) * sum + (shrinkage * trace * one) / assets);
    });
  };
}

/** A side that is none. */
const MOST = 1e300;

/** Primal and dual residual and gap by the definitions of qpbenchmark, the objective, and the size of its terms. */
export function residuals({ n, m, q, A, l, u, lb, ub }, multiply, { x, y, z }) {
  const side = (multiplier, lower, upper) => (multiplier === 0 ? 0 : multiplier * (multiplier > 0 ? upper : lower));
  const Px = multiply(x);
  const gradient = Px.map((one, j) => one + q[j] + z[j]);
  let [primal, gap, objective, scale] = [0, 0, 0, 0];
  for (let i = 0; i < m; i++) {
    let activity = 0;
    for (let j = 0; j < n; j++) {
      activity += A[i * n + j] * x[j];
      gradient[j] += A[i * n + j] * y[i];
    }
    primal = Math.max(primal, activity - u[i], l[i] - activity);
    gap += side(y[i], l[i], u[i]);
  }
  for (let j = 0; j < n; j++) {
    primal = Math.max(primal, x[j] - ub[j], lb[j] - x[j]);
    gap += x[j] * (Px[j] + q[j]) + side(z[j], lb[j], ub[j]);
    objective += x[j] * (Px[j] / 2 + q[j]);
    scale += x[j] * (Px[j] / 2) + Math.abs(x[j] * q[j]);
  }
  const dual = gradient.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return { primal, dual, gap: Math.abs(gap), objective, scale };
}

/**
 * What an x is worth where the optimum is known: `violation`, the largest by which it misses a side, over that side where it is
 * above 1; `excess`, by how much its objective is above the optimum, over `scale`, the size of the optimum's terms.
 */
export function accuracy({ n, m, q, A, l, u, lb, ub }, multiply, x, { objective, scale }) {
  const miss = (value, lower, upper) =>
    Math.max((value - upper) / Math.max(1, Math.abs(upper)), (lower - value) / Math.max(1, Math.abs(lower)));
  let violation = 0;
  const note = (value, lower, upper) => {
    if (lower === -Infinity && upper === Infinity) return;
    violation = Math.max(violation, miss(value, Math.max(lower, -MOST), Math.min(upper, MOST)));
  };
  for (let i = 0; i < m; i++) {
    let activity = 0;
    for (let j = 0; j < n; j++) activity += A[i * n + j] * x[j];
    note(activity, l[i], u[i]);
  }
  const Px = multiply(x);
  let value = 0;
  for (let j = 0; j < n; j++) {
    note(x[j], lb[j], ub[j]);
    value += x[j] * (Px[j] / 2 + q[j]);
  }
  return { violation, excess: (value - objective) / Math.max(scale, Number.MIN_VALUE) };
}

/** Groups and linear rows, each with its coefficients and the part of the multipliers that it is found in. */
function rowsOf({ groups = [], linear = [] }, n) {
  const ofGroup = ({ members }) => members.reduce((row, j) => row.fill(1, j, j + 1), new Float64Array(n));
  return [
    ...groups.map((group) => ({ ...group, kind: "groups", row: ofGroup(group) })),
    ...linear.map((one) => ({ ...one, kind: "linear", row: one.coefficients })),
  ];
}

/**
 * Residuals of a portfolio that minimises ½γwᵀΣw − μᵀw + costs under bounds that are one number for all, groups and linear rows, with
 * linear costs and limits of turnover and gross exposure: what is left of γΣw − μ + Aᵀy + z must be minus a slope of
 * the costs and the priced limits at w.
 */
export function portfolioResiduals(multiply, problem, { weights, multipliers }) {
  const n = weights.length;
  const { objective, expectedReturns, current = new Float64Array(n), costs = {} } = problem;
  const { budget = 1, minWeights = 0, maxWeights = 1, maxTurnover = Infinity, maxGross = Infinity } = problem.constraints ?? {};
  const aversion = objective.riskAversion ?? 1;
  const mu = objective.kind === "utility" ? expectedReturns : new Float64Array(n);
  const [turnoverPrice, grossPrice] = [multipliers.maxTurnover ?? 0, multipliers.maxGross ?? 0];
  const [buy, sell] = [(costs.buy ?? 0) + turnoverPrice, (costs.sell ?? 0) + turnoverPrice];
  const Pw = multiply(weights);
  const gradient = Pw.map((one, i) => aversion * one - mu[i] + multipliers.budget);
  let [primal, dual, gap, sum, gross, turnover, value] = [0, 0, 0, 0, 0, 0, 0];
  for (const { name, kind, row, min = -Infinity, max = Infinity } of rowsOf(problem.constraints ?? {}, n)) {
    const y = multipliers[kind][name];
    let activity = 0;
    for (let j = 0; j < n; j++) {
      activity += row[j] * weights[j];
      gradient[j] += y * row[j];
    }
    primal = Math.max(primal, min - activity, activity - max);
    if (y !== 0) gap += y * (activity - (y > 0 ? max : min));
  }
  const slopes = (x, kink, below, above) => (x < kink ? [below, below] : x > kink ? [above, above] : [below, above]);
  weights.forEach((w, i) => {
    const z = multipliers.minWeights[i] + multipliers.maxWeights[i];
    const pull = -(gradient[i] + z);
    const trade = slopes(w, current[i], -sell, buy);
    const exposure = slopes(w, 0, -grossPrice, grossPrice);
    dual = Math.max(dual, trade[0] + exposure[0] - pull, pull - trade[1] - exposure[1]);
    primal = Math.max(primal, minWeights - w, w - maxWeights);
    gap += z === 0 ? 0 : z * (w - (z > 0 ? maxWeights : minWeights));
    const traded = w - current[i];
    value += w * ((aversion / 2) * Pw[i] - mu[i]) + Math.max(-(costs.sell ?? 0) * traded, (costs.buy ?? 0) * traded);
    sum += w;
    gross += Math.abs(w);
    turnover += Math.abs(traded);
  });
  if (turnoverPrice > 0) gap += turnoverPrice * (turnover - maxTurnover);
  if (grossPrice > 0) gap += grossPrice * (gross - maxGross);
  primal = Math.max(primal, Math.abs(sum - budget), gross - maxGross, turnover - maxTurnover);
  return { primal, dual, gap: Math.abs(gap), objective: value, gross, turnover };
}
