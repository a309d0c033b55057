import "../host";
import { expm1, log1p } from "../../../assembly/covariance/growth";

const FEW: f64 = 4 * f64.EPSILON;

/** |value − known| in roundings of it. */
function miss(value: f64, known: f64): f64 {
  return abs(value - known) / abs(known);
}

describe("growth", () => {
  test("of every size is that of the standard library", () => {
    let worst: f64 = 0;
    for (let size: f64 = 1e-12; size < 1; size *= 1.7) {
      worst = max(worst, max(miss(log1p(size), Math.log1p(size)), miss(log1p(-size), Math.log1p(-size))));
      worst = max(worst, max(miss(expm1(size), Math.expm1(size)), miss(expm1(-3 * size), Math.expm1(-3 * size))));
    }
    expect<f64>(worst).toBeLessThan(FEW);
  });

  test("that loses all has the logarithm −∞, and back", () => {
    expect<f64>(log1p(-1)).toBe(-Infinity);
    expect<f64>(expm1(-Infinity)).toBe(-1);
    expect<f64>(log1p(0)).toBe(0);
    expect<f64>(expm1(0)).toBe(0);
  });
});
