import { QP_START, QP_STATUS } from "../abi.js";
import type { Wasm } from "../wasm.js";
import type { DenseProblem } from "./problem.js";
import type { CheckedSettings } from "./settings.js";
import type { QPSolution, QPStatus } from "./solution.js";
import type { WarmStart } from "./warmStart.js";

/** Multiplications between two looks at the clock: a few milliseconds' worth. */
const WORK_PER_LOOK = 4e6;

/** Solves a problem whose P is n × n numbers: reserve, write, run, copy out, release. */
export function solveDense(wasm: Wasm, problem: DenseProblem, settings: CheckedSettings): QPSolution {
  const { n, m } = problem;
  const qp = wasm.checked(wasm.exports.qpCreate(n, m), 8 * (n * n + m * n), `A problem of ${n} variables and ${m} rows`);
  try {
    writeProblem(wasm, qp, problem);
    if (settings.warmStart !== undefined) writeWarmStart(wasm, qp, settings.warmStart);
    const status = run(wasm, qp, problem, settings, settings.warmStart === undefined ? "cold" : "warm");
    return readSolution(wasm, qp, n, m, status);
  } finally {
    wasm.exports.qpRelease(qp);
  }
}

function writeProblem(wasm: Wasm, qp: number, problem: DenseProblem): void {
  writeMatrices(wasm, qp, problem);
  writeVectors(wasm, qp, problem);
}

/** Writes both matrices: the core scales them in place, so that neither can be written alone. */
export function writeMatrices(wasm: Wasm, qp: number, { P, A }: Pick<DenseProblem, "P" | "A">): void {
  wasm.copyIn(wasm.exports.qpP(qp), P);
  wasm.copyIn(wasm.exports.qpA(qp), A);
}

export function writeVectors(wasm: Wasm, qp: number, { q, l, u, lb, ub }: Omit<DenseProblem, "n" | "m" | "P" | "A">): void {
  const { exports } = wasm;
  wasm.copyIn(exports.qpQ(qp), q);
  wasm.copyIn(exports.qpL(qp), l);
  wasm.copyIn(exports.qpU(qp), u);
  wasm.copyIn(exports.qpLb(qp), lb);
  wasm.copyIn(exports.qpUb(qp), ub);
}

export function writeWarmStart(wasm: Wasm, qp: number, { x, y, z, activeSet }: WarmStart): void {
  const { exports } = wasm;
  wasm.copyIn(exports.qpX(qp), x);
  wasm.copyIn(exports.qpY(qp), y);
  wasm.copyIn(exports.qpZ(qp), z);
  wasm.i8(exports.qpActiveSet(qp), activeSet.length).set(activeSet);
}

/** Advances in chunks until the core has a status or a limit is reached, looking at the clock between chunks. */
export function run(
  wasm: Wasm,
  qp: number,
  { n, m }: Pick<DenseProblem, "n" | "m">,
  { tolerance, maxIterations, timeLimit }: CheckedSettings,
  mode: (typeof QP_START)[number],
): QPStatus {
  const { exports } = wasm;
  const chunk = Math.max(1, Math.floor(WORK_PER_LOOK / (n * (n + m) + 1000)));
  const deadline = performance.now() + 1000 * timeLimit;
  exports.qpStart(qp, tolerance, QP_START.indexOf(mode));
  for (let done = 0; ; done = exports.qpIterations(qp)) {
    const outOfTime = done > 0 && performance.now() >= deadline;
    if (done >= maxIterations || outOfTime) {
      exports.qpStop(qp);
      return outOfTime ? "time_limit" : "max_iterations";
    }
    const status = exports.qpAdvance(qp, Math.min(chunk, maxIterations - done));
    if (status === 0) continue;
    // The core stops where it sees negative curvature: that point and its residuals are the outcome.
    if (QP_STATUS[status] === "non_convex") exports.qpStop(qp);
    return QP_STATUS[status] as QPStatus;
  }
}

/** Copies the outcome out. */
export function readSolution(wasm: Wasm, qp: number, n: number, m: number, status: QPStatus): QPSolution {
  const { exports } = wasm;
  const x = wasm.copyOut(exports.qpX(qp), n);
  const y = wasm.copyOut(exports.qpY(qp), m);
  const z = wasm.copyOut(exports.qpZ(qp), n);
  const states = wasm.i8(exports.qpActiveSet(qp), n + m).slice();
  const [objective, primalResidual, dualResidual, dualityGap] = wasm.f64(exports.qpInfo(qp), 4);
  const certificate = certificateOf(status, x, y, z);
  return Object.freeze({
    status,
    x,
    y,
    z,
    objective,
    iterations: exports.qpIterations(qp),
    primalResidual,
    dualResidual,
    dualityGap,
    ...(certificate && { certificate }),
    activeSet: Object.freeze({ bounds: states.slice(0, n), rows: states.slice(n) }),
    warmStart: Object.freeze({ x: x.slice(), y: y.slice(), z: z.slice(), activeSet: states }),
  });
}

/** The core leaves the proof of infeasibility where the solution would be. */
function certificateOf(status: QPStatus, x: Float64Array, y: Float64Array, z: Float64Array): QPSolution["certificate"] {
  if (status === "primal_infeasible") return Object.freeze({ y: y.slice(), z: z.slice() });
  if (status === "dual_infeasible") return Object.freeze({ x: x.slice() });
  return undefined;
}
