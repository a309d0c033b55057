import { Covariance } from "../covariance/covariance.js";
import type { Wasm } from "../wasm.js";

/** |p_ij| may be above √(p_ii p_jj) by this share: entries were rounded. */
const ROUNDING = 1e-9;

/** Bytes of a row beside its numbers: header and padding. */
const ROW_OVERHEAD = 128;

/**
 * An n × n P in JavaScript whose rows cross into the core one by one, as a solve over a universe asks for them: those of
 * the assets that it holds or considers holding. P is symmetric, so that they price every other asset too.
 */
export class LazyCurvature {
  /** What the universe refers to; of this room alone, since most of its rows are not there. */
  readonly covariance: Covariance;
  /** Whether a row that crossed shows that P is not positive semidefinite: |p_ij| > √(p_ii p_jj) for some i. */
  isIndefinite = false;
  readonly #P: Float64Array;
  /** n: the diagonal of P by itself, each of whose elements lies in another cache line of P. */
  readonly #diagonal: Float64Array;

  /** P: n × n, checked. It is read until `dispose()`. */
  constructor(wasm: Wasm, P: Float64Array, n: number) {
    const handle = wasm.checked(wasm.exports.covCreateRows(n), 4 * n, "A list of the rows of P");
    this.covariance = new Covariance(wasm, handle, { assets: n, names: undefined, estimator: "dense" });
    this.#P = P;
    this.#diagonal = Float64Array.from({ length: n }, (_, i) => P[i * n + i]);
  }

  /** Copies the rows of `assets` into the core. */
  cross(assets: Int32Array): void {
    const { wasm, handle, assets: n } = this.covariance;
    // Room for all of them at once: the memory grows once.
    wasm.exports.release(wasm.exports.allocate(BigInt(assets.length * (8 * n + ROW_OVERHEAD))));
    for (const j of assets) {
      const address = wasm.checked(wasm.exports.covAddRow(handle, j), 8 * n, `A row of P of ${n} variables`);
      const row = this.#P.subarray(j * n, (j + 1) * n);
      wasm.copyIn(address, row);
      this.isIndefinite ||= this.#exceedsDiagonal(row, row[j]);
    }
  }

  dispose(): void {
    this.covariance.dispose();
  }

  #exceedsDiagonal(row: Float64Array, own: number): boolean {
    const diagonal = this.#diagonal;
    const most = own * (1 + ROUNDING);
    for (let i = 0; i < row.length; i++) if (!(row[i] * row[i] <= most * diagonal[i])) return true;
    return false;
  }
}
