import { describe, expect, it } from "vitest";
import type { View } from "quadfolio/full";
import { loadFullTestCore } from "../support/core.js";
import { eliminate } from "../support/linear.js";
import { naiveProduct, relativeError } from "../support/naive.js";
import { hasPrices, readPrices } from "../support/prices.js";
import { randomGram, uniform } from "../support/random.js";

const core = await loadFullTestCore();
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0);

it.skipIf(!hasPrices("pypfopt_20"))("PyPortfolioOpt's published portfolio (skipped where ../shared/data is missing)", () => {
  const { names, rows } = readPrices("pypfopt_20");
  using returns = core.returnsFromPrices(rows, { observations: rows.length, assets: 20, names, missing: "keep" });
  using daily = core.covariance(returns, { estimator: "pairwise" });
  const annual = daily.toMatrix().map((v) => 252 * v);
  using covariance = core.denseCovariance(annual, { names });
  const believed = { AAPL: 0.2, BBY: -0.3, BAC: 0, SBUX: -0.2, T: 0.131321 };
  const views = Object.entries(believed).map(([asset, value]) => ({ asset, value }));
  const posterior = core.blackLitterman({ covariance, prior: 1 / 20, views });
  const raw = eliminate(annual, posterior.expectedReturns);
  const weights = raw.map((v) => v / raw.reduce((a, b) => a + b, 0));
  using about = posterior.posteriorCovariance();
  const [mean, volatility] = [dot(weights, posterior.expectedReturns), Math.sqrt(about.variance(weights))];
  expect(mean / 0.1877432247395778).toBeCloseTo(1, 7);
  expect(volatility / 0.3246889329226965).toBeCloseTo(1, 7);
  expect((mean - 0.02) / volatility / 0.5166274785827545).toBeCloseTo(1, 7);
});

describe("three assets", () => {
  const P = [0.04, 0.012, 0.006, 0.012, 0.09, 0.018, 0.006, 0.018, 0.0225];
  const covariance = core.denseCovariance(P, { names: ["A", "B", "C"] });
  const prior = [0.03, 0.07, 0.02];
  const of = (views: View[], tau?: number) =>
    core.blackLitterman({ covariance, prior, views, ...(tau !== undefined && { tau }) });

  it("is the mean that weighs prior and views by their precisions", () => {
    const views: View[] = [
      { asset: "A", value: 0.05, variance: 0.001 },
      { coefficients: { B: 1, C: -1 }, value: 0.02, variance: 0.002 },
    ];
    const tau = 0.1;
    const { expectedReturns } = of(views, tau);
    // ((τP)⁻¹ + AᵀΩ⁻¹A) μ = (τP)⁻¹π + AᵀΩ⁻¹v
    const A = [
      [1, 0, 0],
      [0, 1, -1],
    ];
    const inverse = [0, 1, 2].map((j) =>
      eliminate(
        P.map((v) => tau * v),
        [0, 1, 2].map((i) => (i === j ? 1 : 0)),
      ),
    );
    const precision = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].map((j) => inverse[j][i] + A[0][i] * A[0][j] * 1000 + A[1][i] * A[1][j] * 500),
    );
    const right = [0, 1, 2].map(
      (i) =>
        dot(
          prior,
          inverse.map((column) => column[i]),
        ) +
        A[0][i] * 50 +
        A[1][i] * 10,
    );
    expect(relativeError(expectedReturns, eliminate(precision, right))).toBeLessThan(1e-13);
    // P + the inverse of that precision
    using posterior = of(views, tau).posteriorCovariance();
    const expected = [0, 1, 2]
      .flatMap((j) => [
        ...eliminate(
          precision,
          [0, 1, 2].map((i) => (i === j ? 1 : 0)),
        ),
      ])
      .map((v, k) => v + P[k]);
    expect(relativeError(posterior.toMatrix(), expected)).toBeLessThan(1e-13);
    expect([posterior.estimator, posterior.names]).toEqual(["black-litterman", ["A", "B", "C"]]);
  });

  it("holds a certain view, meets an even one half-way, and keeps the prior without confidence", () => {
    expect(of([{ asset: 1, value: 0.2, confidence: 1 }]).expectedReturns[1]).toBeCloseTo(0.2, 14);
    expect(of([{ asset: "B", value: 0.2 }]).expectedReturns[1]).toBeCloseTo((0.2 + 0.07) / 2, 14);
    expect(relativeError(of([{ asset: "B", value: 0.2, confidence: 1e-12 }]).expectedReturns, prior)).toBeLessThan(1e-11);
    const spread = of([{ coefficients: [1, -1, 0], value: 0.01, confidence: 1 }]).expectedReturns;
    expect(spread[0] - spread[1]).toBeCloseTo(0.01, 14);
  });

  it("moves the others along their covariances", () => {
    const moved = of([{ asset: "A", value: 0.05 }]).expectedReturns.map((v, i) => v - prior[i]);
    const column = naiveProduct(P, [1, 0, 0]);
    expect(
      relativeError(
        moved,
        column.map((v) => (v / column[0]) * moved[0]),
      ),
    ).toBeLessThan(1e-12);
  });

  it.each([
    [() => core.blackLitterman(undefined as never), /^options is undefined/],
    [
      () => core.blackLitterman({ covariance: 1 as never, prior, views: [] }),
      "covariance is 1, expected what core.covariance, core.denseCovariance or core.factorCovariance returns.",
    ],
    [() => core.blackLitterman({ covariance, prior: [1], views: [] }), "prior has 1 value, expected 3."],
    [() => of([]), "views has 0 views, expected at least 1."],
    [() => of("A" as never), 'views is "A", expected an array of { asset or coefficients, value }.'],
    [() => of([{ value: 1 }]), 'views[0] is "neither asset nor coefficients", expected one of the two.'],
    [
      () => of([{ asset: "A", coefficients: [1, 0, 0], value: 1 }]),
      'views[0] is "both asset and coefficients", expected one of the two.',
    ],
    [() => of([{ asset: "D", value: 1 }]), /^views\[0\].asset is "D"/],
    [() => of([{ asset: 3, value: 1 }]), "views[0].asset is 3, expected a name or a position from 0 to 2."],
    [() => of([{ asset: "A", value: NaN }]), "views[0].value is NaN, expected a finite number."],
    [
      () => of([{ asset: "A", value: 1, confidence: 0 }]),
      "views[0].confidence is 0, expected a finite number above 0 and of at most 1.",
    ],
    [() => of([{ asset: "A", value: 1, variance: -1 }]), "views[0].variance is -1, expected a finite number of at least 0."],
    [
      () => of([{ asset: "A", value: 1, variance: 1, confidence: 1 }]),
      'views[0] is "both confidence and variance", expected one of the two.',
    ],
    [() => of([{ coefficients: { B: 0 }, value: 1 }]), 'views[0].coefficients is "all zero", expected at least one that is not.'],
    [() => of([{ asset: "A", value: 1 }], 0), "tau is 0, expected a finite number above 0."],
    [
      () =>
        of([
          { asset: "A", value: 1, confidence: 1 },
          { asset: "A", value: 2, confidence: 1 },
        ]),
      /^views is "singular"/,
    ],
  ])("refuses wrong arguments by name, case %#", (call, message) => {
    const used = core.memory.used;
    expect(call).toThrow(message);
    expect(core.memory.used).toBe(used);
  });
});

describe("certain views", () => {
  const n = 4;
  const next = uniform(21);
  const views = (values: [number, number, number]): View[] => [
    { asset: 0, value: values[0], confidence: 1 },
    { asset: 1, value: values[1], confidence: 1 },
    { coefficients: [1, 2, 0, 0], value: values[2], confidence: 1 },
  ];

  it("that say the same hold, and those that contradict each other are refused, whatever the covariance", () => {
    for (let trial = 0; trial < 50; trial++) {
      using covariance = core.denseCovariance(randomGram(n, 2 * n, 0.01, next));
      const prior = Float64Array.from({ length: n }, () => 0.1 * next());
      const [a, b] = [0.1 * next(), 0.1 * next()];
      const posterior = core.blackLitterman({ covariance, prior, views: views([a, b, a + 2 * b]) });
      const fewer = core.blackLitterman({ covariance, prior, views: views([a, b, 0]).slice(0, 2) });
      expect(relativeError(posterior.expectedReturns, fewer.expectedReturns)).toBeLessThan(1e-10);
      using about = posterior.posteriorCovariance();
      using aboutFewer = fewer.posteriorCovariance();
      expect(relativeError(about.toMatrix(), aboutFewer.toMatrix())).toBeLessThan(1e-9);
      expect(() => core.blackLitterman({ covariance, prior, views: views([a, b, a + 2 * b + 1e-4]) })).toThrow(/^views is/);
    }
  });

  it("of what has no risk can only say what the prior says", () => {
    using covariance = core.denseCovariance([0, 0, 0, 1]);
    const of = (value: number) => core.blackLitterman({ covariance, prior: [0.02, 0.1], views: [{ asset: 0, value }] });
    expect([...of(0.02).expectedReturns]).toEqual([0.02, 0.1]);
    expect(() => of(0.1)).toThrow("expected views that contradict neither each other nor the prior with certainty.");
  });
});

it("a covariance of another core is read where it is", async () => {
  const other = await loadFullTestCore();
  using here = core.denseCovariance([4, 1, 1, 9]);
  using there = other.denseCovariance([9, -2, -2, 1]);
  const problem = { prior: [0.02, 0.06], views: [{ asset: 0, value: 0.01, variance: 1e-3 }] };
  const right = other.blackLitterman({ covariance: there, ...problem });
  const crossed = core.blackLitterman({ covariance: there, ...problem });
  expect(crossed.expectedReturns).toEqual(right.expectedReturns);
  expect(crossed.expectedReturns).not.toEqual(core.blackLitterman({ covariance: here, ...problem }).expectedReturns);
  using about = crossed.posteriorCovariance();
  using aboutRight = right.posteriorCovariance();
  expect(about.toMatrix()).toEqual(aboutRight.toMatrix());

  const values = [0.01, 0.02, -0.01, 0.03, 0.02, -0.02];
  const options = { estimator: "bayes-stein", covariance: there } as const;
  using returns = core.returns(values, { observations: 3, assets: 2 });
  using same = other.returns(values, { observations: 3, assets: 2 });
  expect(core.expectedReturns(returns, options)).toEqual(other.expectedReturns(same, options));
});
