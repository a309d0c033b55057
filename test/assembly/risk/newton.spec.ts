import "../host";
import { createDense, denseRow, releaseCovariance } from "../../../assembly/covariance/covariance";
import { get, set } from "../../../assembly/memory/access";
import { RUNNING, startRiskBudget, stepRiskBudget } from "../../../assembly/risk/newton";
import { createRiskBudget, releaseRiskBudget } from "../../../assembly/risk/riskBudget";

const N: i32 = 5;

/** One factor; the first two assets are the same and hedge each other, held between bounds that are far from each other. */
const LOADINGS: f64[] = [1, 1, 1.2, 1.1, 0.8];
const SPECIFIC: f64[] = [0, 0, 0.1, 0.1, 0.1];
const BUDGETS: f64[] = [0.03, 0.01, 0.5, 0.2, 0.26];
const LEAST: f64[] = [-Infinity, 0.3, 0, -1, -1];
const MOST: f64[] = [-0.4, 0.4, Infinity, 0, 0];

/** The weight that is nearest to 0, in its own sign, at a level where what is bought beside the hedge is next to nothing. */
function nearest(root: f64, fourth: f64, fifth: f64): f64 {
  const cov = createDense(N)!;
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) set(denseRow(cov, i), j, LOADINGS[i] * LOADINGS[j] + (i == j ? SPECIFIC[i] ** 2 : 0));
  const s = createRiskBudget(cov)!;
  const start: f64[] = [-0.7, 0.4, 0.05, -fourth, -fifth];
  for (let i = 0; i < N; i++) {
    set(s.budget, i, BUDGETS[i]);
    set(s.lb, i, LEAST[i]);
    set(s.ub, i, MOST[i]);
    set(s.x, i, start[i]);
  }
  s.level = root * root;
  startRiskBudget(s);
  let outcome = RUNNING;
  while (outcome == RUNNING) outcome = stepRiskBudget(s);
  let least = Infinity;
  for (let i = 0; i < N; i++) least = min(least, get(s.x, i) * Math.sign(start[i]));
  releaseRiskBudget(s);
  releaseCovariance(cov);
  return least;
}

describe("risk budgets", () => {
  test("no step takes a weight to 0, or to the other side of it", () => {
    let least = Infinity;
    for (let fourth: f64 = 1e-14; fourth < 1; fourth *= 10)
      for (let fifth: f64 = 1e-14; fifth < 1; fifth *= 10)
        for (let root: f64 = 1e-12; root < 1; root *= 10) least = min(least, nearest(root, fourth, fifth));
    expect<f64>(least).toBeGreaterThan(0);
  });
});
