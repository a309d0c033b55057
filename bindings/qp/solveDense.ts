import { QP_FIELDS, QP_STATUS, QPMode } from "../abi.js";
import type { Wasm } from "../wasm.js";
import type { Control } from "./control.js";
import type { DenseProblem } from "./problem.js";
import type { CheckedSettings } from "./settings.js";
import { toSolution, type QPSolution, type QPStatus } from "./solution.js";

/** Stands for no limit of the iterations: what the core can be told of at once. */
const MANY = 2 ** 31;

/** Solves a problem whose P is n × n numbers: reserve, write, run, copy out, release. */
export function solveDense(wasm: Wasm, problem: DenseProblem, settings: CheckedSettings): QPSolution {
  const { n, m } = problem;
  const qp = wasm.checked(wasm.exports.qpCreate(n, m), 8 * (n * n + m * n), `A problem of ${n} variables and ${m} rows`);
  try {
    write(wasm, qp, problem);
    return solveWritten(wasm, qp, n, m, settings, QPMode.cold);
  } finally {
    wasm.exports.qpRelease(qp);
  }
}

/** Writes the parts of a problem that are given as doubles; P and A together, as the core scales both in place. */
export function write(wasm: Wasm, qp: number, parts: { readonly [Part in (typeof QP_FIELDS)[number]]?: unknown }): void {
  for (const field of QP_FIELDS) {
    const part = parts[field];
    if (part instanceof Float64Array) wasm.copyIn(addressOf(wasm, qp, field), part);
  }
}

function addressOf(wasm: Wasm, qp: number, field: (typeof QP_FIELDS)[number]): number {
  return wasm.exports.qpField(qp, QP_FIELDS.indexOf(field));
}

/** Advances a few milliseconds at a time until the core has a status or a limit is reached, looking at the limits between. */
function run(wasm: Wasm, qp: number, n: number, control: Control, mode: QPMode): QPStatus {
  const { exports } = wasm;
  exports.qpStart(qp, control.tolerance, mode);
  let done = 0;
  let status: QPStatus | undefined;
  for (let parts = 1; status === undefined; parts++) {
    const outcome = exports.qpAdvance(qp, Math.min(control.maxIterations - done, MANY));
    done = exports.qpIterations(qp);
    if (outcome === 0) control.look(parts, done, n);
    status = outcome === 0 ? control.reached : (QP_STATUS[outcome] as QPStatus);
    // The core stops where it sees negative curvature: that point and its residuals are the outcome.
    if (status !== undefined && (outcome === 0 || status === "non_convex")) exports.qpStop(qp);
  }
  control.iterations += done;
  return status;
}

/** Solves what was written, from a warm start where the settings have one, and copies the outcome out. */
export function solveWritten(
  wasm: Wasm,
  qp: number,
  n: number,
  m: number,
  { control, warmStart }: CheckedSettings,
  mode: QPMode,
): QPSolution {
  if (warmStart !== undefined) {
    write(wasm, qp, warmStart);
    wasm.i8(addressOf(wasm, qp, "activeSet"), n + m).set(warmStart.activeSet);
  }
  const status = run(wasm, qp, n, control, warmStart === undefined ? mode : QPMode.warm);
  const [x, y, z] = (["x", "y", "z"] as const).map((part) => wasm.copyOut(addressOf(wasm, qp, part), part === "y" ? m : n));
  const activeSet = wasm.i8(addressOf(wasm, qp, "activeSet"), n + m).slice();
  const [objective, primalResidual, dualResidual, dualityGap] = wasm.f64(addressOf(wasm, qp, "info"), 4);
  const iterations = wasm.exports.qpIterations(qp);
  const residuals = { primalResidual, dualResidual, dualityGap };
  return toSolution({ status, x, y, z, objective, iterations, ...residuals }, { activeSet });
}
