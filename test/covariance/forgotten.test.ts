import { expect, it, vi } from "vitest";
import { collectGarbage, isForced } from "../support/collectGarbage.js";
import { loadTestCore } from "../support/core.js";
import { randomReturns } from "../support/randomReturns.js";

const ASSETS = 20;
const values = randomReturns(30, ASSETS, 1);
const core = await loadTestCore();

/** Creates one of everything that holds memory, solves with it, and forgets it. */
function round(): void {
  const returns = core.returns(values, { observations: 30, assets: ASSETS });
  const covariance = core.covariance(returns, { estimator: "ledoit-wolf" });
  const solver = core.qpSolver({ variables: ASSETS, rows: 1 });
  solver.update({ P: covariance, A: new Float64Array(ASSETS).fill(1), l: 1, u: 1, lb: 0 });
  if (solver.solve().status !== "solved") throw new Error("The solver failed.");
}

it("leaves the heap flat over 10,000 rounds of create, solve and forget, and warns once for each class", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const empty = core.memory.used;
  round();
  const perRound = core.memory.used - empty;
  let most = 0;
  for (let k = 1; k < 10_000; k++) {
    round();
    if (k % 250 > 0) continue;
    most = Math.max(most, core.memory.used);
    await collectGarbage();
  }
  for (let k = 0; k < 100 && core.memory.used > empty; k++) await collectGarbage();
  expect(core.memory.used).toBe(empty);
  expect(most).toBeLessThan((isForced ? 1000 : 4000) * perRound);
  const warnings = warn.mock.calls.map(([text]) => /a (\w+) was forgotten/.exec(String(text))?.[1]);
  // A page that no bundler built for development is not told.
  expect(warnings.sort()).toEqual(typeof process === "undefined" ? [] : ["Covariance", "QPSolver", "Returns"]);
  warn.mockRestore();
});

it("says nothing of what was disposed of, and gives nothing back twice", async () => {
  const warn = vi.spyOn(console, "warn");
  const kept = core.returns(values, { observations: 30, assets: ASSETS });
  const used = core.memory.used;
  (() => {
    const returns = core.returns(values, { observations: 30, assets: ASSETS });
    const window = returns.window(5, 30);
    using covariance = core.covariance(window, { estimator: "sample" });
    expect(covariance.assets).toBe(ASSETS);
    for (const item of [returns, window]) item.dispose();
  })();
  for (let k = 0; k < 3; k++) await collectGarbage();
  expect(core.memory.used).toBe(used);
  expect(kept.toArray()).toEqual(values);
  expect(warn).not.toHaveBeenCalled();
  kept.dispose();
});
