import "../host";
import { expm1, log, log1p } from "../../../assembly/covariance/growth";

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

  test("logarithms are those of the standard library, near 1 and at both ends", () => {
    let worst: f64 = 0;
    for (let x: f64 = 2.3e-308; x < 1e308; x *= 1.37) worst = max(worst, miss(log(x), Math.log(x)));
    for (let size: f64 = 1e-15; size < 0.5; size *= 1.7) {
      worst = max(worst, max(miss(log(1 + size), Math.log(1 + size)), miss(log(1 - size), Math.log(1 - size))));
    }
    expect<f64>(worst).toBeLessThan(FEW);
    expect<f64>(log(1)).toBe(0);
    expect<f64>(log(0)).toBe(-Infinity);
    expect<f64>(log(Infinity)).toBe(Infinity);
    expect<bool>(isNaN(log(-1)) && isNaN(log(NaN))).toBe(true);
  });

  test("that loses all has the logarithm −∞, and back", () => {
    expect<f64>(log1p(-1)).toBe(-Infinity);
    expect<f64>(expm1(-Infinity)).toBe(-1);
    expect<f64>(log1p(0)).toBe(0);
    expect<f64>(expm1(0)).toBe(0);
  });
});
