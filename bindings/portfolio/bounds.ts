import { ValueError } from "../errors/errors.js";
import { elementOf, toVector } from "../errors/vector.js";
import type { Constraints } from "./problem.js";

/** minWeights and maxWeights as vectors, each lower one at most its upper one. */
export function weightBounds(
  constraints: Constraints,
  assets: number,
  names: readonly string[] | undefined,
): [Float64Array, Float64Array] {
  const { minWeights = 0, maxWeights = 1 } = constraints;
  const lower = toVector("constraints.minWeights", minWeights, assets, { names, finite: false, missing: 0 });
  const upper = toVector("constraints.maxWeights", maxWeights, assets, { names, finite: false, missing: 1 });
  for (let i = 0; i < assets; i++) {
    const label = elementOf("constraints.minWeights", i, names);
    if (lower[i] === Infinity) throw new ValueError(label, lower[i], "a number below infinity");
    if (upper[i] === -Infinity)
      throw new ValueError(elementOf("constraints.maxWeights", i, names), upper[i], "a number above -infinity");
    if (lower[i] > upper[i]) throw new ValueError(label, lower[i], `at most constraints.maxWeights[${i}] = ${upper[i]}`);
  }
  return [lower, upper];
}
