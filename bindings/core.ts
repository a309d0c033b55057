import { optimize } from "./portfolio/optimize.js";
import type { Portfolio } from "./portfolio/portfolio.js";
import type { PortfolioProblem } from "./portfolio/problem.js";
import type { QPProblem } from "./qp/problem.js";
import type { QPSettings } from "./qp/settings.js";
import type { QPSolution } from "./qp/solution.js";
import { solveQP } from "./qp/solveQP.js";
import { loadWasm, loadWasmSync, type LoadOptions, type SyncLoadOptions, type Wasm } from "./wasm.js";

/** The bytes that a core's WebAssembly heap has handed out. */
export interface CoreMemory {
  /** Bytes in use now, headers included: what Returns and Covariances not yet disposed of hold, and nothing else. */
  readonly used: number;
}

/**
 * The compute core: one instance of the WebAssembly module and the functions that run on it. Calls are
 * synchronous; two cores share nothing.
 */
export class Core {
  /** Which build runs: `"relaxed"` SIMD, `"baseline"` SIMD, or the `"custom"` module that was given. */
  readonly simd: Wasm["simd"];
  readonly memory: CoreMemory;

  constructor(private readonly wasm: Wasm) {
    this.simd = wasm.simd;
    this.memory = {
      get used() {
        return wasm.heapUsed;
      },
    };
  }

  /**
   * Solves a convex quadratic program: minimise ½xᵀPx + qᵀx subject to l ≤ Ax ≤ u, lb ≤ x ≤ ub.
   *
   * For portfolios, `optimize` is shorter. A problem of many thousand rows is not what this is for.
   *
   * @param problem.P n × n, symmetric positive semidefinite: row-major array, array of rows, or a Covariance
   * @param problem.q n, or one number; 0 by default
   * @param problem.A m × n, row-major or an array of rows; none by default
   * @param problem.l m, or one number; −Infinity (or −1e30 and less) for none, which is the default
   * @param problem.u m, or one number; Infinity (or 1e30 and more) for none, which is the default
   * @param problem.lb n, or one number; none by default
   * @param problem.ub n, or one number; none by default
   * @param settings tolerance (1e-9), maxIterations (50·(n + m) + 1000), timeLimit in seconds (none), warmStart
   * @returns the status, x, the multipliers y and z, the residuals computed afresh from the data, and the proof of infeasibility where there is one
   * @throws DimensionError where a shape is wrong
   * @throws ValueError where a value is NaN or infinite, P is not symmetric, or a lower side is above its upper one
   * @throws MemoryError where the problem does not fit a WebAssembly memory
   * @see Gill & Murray 1978, "Numerically stable methods for quadratic programming": the active-set method
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const { status, x, y } = core.solveQP({ P: [[4, 1], [1, 2]], q: [1, 1], A: [[1, 1]], l: 1, u: 1, lb: 0, ub: 0.7 });
   * console.log(status, x, y); // solved [0.3, 0.7] [-2.9]
   */
  solveQP(problem: QPProblem, settings?: QPSettings): QPSolution {
    return solveQP(this.wasm, problem, settings);
  }

  /**
   * Finds the optimal portfolio under the constraints.
   *
   * @param problem.covariance of n assets: what `covariance`, `denseCovariance` or `factorCovariance` returned
   * @param problem.expectedReturns n, of one period; needed by `utility` and `target-return`
   * @param problem.objective `{ kind: "min-variance" }`, `{ kind: "utility", riskAversion }`, `{ kind: "target-return", value }` or `{ kind: "tracking-error", benchmark }`
   * @param problem.constraints budget (1), minWeights (0), maxWeights (1), groups, linear
   * @param problem.current the n weights held today; adds `turnover` to the result
   * @param problem.warmStart the `warmStart` of a portfolio with as many assets and constraints
   * @param problem.settings tolerance, maxIterations, timeLimit, as for `solveQP`
   * @returns the weights (bounds hold exactly), the multipliers by the constraints' names, and `conflict` where no portfolio satisfies the constraints
   * @throws DimensionError where a shape is wrong
   * @throws ValueError where a value, a name or an option is wrong
   * @see Markowitz 1952, "Portfolio selection"
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const covariance = core.denseCovariance([[0.04, 0.01], [0.01, 0.09]], { names: ["BOND", "STOCK"] });
   * const { status, weights } = core.optimize({ covariance, objective: { kind: "min-variance" }, constraints: { maxWeights: { BOND: 0.6 } } });
   * console.log(status, weights); // solved [0.6, 0.4]
   * covariance.dispose();
   */
  optimize(problem: PortfolioProblem): Portfolio {
    return optimize(this.wasm, problem);
  }
}

/**
 * Compiles and starts the core.
 *
 * @param options.wasm the module to run instead of the one inside this package: compiled, bytes, a Response or an address
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { loadCore } from "quadfolio";
 * const core = await loadCore();
 * console.log(core.simd, core.memory.used);
 */
export async function loadCore(options: LoadOptions = {}): Promise<Core> {
  return new Core(await loadWasm(options));
}

/**
 * `loadCore` without waiting: compiles on this thread, which takes some milliseconds.
 *
 * Prefer `loadCore` on the main thread of a page.
 *
 * @param options.wasm the module to run instead of the one inside this package: compiled, or its bytes
 * @param options.simd `"auto"` (default), `"relaxed"` or `"baseline"`
 * @throws LoadError where the module or the host cannot run the core
 * @example
 * import { loadCoreSync } from "quadfolio";
 * const core = loadCoreSync();
 * console.log(core.simd);
 */
export function loadCoreSync(options: SyncLoadOptions = {}): Core {
  return new Core(loadWasmSync(options));
}
