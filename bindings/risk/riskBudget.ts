import { RISK_BUDGET_FIELDS, RISK_BUDGET_STATUS, type FullExports } from "../abi.js";
import type { Covariance } from "../covariance/covariance.js";
import { fullExports } from "../fullExports.js";
import type { Control } from "../qp/control.js";
import type { QPStatus } from "../qp/solution.js";
import type { Wasm } from "../wasm.js";

/** Where a solve at one level ended. */
export interface BudgetedRisk {
  /** `solved` where each deviation is within the tolerance, or the rounding of a contribution that cancels; `dual_infeasible` where a portfolio of these signs has no risk; `non_convex`, or a limit of the control. */
  readonly status: QPStatus;
  readonly x: Float64Array;
  /** Σx. */
  readonly marginal: Float64Array;
  /** The largest |xᵢ(Σx)ᵢ/(λbᵢ) − 1| of the assets that no bound holds. */
  readonly deviation: number;
}

/** minimise ½xᵀΣx − λ Σ bᵢ log|xᵢ| between bounds, in the core's memory, at one λ after the other. */
export class RiskBudget {
  readonly #wasm: Wasm;
  readonly #exports: FullExports;
  readonly #handle: number;
  readonly #n: number;

  /** `budgets`: n, above 0, with sum 1. There are no bounds at first. */
  constructor(covariance: Covariance, budgets: Float64Array) {
    const { wasm, assets } = covariance;
    this.#wasm = wasm;
    this.#exports = fullExports(wasm);
    this.#n = assets;
    this.#handle = wasm.checked(
      this.#exports.riskBudgetCreate(covariance.handle),
      104 * assets,
      `Risk budgets of ${assets} assets`,
    );
    this.#field("budget").set(budgets);
    this.setBounds(new Float64Array(assets).fill(-Infinity), new Float64Array(assets).fill(Infinity));
  }

  setBounds(lb: Float64Array, ub: Float64Array): void {
    this.#field("lb").set(lb);
    this.#field("ub").set(ub);
  }

  /** Solves at λ = `level`: from `x`, whose signs stay, or where it is not `warm` from its signs alone. */
  solve(control: Control, level: number, x: Float64Array, warm: boolean): BudgetedRisk {
    const exports = this.#exports;
    this.#field("x").set(x);
    exports.riskBudgetStart(this.#handle, level, Number(warm));
    const status = this.#run(control);
    const steps = exports.riskBudgetSteps(this.#handle);
    control.rounds += steps;
    control.iterations += steps;
    const deviation = exports.riskBudgetDeviation(this.#handle);
    return {
      status: status === "numerical_error" && deviation <= control.tolerance ? "solved" : status,
      x: this.#field("x").slice(),
      marginal: this.#field("marginal").slice(),
      deviation,
    };
  }

  /** dΣxᵢ/d log √λ at the solution: what the sum of the weights gains where √λ grows. */
  growth(): number {
    return this.#exports.riskBudgetGrowth(this.#handle);
  }

  dispose(): void {
    this.#exports.riskBudgetRelease(this.#handle);
  }

  #run(control: Control): QPStatus {
    const exports = this.#exports;
    while (control.reached === undefined) {
      const status = RISK_BUDGET_STATUS[exports.riskBudgetStep(this.#handle)];
      const steps = exports.riskBudgetSteps(this.#handle);
      control.look(steps, steps, this.#n);
      if (status !== "running") return status;
    }
    return control.reached;
  }

  #field(field: (typeof RISK_BUDGET_FIELDS)[number]): Float64Array {
    return this.#wasm.f64(this.#exports.riskBudgetField(this.#handle, RISK_BUDGET_FIELDS.indexOf(field)), this.#n);
  }
}
