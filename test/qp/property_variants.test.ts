import { describe, expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";
import type { PlainQP } from "../support/certificate.js";
import { numbers, type Numbers } from "../support/generateNumbers.js";
import { generateSolvable, solvableSpec } from "../support/generateSolvable.js";
import {
  permuted,
  withCost,
  withRowsTwice,
  withRowUnits,
  withVariablesTwice,
  withVariableUnits,
  type Variant,
} from "../support/generateVariants.js";
import { check, expectObjective, expectPoint, solveTo, TIMEOUT } from "../support/property.js";

const core = await loadTestCore();

/** 10⁻⁸ … 10⁸. */
const power = (random: Numbers): number => 10 ** random.integer(-8, 8);

/** 1 everywhere but at one position. */
function onlyOne(length: number, random: Numbers): number[] {
  const factors = new Array<number>(length).fill(1);
  if (length > 0) factors[random.integer(0, length - 1)] = power(random);
  return factors;
}

const all = (length: number, random: Numbers): number[] => Array.from({ length }, () => power(random));

/** Each way, and the growth of the iterations in the mean that other ties, and more variables or rows, explain. */
const ways: [name: string, growth: number, write: (qp: PlainQP, random: Numbers) => Variant][] = [
  ["variables and rows in another order", 1.05, permuted],
  ["rows twice", 1.05, withRowsTwice],
  ["variables as sums of two", 1.1, withVariablesTwice],
  ["P and q times 10^k", 1.05, (qp, random) => withCost(qp, power(random))],
  ["one row times 10^k", 1.05, (qp, random) => withRowUnits(qp, onlyOne(qp.m, random))],
  ["every row times its 10^k", 1.05, (qp, random) => withRowUnits(qp, all(qp.m, random))],
  ["one variable in units of 10^k", 1.05, (qp, random) => withVariableUnits(qp, onlyOne(qp.n, random))],
  ["every variable in its units of 10^k", 1.05, (qp, random) => withVariableUnits(qp, all(qp.n, random))],
];

describe("a problem written in another way has the same solution", { timeout: TIMEOUT }, () => {
  it.each(ways)("%s", (_, growth, write) => {
    let before = 0;
    let after = 0;
    let squares = 0;
    check(solvableSpec({ digits: 4 }), 30, (spec) => {
      const { qp, x, objective } = generateSolvable(spec);
      const { qp: other, cost, original } = write(qp, numbers(spec.seed, "variant"));
      const { iterations } = solveTo(core, "solved", qp);
      const solution = solveTo(core, "solved", other);
      before += iterations;
      after += solution.iterations;
      squares += (solution.iterations - iterations) ** 2;
      expectObjective(other, solution, cost * objective);
      if (spec.curvature === "definite") expectPoint(original(solution.x), x);
    });
    // Three standard errors of the sum: one case more or less unlucky is no growth.
    expect(after).toBeLessThanOrEqual(growth * before + 3 * Math.sqrt(squares));
  });

  // Each went round in circles: from bound to bound where curvature is 1e-14 of the largest, and along Newton steps that a worn factor made too long.
  it.each([
    { spec: { seed: 1403468816, n: 3, m: 3, curvature: "definite", exact: false, odd: 0, fixed: 0 }, units: [-7, -6, 7] },
    {
      spec: { seed: 19, n: 14, m: 10, curvature: "semidefinite", exact: true, odd: 2, fixed: 1 },
      units: [7, -7, -5, 3, -1, 8, 8, 7, -6, -7, 7, 4, 7, 8],
    },
  ] as const)("$spec.n variables in units far apart", ({ spec, units }) => {
    const { qp, objective } = generateSolvable({
      ...spec,
      digits: 0,
      active: 0,
      degenerate: 0,
      equalities: 0,
      free: 0,
      density: 2,
    });
    const variant = withVariableUnits(
      qp,
      units.map((power) => 10 ** power),
    );
    expectObjective(variant.qp, solveTo(core, "solved", variant.qp), objective);
  });
});
