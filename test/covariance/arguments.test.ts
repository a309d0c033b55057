import { expect, it } from "vitest";
import { loadTestCore } from "../support/core.js";

const core = await loadTestCore();
const returns = core.returns([0.01, 0.02, -0.01, 0.03, 0, 0.01], { observations: 3, assets: 2, names: ["AAPL", "MSFT"] });
const covariance = core.covariance(returns, { estimator: "sample" });

it.each([
  [
    () => core.covariance({} as never, { estimator: "sample" }),
    "returns is an object, expected what core.returns or core.returnsFromPrices returns.",
  ],
  [() => core.covariance(returns, undefined as never), "options is undefined, expected an object { estimator, … }."],
  [() => core.covariance(returns, { estimator: "shrunk" as never }), /^estimator is "shrunk", expected one of "sample"/],
  [
    () => core.covariance(returns, { estimator: "sample", shrinkage: 1 } as never),
    /^a key of the options of sample is "shrinkage"/,
  ],
  [
    () => core.covariance(returns, { estimator: "ledoit-wolf", target: "eye" as never }),
    /^target is "eye", expected one of "identity"/,
  ],
  [
    () => core.covariance(returns, { estimator: "ledoit-wolf", shrinkage: 1.5 }),
    "shrinkage is 1.5, expected a finite number of at least 0 and of at most 1.",
  ],
  [() => core.covariance(returns, { estimator: "ledoit-wolf", shrinkage: NaN }), /^shrinkage is NaN/],
  [
    () => core.covariance(returns, { estimator: "sample", divisor: "n" as never }),
    /^divisor is "n", expected "T", or another word of "T-1", "T"/,
  ],
  [
    () => core.covariance(returns, { estimator: "ewma", span: 1 }),
    'the decay of ewma is 0, expected a span above 1 or a longer half-life, or the divisor "T".',
  ],
  [() => core.covariance(returns, { estimator: "ewma", halfLife: 1e-4 }), /^the decay of ewma is 0/],
  [() => core.covariance(returns.window(0, 1), { estimator: "sample" }), "returns has 1 observation, expected at least 2."],
  [() => covariance.column(2), "j is 2, expected a name or a position from 0 to 1."],
  [() => covariance.column("MSTF"), 'j is "MSTF", expected "MSFT", or another name of an asset.'],
  [() => covariance.multiply([1]), "w has 1 value, expected 2."],
  [() => covariance.variance({ AAPL: NaN }), 'w[0] ("AAPL") is NaN, expected a finite number.'],
  [() => core.denseCovariance([1, 2, 3]), /^matrix has 3 values, expected a square number/],
  [
    () =>
      core.denseCovariance(
        [
          [1, NaN],
          [NaN, 1],
        ],
        { names: ["A", "B"] },
      ),
    'matrix[0][1] ("A", "B") is NaN, expected a finite number.',
  ],
  [
    () =>
      core.denseCovariance([
        [1, 0.5],
        [0.4, 1],
      ]),
    /must be symmetric/,
  ],
  [
    () =>
      core.denseCovariance(
        [
          [1, 0],
          [0, -1],
        ],
        { names: ["A", "B"] },
      ),
    'matrix[1][1] ("B", "B") is -1, expected a variance of at least 0.',
  ],
  [() => core.denseCovariance([[1]], { names: ["A", "B"] }), "names has 2 names, expected 1."],
])("refuses wrong arguments by name, case %#", (call, message) => {
  expect(call).toThrow(message);
});

it("refuses the returns of another core", async () => {
  const other = await loadTestCore();
  expect(() => other.covariance(returns, { estimator: "sample" })).toThrow(/expected returns of this core/);
});

it("takes a dense matrix as it is", () => {
  using dense = core.denseCovariance([4, 1, 1, 9], { names: ["A", "B"] });
  expect([dense.assets, dense.names, dense.estimator, dense.mean]).toEqual([2, ["A", "B"], "dense", undefined]);
  expect([...dense.toMatrix()]).toEqual([4, 1, 1, 9]);
  expect([...dense.diagonal()]).toEqual([4, 9]);
  expect([...dense.column("B")]).toEqual([1, 9]);
  expect([...dense.multiply([1, 2])]).toEqual([6, 19]);
  expect(dense.variance({ B: 2 })).toBe(36);
});

it("gives the means away, not its own", () => {
  using panel = core.returns([0.1, 0.2, 0.3, -0.1], { observations: 2, assets: 2, dates: ["a", "b"] });
  using covariance = core.covariance(panel, { estimator: "sample" });
  covariance.mean!.fill(9);
  expect([...covariance.mean!]).toEqual([0.2, 0.05]);
  using part = panel.window(0, 1);
  expect(Object.isFrozen(part.dates)).toBe(true);
});
