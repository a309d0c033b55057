import type { Portfolio } from "quadfolio";
import { describe, expect, it } from "vitest";
import { firstSeeds, IN_BLOCK } from "../support/blocks.js";
import { loadTestCore } from "../support/core.js";
import { randomPortfolio, type RandomPortfolio } from "../support/generatePortfolio.js";
import { claimsOf } from "../support/optimality.js";

const core = await loadTestCore();
const FIRST_SEEDS = firstSeeds(8);

/** Every number inside a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (value instanceof Float64Array) return Array.from(value);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** What is wrong with an outcome, whatever its status: nothing. */
function faults(problem: RandomPortfolio, portfolio: Portfolio): string[] {
  const { status, conflict } = portfolio;
  const isNamed = conflict !== undefined && conflict.constraints.length > 0 && conflict.message.endsWith(".");
  const { attainable, ...named } = conflict ?? { attainable: undefined };
  const found = [
    ...(numbersIn({ ...portfolio, conflict: named }).every(Number.isFinite) ? [] : ["a number that is none"]),
    ...(numbersIn(attainable).some(Number.isNaN) ? ["an attainable range that is none"] : []),
    ...((status === "primal_infeasible") === (conflict !== undefined)
      ? []
      : ["a conflict without infeasibility, or the reverse"]),
    ...(conflict === undefined || isNamed ? [] : ["a conflict without names"]),
  ];
  if (status === "primal_infeasible")
    return problem.feasible === undefined ? found : [...found, `infeasible: ${conflict?.message}`];
  if (status !== "solved") return [...found, status];
  const { bounds, budget, rows, limits, dual, slackness } = claimsOf(problem, portfolio);
  return [
    ...found,
    ...(bounds <= 0 ? [] : [`a bound is broken by ${bounds}`]),
    ...(budget <= 1e-12 ? [] : [`the budget is missed by ${budget}`]),
    ...(rows <= 1e-9 ? [] : [`a row is missed by ${rows}`]),
    ...(limits <= 1e-9 ? [] : [`a limit is missed by ${limits}`]),
    ...(dual <= 1e-9 ? [] : [`not optimal by ${dual}`]),
    ...(slackness <= 1e-9 ? [] : [`a multiplier of a side that is not active, by ${slackness}`]),
  ];
}

function faultsOf(seed: number): string[] {
  const problem = randomPortfolio(core, seed);
  try {
    const given = { ...problem, feasible: undefined };
    delete (given as { feasible?: unknown }).feasible;
    return faults(problem, core.optimize(given)).map((fault) => `${seed} ${problem.objective.kind}: ${fault}`);
  } catch (error) {
    return [`${seed}: threw ${String(error)}`];
  } finally {
    problem.covariance.dispose();
  }
}

describe(`${FIRST_SEEDS.length * IN_BLOCK} random portfolios under every kind of constraint, cost and limit: optimal by their definitions, or infeasible for a reason`, () => {
  it.each(FIRST_SEEDS)("seeds from %i", (from) => {
    const seeds = Array.from({ length: IN_BLOCK }, (_, i) => from + i);
    expect(seeds.flatMap(faultsOf)).toEqual([]);
    expect(core.memory.used).toBe(0);
  });

  // All sides meet in one point: what rounding leaves of them there was taken for a proof that they cannot; or a price of nothing was the guess for the next, or for the first;
  // or the kink of a root was taken for met a millionth of its terms away; or a point between two prices was good enough for the tolerance.
  it.each([346180792, 531504847, 750059533, 780101707, 900084014, 750594125, 800199671])("seed %i", (seed) =>
    expect(faultsOf(seed)).toEqual([]),
  );
});
