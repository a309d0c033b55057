import { ValueError } from "../errors/errors.js";
import { entryOf, orderOf, type MatrixInput } from "../errors/matrix.js";
import { toNames } from "../errors/names.js";
import { toOptions } from "../errors/options.js";
import { toSymmetricMatrix } from "../errors/symmetric.js";
import type { Wasm } from "../wasm.js";
import { Covariance } from "./covariance.js";

export interface DenseOptions {
  names?: readonly string[] | undefined;
}

/** Checks the matrix and puts it into the core; see `Core.denseCovariance`. */
export function denseCovariance(wasm: Wasm, matrix: MatrixInput, options?: DenseOptions): Covariance {
  const given = toOptions("options", options, ["names"]);
  const n = orderOf("matrix", matrix);
  const names = toNames("names", given.names, n);
  const values = toSymmetricMatrix("matrix", matrix, n, names);
  for (let i = 0; i < n; i++) {
    const variance = values[i * n + i];
    if (variance < 0) {
      const entry = entryOf("matrix", i, i, { rowNames: names, columnNames: names });
      throw new ValueError(entry, variance, "a variance of at least 0");
    }
  }
  const handle = wasm.checked(wasm.exports.covCreateDense(n), n * n * 8, "The covariance matrix");
  wasm.copyIn(wasm.exports.covMatrix(handle), values);
  return new Covariance(wasm, handle, { assets: n, names, estimator: "dense" });
}
