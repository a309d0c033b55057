import { CovFailure } from "../abi.js";
import { DimensionError, MemoryError, QuadfolioError, ValueError } from "../errors/errors.js";
import { orderOf, rowsOf, toMatrix, type MatrixInput } from "../errors/matrix.js";
import { toNames } from "../errors/names.js";
import { toOptions } from "../errors/options.js";
import { toSymmetricMatrix } from "../errors/symmetric.js";
import { toNonnegative, type VectorInput } from "../errors/vector.js";
import type { Wasm } from "../wasm.js";
import { Covariance } from "./covariance.js";

/** P = B F Bᵀ + diag(d) of n assets and k factors. */
export interface FactorModel {
  /** B, n × k: row-major or an array of rows. */
  loadings: MatrixInput;
  /** F, k × k, symmetric positive semidefinite. */
  factorCovariance: MatrixInput;
  /** d, n numbers of at least 0, or one for all. */
  specificVariances: VectorInput;
  names?: readonly string[] | undefined;
}

/** Checks the model and puts it into the core; see `Core.factorCovariance`. */
export function factorCovariance(wasm: Wasm, model: FactorModel): Covariance {
  const given = toOptions(
    "model",
    model,
    ["loadings", "factorCovariance", "specificVariances", "names"],
    "loadings, factorCovariance, specificVariances",
  );
  const k = orderOf("factorCovariance", given.factorCovariance);
  const F = toSymmetricMatrix("factorCovariance", given.factorCovariance, k);
  const n = rowsOf("loadings", given.loadings, k);
  if (n === 0) throw new DimensionError("loadings", "0 rows", "at least 1");
  const names = toNames("names", given.names, n);
  const B = toMatrix("loadings", given.loadings, n, k, { rowNames: names });
  const d = toNonnegative("specificVariances", given.specificVariances, n, { names });

  return wasm.lend(8 * (n * k + k * k + n), "The factor model", (block) => {
    const [loadings, factors, specific] = [block, block + 8 * n * k, block + 8 * (n * k + k * k)];
    wasm.copyIn(loadings, B);
    wasm.copyIn(factors, F);
    wasm.copyIn(specific, d);
    const handle = wasm.exports.covFactorModel(n, k, loadings, factors, specific) >>> 0;
    if (handle === CovFailure.memory) throw new MemoryError("The factor model", 8 * n * k);
    if (handle === CovFailure.convergence) throw new QuadfolioError("The eigenvalues of factorCovariance were not found.");
    if (handle === CovFailure.rank) throw new ValueError("factorCovariance", "indefinite", "a positive semidefinite matrix");
    return new Covariance(wasm, handle, { assets: n, names, estimator: "factor", loadings: B.slice() });
  });
}
