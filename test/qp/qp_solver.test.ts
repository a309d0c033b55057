import { describe, expect, it } from "vitest";
import { DimensionError, DisposedError, ValueError, type QPProblem, type QPSolver, type QPUpdate } from "quadfolio";
import { loadTestCore } from "../support/core.js";
import { randomGram, uniform } from "../support/random.js";
import { certify, plain, solveCertified } from "../support/solve_certified.js";

const core = await loadTestCore();

type Full = Required<Pick<QPProblem, "P" | "A">> & Record<"q" | "l" | "u" | "lb" | "ub", Float64Array>;

const vector = (length: number, value: (i: number) => number): Float64Array => Float64Array.from({ length }, (_, i) => value(i));

/** A budget, m − 1 two-sided rows and bounds around a point that is feasible; P of `factors` factors and a ridge. */
function randomProblem(n: number, m: number, factors: number, ridge: number, next: () => number): Full {
  const A = vector(m * n, (k) => (k < n ? 1 : next() < 0.5 ? 2 * next() - 1 : 0));
  const inside = vector(n, () => next() / n);
  const activity = vector(m, (i) => inside.reduce((sum, x, j) => sum + A[i * n + j] * x, 0));
  return {
    P: factors === 0 ? new Float64Array(n * n) : randomGram(n, factors, ridge, next),
    q: vector(n, () => next() - 0.5),
    A,
    l: vector(m, (i) => activity[i] - (i === 0 ? 0 : 0.1 * next())),
    u: vector(m, (i) => activity[i] + (i === 0 ? 0 : 0.1 * next())),
    lb: new Float64Array(n),
    ub: vector(n, (j) => inside[j] + 4 / n),
  };
}

/** A change of some of the vectors: small ones mostly, at times one that turns the problem over or leaves it no point. */
function randomChange({ q, l, u, lb, ub }: Full, next: () => number): Partial<Full> {
  const size = next() < 0.15 ? 1 : 0.02;
  const change: Partial<Full> = {};
  if (next() < 0.7) change.q = q.map((one) => one + size * (next() - 0.5));
  if (next() < 0.4) {
    const shift = l.map(() => 0.1 * size * (next() - 0.5));
    change.l = l.map((one, i) => one + shift[i]);
    change.u = u.map((one, i) => one + shift[i]);
  }
  if (next() < 0.4) change.ub = ub.map((one, j) => Math.max(lb[j], one + 0.1 * size * (next() - 0.5)));
  if (next() < 0.2) change.lb = lb.map((one, j) => Math.min((change.ub ?? ub)[j], one + 0.05 * size * (next() - 0.5)));
  return change;
}

const closeTo = (value: number, expected: number): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));

describe("a reusable solver", () => {
  it.each([
    ["definite", 40, 4, 60, 0.1, 40],
    ["semidefinite", 40, 6, 8, 0, 40],
    ["linear", 30, 8, 0, 0, 40],
    ["definite with more rows than variables", 12, 20, 20, 0.01, 60],
  ])("finds over a sequence of changes what cold starts find: %s P", (_, n, m, factors, ridge, changes) => {
    const next = uniform(n + m + factors);
    const problem = randomProblem(n, m, factors, ridge, next);
    using solver = core.qpSolver({ variables: n, rows: m });
    solver.update(problem);
    const statuses = new Set<string>();
    for (let k = 0; k < changes; k++) {
      const hot = solver.solve();
      certify(plain(problem), hot);
      const cold = core.solveQP(problem);
      expect(hot.status).toBe(cold.status);
      if (hot.status === "solved") closeTo(hot.objective, cold.objective);
      statuses.add(hot.status);
      const change = randomChange(problem, next);
      Object.assign(problem, change);
      solver.update(change);
    }
    expect(statuses).toContain("solved");
  });

  it("takes no more iterations hot than warm, and warm no more than cold, over a sequence", () => {
    const [n, m] = [80, 5];
    const next = uniform(11);
    const problem = randomProblem(n, m, 2 * n, 0.05, next);
    using solver = core.qpSolver({ variables: n, rows: m });
    solver.update(problem);
    let { warmStart } = solver.solve();
    const total = { hot: 0, warm: 0, cold: 0 };
    for (let k = 0; k < 30; k++) {
      problem.q = problem.q.map((one) => one + 0.01 * (next() - 0.5));
      solver.update({ q: problem.q });
      const warm = core.solveQP(problem, { warmStart });
      total.hot += solver.solve().iterations;
      total.warm += warm.iterations;
      total.cold += core.solveQP(problem).iterations;
      warmStart = warm.warmStart;
    }
    expect(total.hot).toBeLessThanOrEqual(total.warm);
    expect(total.warm).toBeLessThan(0.5 * total.cold);
  });

  it("begins where it ended: nothing changed, next to no iterations", () => {
    const problem = randomProblem(50, 3, 100, 0.1, uniform(2));
    using solver = core.qpSolver({ variables: 50, rows: 3 });
    solver.update(problem);
    const first = solver.solve();
    const again = solver.solve();
    expect(first.iterations).toBeGreaterThan(5);
    expect(again.iterations).toBeLessThanOrEqual(2);
    again.x.forEach((one, i) => expect(one).toBeCloseTo(first.x[i], 14));
  });

  it("takes a new P or a new A alone", () => {
    const next = uniform(5);
    const problem = randomProblem(20, 3, 40, 0.1, next);
    using solver = core.qpSolver({ variables: 20, rows: 3 });
    solver.update(problem);
    solver.solve();
    const check = (changes: QPUpdate): void => {
      Object.assign(problem, changes);
      solver.update(changes);
      const { x, objective } = solver.solve();
      const fresh = solveCertified(core, problem);
      closeTo(objective, fresh.objective);
      x.forEach((one, i) => expect(one).toBeCloseTo(fresh.x[i], 11));
    };
    check({ P: randomGram(20, 40, 0.2, next) });
    check({ A: vector(60, (k) => (k < 20 ? 1 : (k % 7) / 7)), l: [0.9, -10, -10], u: [1.1, 10, 10] });
    check({ q: vector(20, () => next() - 0.5) });
    check({ P: randomGram(20, 5, 0.1, next), q: 0.1 });
  });

  it("recovers from an infeasible problem, an unbounded one and a limit", () => {
    using solver = core.qpSolver({ variables: 2 });
    solver.update({ P: [1, 0, 0, 0], q: [-1, 1], lb: 0, ub: 2 });
    expect([...solver.solve().x]).toEqual([1, 0]);
    solver.update({ lb: [-1, -Infinity] });
    expect(solver.solve().status).toBe("dual_infeasible");
    solver.update({ lb: 0 });
    expect(solver.solve({ maxIterations: 1 }).iterations).toBe(1);
    expect([...solver.solve().x]).toEqual([1, 0]);

    using sums = core.qpSolver({ variables: 2, rows: 1 });
    sums.update({ P: [1, 0, 0, 1], A: [1, 1], l: 3, lb: 0, ub: 1 });
    expect(sums.solve().status).toBe("primal_infeasible");
    sums.update({ l: 1 });
    expect([...sums.solve().x]).toEqual([0.5, 0.5]);
  });

  it("says at which point a new P is not convex, and goes on from there", () => {
    using solver = core.qpSolver({ variables: 2 });
    solver.update({ P: [1, 0, 0, 1], q: [-0.25, -0.5], lb: -1, ub: 1 });
    solver.solve();
    solver.update({ P: [-1, 0, 0, 1] });
    const { status, x, objective, primalResidual } = solver.solve();
    expect(status).toBe("non_convex");
    expect(primalResidual).toBe(0);
    expect(objective).toBeCloseTo(-0.5 * x[0] ** 2 + 0.5 * x[1] ** 2 - 0.25 * x[0] - 0.5 * x[1], 14);
    solver.update({ P: [1, 0, 0, 1] });
    expect([...solver.solve().x]).toEqual([0.25, 0.5]);
  });

  it("scales variables without an entry in P and A by their own bounds, whatever the memory held before", async () => {
    const core = await loadTestCore();
    core.denseCovariance(new Float64Array(10_000).fill(1e-310)).dispose();
    const problem = {
      P: vector(144, (k) => (k % 13 !== 0 ? 0 : k < 6 * 13 ? 1 : 0)),
      q: vector(12, (j) => (j < 6 ? -1 : j % 2 === 0 ? 1 : -1)),
      lb: vector(12, (j) => (j < 6 ? -Infinity : -3)),
      ub: vector(12, (j) => (j < 6 ? Infinity : 2)),
    };
    using solver = core.qpSolver({ variables: 12 });
    solver.update(problem);
    const { status, x } = solver.solve();
    expect(status).toBe("solved");
    expect([...x]).toEqual([1, 1, 1, 1, 1, 1, -3, 2, -3, 2, -3, 2]);
  });

  it("takes a warm start that it is given", () => {
    const problem = randomProblem(30, 2, 60, 0.1, uniform(9));
    const { warmStart, iterations } = core.solveQP(problem);
    using solver = core.qpSolver({ variables: 30, rows: 2 });
    solver.update(problem);
    expect(solver.solve({ warmStart }).iterations).toBeLessThan(iterations / 2);
  });

  it("keeps what it was given: later writes to the caller's arrays do not reach it", () => {
    const P = new Float64Array([2, 0, 0, 2]);
    const q = new Float64Array([-2, -4]);
    using solver = core.qpSolver({ variables: 2 });
    solver.update({ P, q });
    P.fill(NaN);
    q.fill(NaN);
    expect([...solver.solve().x]).toEqual([1, 2]);
  });

  it("takes a covariance for P", () => {
    using covariance = core.denseCovariance([4, 1, 1, 2]);
    using solver = core.qpSolver({ variables: 2, rows: 1 });
    solver.update({ P: covariance, q: 1, A: [1, 1], l: 1, u: 1, lb: 0, ub: 0.7 });
    const { x } = solver.solve();
    expect(x[0]).toBeCloseTo(0.3, 15);
    using three = core.denseCovariance(vector(9, (k) => (k % 4 === 0 ? 1 : 0)));
    expect(() => solver.update({ P: three })).toThrow(new DimensionError("P", "3 assets", 2));
  });
});

describe("wrong use of a reusable solver", () => {
  const make = (): QPSolver => core.qpSolver({ variables: 3, rows: 2 });
  const wrong: [string, (solver: QPSolver) => unknown, string][] = [
    ["P of another order", (s) => s.update({ P: [1, 2, 3, 4] }), "P has 4 values, expected 9 (3 × 3)."],
    ["a row of P too short", (s) => s.update({ P: [[1], [0], [0]] }), "P[0] has 1 value, expected 3."],
    ["P not symmetric", (s) => s.update({ P: [1, 2, 0, 0, 1, 0, 0, 0, 1] }), "P[0][1] is 2, expected the same as P[1][0] = 0"],
    ["NaN in q", (s) => s.update({ q: [0, NaN, 0] }), "q[1] is NaN, expected a finite number."],
    ["q too long", (s) => s.update({ q: [0, 0, 0, 0] }), "q has 4 values, expected 3."],
    ["A of other columns", (s) => s.update({ A: [[1, 1]] }), "A has 1 row, expected 2."],
    ["l too short", (s) => s.update({ l: [0] }), "l has 1 value, expected 2."],
    ["u below the l of before", (s) => (s.update({ l: 1 }), s.update({ u: 0 })), "l[0] is 1, expected at most u[0] = 0."],
    ["lb above the ub of before", (s) => (s.update({ ub: 1 }), s.update({ lb: 2 })), "lb[0] is 2, expected at most ub[0] = 1."],
    ["an unknown part", (s) => s.update({ lbs: 0 } as QPUpdate), 'a key of changes is "lbs", expected "lb"'],
    ["no changes", (s) => s.update(undefined as unknown as QPUpdate), "changes is undefined, expected an object"],
    ["a solve without P", (s) => s.solve(), "P is undefined, expected a matrix of 3 × 3, given by update."],
    [
      "a solve without A",
      (s) => (s.update({ P: vector(9, (k) => (k % 4 === 0 ? 1 : 0)) }), s.solve()),
      "A is undefined, expected a matrix of 2 × 3, given by update.",
    ],
  ];

  it.each(wrong)("%s is named", (_, use, message) => {
    using solver = make();
    expect(() => use(solver)).toThrow(message);
  });

  it("sides without rows are refused", () => {
    using solver = core.qpSolver({ variables: 2 });
    expect(() => solver.update({ l: 0 })).toThrow("l has 1 value, expected 0 (there is no A).");
  });

  it.each([
    [{ variables: 0 }, "shape.variables is 0, expected a positive integer."],
    [{ variables: 2.5 }, "shape.variables is 2.5, expected a positive integer."],
    [{ variables: 2, rows: -1 }, "shape.rows is -1, expected an integer of at least 0."],
    [{ variables: 2, row: 1 }, 'a key of shape is "row", expected "rows"'],
  ])("the shape %j is refused", (shape, message) => {
    expect(() => core.qpSolver(shape)).toThrow(message);
  });

  it("a shape that no memory holds is refused", () => {
    expect(() => core.qpSolver({ variables: 1e6 })).toThrow("A solver of 1000000 variables and 0 rows needs");
    expect(() => core.qpSolver({ variables: 20_000 })).toThrow("A solver of 20000 variables and 0 rows needs");
  });

  it("an update that is refused changes nothing", () => {
    using solver = core.qpSolver({ variables: 2 });
    solver.update({ P: [1, 0, 0, 1], q: [-1, -2], ub: 5 });
    expect(() => solver.update({ P: [4, 0, 0, 4], q: [3, 3], lb: 9 })).toThrow(ValueError);
    expect([...solver.solve().x]).toEqual([1, 2]);
  });

  it("use after dispose", () => {
    const solver = make();
    solver.dispose();
    solver.dispose();
    expect(() => solver.update({ q: 0 })).toThrow(new DisposedError("QPSolver"));
    expect(() => solver.solve()).toThrow(new DisposedError("QPSolver"));
  });
});

it("leaves the heap flat over solves, and as it was after dispose", () => {
  const next = uniform(1);
  const problem = randomProblem(20, 3, 40, 0.1, next);
  const empty = core.memory.used;
  for (let round = 0; round < 40; round++) {
    using solver = core.qpSolver({ variables: 20, rows: 3 });
    const held = core.memory.used;
    expect(held).toBeGreaterThan(empty);
    for (let k = 0; k < 10; k++) {
      solver.update(k === 0 || k === 5 ? problem : randomChange(problem, next));
      solver.solve();
      expect(core.memory.used).toBe(held);
    }
  }
  expect(core.memory.used).toBe(empty);
});
