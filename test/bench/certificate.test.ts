import { describe, expect, it } from "vitest";
import { accuracy, denseProduct, residuals } from "../../bench/certificate.mjs";
import { contest } from "../../bench/race/contest.mjs";

/** minimise ½(4x² + 2xy + 2y²) + x + y, x + y = 1, 0 ≤ x, y ≤ 0.7: the optimum is (0.3, 0.7), y = −2.9, z = (0, 0.2). */
const problem = {
  n: 2,
  m: 1,
  P: Float64Array.of(4, 1, 1, 2),
  q: Float64Array.of(1, 1),
  A: Float64Array.of(1, 1),
  l: Float64Array.of(1),
  u: Float64Array.of(1),
  lb: Float64Array.of(0, 0),
  ub: Float64Array.of(0.7, 0.7),
};
const multiply = denseProduct(problem.P);
const x = Float64Array.of(0.3, 0.7);
const optimum = { x, y: [-2.9], z: [0, 0.2] };

describe("the residuals of an answer", () => {
  it("are 0 at the optimum", () => {
    const { primal, dual, gap, objective, scale } = residuals(problem, multiply, optimum);
    expect(Math.max(primal, dual, gap)).toBeLessThan(1e-15);
    expect(objective).toBeCloseTo(1.88, 14);
    expect(scale).toBeCloseTo(1.88, 14);
  });

  it("see a wrong multiplier, and a wrong x", () => {
    expect(residuals(problem, multiply, { ...optimum, z: [0, 0.3] }).dual).toBeCloseTo(0.1, 12);
    expect(residuals(problem, multiply, { ...optimum, x: Float64Array.of(0.31, 0.7) }).primal).toBeCloseTo(0.01, 12);
  });
});

describe("the accuracy of an incumbent's x", () => {
  const known = residuals(problem, multiply, optimum);
  const of = (...values: number[]) => accuracy(problem, multiply, Float64Array.from(values), known);

  it("is 0 at the optimum", () => {
    const { violation, excess } = of(0.3, 0.7);
    expect([violation, Math.abs(excess)].every((one) => one < 1e-15)).toBe(true);
  });

  it("has the largest side that is missed", () => {
    expect(of(0.28, 0.72).violation).toBeCloseTo(0.02, 12);
    expect(of(0.3, 0.6).violation).toBeCloseTo(0.1, 12);
  });

  it("has how far a feasible point is above the optimum", () => {
    // ½(4·0.16 + 2·0.24 + 2·0.36) + 1 = 1.92
    expect(of(0.4, 0.6)).toEqual({ violation: expect.closeTo(0, 12), excess: expect.closeTo(0.04 / 1.88, 12) });
  });

  it("takes NaN for what it is", () => {
    expect(of(NaN, 0.7).violation).toBeNaN();
  });
});

describe("a contest", () => {
  it("lets an answer count only within 1e-6, and keeps the vectors out of the record", async () => {
    const records = await contest(problem, ["highs", "quadprog", "quadprog-js", "portfolio-allocation"], { seconds: 0.02 });
    const { quadfolio, highs, ...others } = records;
    expect(quadfolio).toMatchObject({ status: "solved", iterations: expect.any(Number), flops: expect.any(Number) });
    expect(quadfolio.residual).toBeLessThan(1e-12);
    for (const outcome of [highs, ...Object.values(others)]) {
      expect(outcome.status).toBe("solved");
      expect(outcome.error).toBeLessThan(1e-6);
      expect(outcome).not.toHaveProperty("x");
    }
  });
});
