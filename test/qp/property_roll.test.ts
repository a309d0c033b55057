import { describe, expect, it } from "vitest";
import type { QPSolution } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { hasPrices, readPrices } from "../support/prices.js";

const core = await loadTestCore();

const NAME = "us_top1000_2015_2017_returns";
const ASSETS = 500;
const WINDOW = 250;
const ROLL = 5;

const hasData = hasPrices(NAME);

/** Daily returns of 500 US shares. */
const days = hasData ? readPrices(NAME).rows.map((row) => row.subarray(0, ASSETS)) : [];

/** Long-only weights of at most 2 %, `tilt` times the mean return of the window in favour. */
function solveWindow(
  first: number,
  estimator: "sample" | "ledoit-wolf",
  tilt: number,
  warmStart?: QPSolution["warmStart"],
): QPSolution {
  const returns = core.returns(days.slice(first, first + WINDOW), { observations: WINDOW, assets: ASSETS });
  const covariance = core.covariance(returns, { estimator });
  const q = (covariance.mean as Float64Array).map((one) => -tilt * one);
  const A = [new Array<number>(ASSETS).fill(1)];
  const solution = core.solveQP({ P: covariance.toMatrix(), q, A, l: 1, u: 1, lb: 0, ub: 0.02 }, { warmStart });
  covariance.dispose();
  returns.dispose();
  return solution;
}

describe.skipIf(!hasData)("500 assets, a window of 250 days that rolls by five (skipped where ../shared/data is missing)", () => {
  it.each([
    ["minimum variance, sample covariance", "sample", 0],
    ["minimum variance, Ledoit-Wolf", "ledoit-wolf", 0],
    ["utility, Ledoit-Wolf", "ledoit-wolf", 0.2],
  ] as const)("%s: a warm start takes at most a fifth of the iterations of a cold one, on average", (_, estimator, tilt) => {
    let cold = 0;
    let warm = 0;
    let { warmStart } = solveWindow(0, estimator, tilt);
    for (let first = ROLL; first <= 12 * ROLL; first += ROLL) {
      const fresh = solveWindow(first, estimator, tilt);
      const rolled = solveWindow(first, estimator, tilt, warmStart);
      expect([fresh.status, rolled.status]).toEqual(["solved", "solved"]);
      expect(Math.abs(rolled.objective - fresh.objective)).toBeLessThanOrEqual(1e-9 * Math.abs(fresh.objective));
      cold += fresh.iterations;
      warm += rolled.iterations;
      ({ warmStart } = rolled);
    }
    expect(warm).toBeLessThanOrEqual(cold / 5);
  });
});
