import "../host";
import { nearestCorrelation } from "../../../assembly/covariance/nearest";
import { createArena, releaseArena, take, vectorBytes } from "../../../assembly/memory/arena";

/** The worst difference to `expected` (lower triangle by rows) after the projection; c holds its input. */
function project(n: i32, input: f64[], expected: f64[]): f64 {
  const arena = createArena(vectorBytes(n * n))!;
  const c = take(arena, n * n);
  for (let k = 0; k < n * n; k++) store<f64>(c + ((<usize>k) << 3), input[k]);
  let worst: f64 = nearestCorrelation(n, c) >= 0 ? 0 : 1;
  for (let k = 0; k < n * n; k++) worst = max<f64>(worst, Math.abs(load<f64>(c + ((<usize>k) << 3)) - expected[k]));
  releaseArena(arena);
  return worst;
}

describe("nearestCorrelation", () => {
  it("finds the nearest to the example of Higham 2002, section 4", () => {
    // Minimises 4(1 − a)² + 2b² on the boundary b = 2a² − 1 of the semidefinite matrices: 4a³ = a + 1.
    const a = 0.7606898534022838;
    const b = 0.15729810613837603;
    expect(project(3, [1, 1, 0, 1, 1, 1, 0, 1, 1], [1, a, b, a, 1, a, b, a, 1])).toBeLessThan(1e-8);
  });

  it("leaves a correlation matrix alone, to the bit", () => {
    const c: f64[] = [1, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 1];
    expect(project(3, c, c)).toBe(0);
    const singular: f64[] = [1, 1, 1, 1];
    expect(project(2, singular, singular)).toBe(0);
  });
});
