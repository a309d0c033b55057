import { positionsOf, toAsset } from "../errors/names.js";
import { MemoryError, ValueError } from "../errors/errors.js";
import { rowsOf, toMatrix, type MatrixInput } from "../errors/matrix.js";
import { toVector, type VectorInput } from "../errors/vector.js";
import { Held } from "../lifetime.js";
import type { Wasm } from "../wasm.js";

/** What describes a covariance beside its numbers. */
export interface CovarianceDescription {
  readonly assets: number;
  readonly names: readonly string[] | undefined;
  readonly estimator: string;
  readonly shrinkage?: number | undefined;
  readonly mean?: Float64Array | undefined;
  readonly loadings?: Float64Array | undefined;
  /** Shapes the covariance again after its window has rolled, and returns the intensity; estimators that cannot roll have none. */
  readonly reshape?: ((handle: number) => number | undefined) | undefined;
}

/**
 * A covariance matrix P of n assets, per observation period. Most estimators leave it as G Gᵀ + diag(d), which
 * refers to the returns and is never multiplied out: `column`, `multiply`, `variance` and `diagonal` take O(n·T),
 * and only `toMatrix` forms n × n numbers.
 */
export class Covariance extends Held {
  /** n. */
  readonly assets: number;
  readonly names?: readonly string[];
  /** The estimator it comes from; `"dense"` or `"factor"` where it was given. */
  readonly estimator: string;
  /** B, n × k row-major, where it was given as a factor model. */
  readonly loadings?: Float64Array;
  readonly #wasm: Wasm;
  readonly #reshape: CovarianceDescription["reshape"];
  #shrinkage: number | undefined;
  #mean: Float64Array | undefined;
  /** Of the names, once an asset was asked for by name. */
  #positions: ReadonlyMap<string, number> | undefined;

  /** @internal Takes over the covariance at `handle`. */
  constructor(wasm: Wasm, handle: number, description: CovarianceDescription) {
    super({ what: "Covariance", handle, release: wasm.exports.covRelease });
    this.#wasm = wasm;
    this.assets = description.assets;
    if (description.names !== undefined) this.names = description.names;
    this.estimator = description.estimator;
    if (description.loadings !== undefined) this.loadings = description.loadings;
    this.#shrinkage = description.shrinkage;
    this.#mean = description.mean;
    this.#reshape = description.reshape;
  }

  /** @internal The core it lives in. */
  get wasm(): Wasm {
    return this.#wasm;
  }

  /** The intensity δ in [0, 1] of a shrinkage estimator. */
  get shrinkage(): number | undefined {
    return this.#shrinkage;
  }

  /** n: the means of the returns, where the estimator subtracts them. */
  get mean(): Float64Array | undefined {
    return this.#mean?.slice();
  }

  /**
   * Rolls the window on: the oldest observations go, the new ones come, and everything about the covariance is as if it were
   * estimated afresh. A new observation costs O(n), and O(n·min(n, T)) where the intensity is estimated, or Σ was formed of no more assets
   * than observations: then the smaller Gram matrix is kept up to date;
   * `ewma` and the targets `constant-correlation`, `single-factor` and `two-parameter` take a few passes of O(nT) beside. The returns it
   * was made from are not changed: the first update takes a copy of them unless they were disposed of.
   *
   * @param observations m × n returns, oldest first: flat row-major or an array of rows
   * @throws DimensionError, ValueError where they are not rows of n finite numbers
   * @throws ValueError where the estimator is not `sample`, `ewma`, `ledoit-wolf` or `oas`
   * @throws DisposedError after `dispose()`
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const returns = core.returns([[0.01, 0.02], [-0.01, 0.03], [0.02, -0.02]], { observations: 3, assets: 2 });
   * const covariance = core.covariance(returns, { estimator: "sample" });
   * returns.dispose();
   * covariance.update([[0.03, 0.01]]);
   * console.log(covariance.mean); // [0.0133, 0.0067], of the last three observations
   * covariance.dispose();
   */
  update(observations: MatrixInput): void {
    const { handle, assets } = this;
    const wasm = this.#wasm;
    if (this.#reshape === undefined) {
      throw new ValueError(
        "estimator",
        this.estimator,
        '"sample", "ewma", "ledoit-wolf" or "oas": the others have to be estimated afresh',
      );
    }
    const count = rowsOf("observations", observations, assets);
    if (count === 0) return;
    const rows = toMatrix("observations", observations, count, assets, { columnNames: this.names });
    const depth = wasm.exports.covDepth(handle);
    const newest = rows.subarray(Math.max(0, count - depth) * assets);
    wasm.lend(newest.byteLength, "The new observations", (staging) => {
      wasm.copyIn(staging, newest);
      if (wasm.exports.covRoll(handle, staging, newest.length / assets) === 0) {
        throw new MemoryError("A panel and a Gram matrix of the covariance's own", 8 * assets * depth);
      }
    });
    this.#shrinkage = this.#reshape(handle);
    this.#mean = wasm.copyOut(wasm.exports.covMeans(handle), assets);
  }

  /**
   * The variances of the assets, n numbers.
   *
   * @throws DisposedError after `dispose()`
   */
  diagonal(): Float64Array {
    const { handle } = this;
    return this.#into((out) => this.#wasm.exports.covDiagonal(handle, out));
  }

  /**
   * Column j of P, the covariances of asset j with all assets: n numbers.
   *
   * @param j the position of the asset, or its name
   * @throws ValueError where there is no such asset
   * @throws DisposedError after `dispose()`
   */
  column(j: number | string): Float64Array {
    const { handle } = this;
    const position = toAsset("j", j, this.assets, (this.#positions ??= this.names && positionsOf(this.names)));
    return this.#into((out) => this.#wasm.exports.covColumn(handle, position, out));
  }

  /**
   * P w.
   *
   * @param w n numbers, or numbers by name (those left out are 0)
   * @throws DimensionError, ValueError where `w` is not n finite numbers
   * @throws DisposedError after `dispose()`
   */
  multiply(w: VectorInput): Float64Array {
    return this.#with(w, (handle, x, out) => {
      this.#wasm.exports.covMultiply(handle, x, out);
      return this.#wasm.copyOut(out, this.assets);
    });
  }

  /**
   * wᵀ P w, the variance of the portfolio w.
   *
   * @param w n numbers, or numbers by name (those left out are 0)
   * @throws DimensionError, ValueError where `w` is not n finite numbers
   * @throws DisposedError after `dispose()`
   */
  variance(w: VectorInput): number {
    return this.#with(w, (handle, x, out) => this.#wasm.exports.covVariance(handle, x, out));
  }

  /**
   * P, n × n row-major and exactly symmetric: the one method that forms the matrix.
   *
   * @throws MemoryError where n × n numbers do not fit a WebAssembly memory
   * @throws DisposedError after `dispose()`
   */
  toMatrix(): Float64Array {
    const { handle, assets } = this;
    const wasm = this.#wasm;
    const workspace = Number(wasm.exports.covGatherScratch(handle, assets));
    return wasm.lend(assets * assets * 8, "The covariance matrix", (out) =>
      wasm.lend(workspace, "The workspace of the covariance matrix", (scratch) => {
        wasm.exports.covToMatrix(handle, out, scratch);
        return wasm.copyOut(out, assets * assets);
      }),
    );
  }

  /** Calls with room for n results and copies them out. */
  #into(call: (out: number) => void): Float64Array {
    return this.#wasm.lend(this.assets * 8, "A vector of the assets", (out) => {
      call(out);
      return this.#wasm.copyOut(out, this.assets);
    });
  }

  /** Calls with the vector, checked, in the core's memory and room for n results. */
  #with<T>(w: VectorInput, call: (handle: number, x: number, out: number) => T): T {
    const { handle, assets: n, names } = this;
    const vector = toVector("w", w, n, { names, broadcast: false, missing: 0 });
    const room = Math.ceil(n / 8) * 64;
    return this.#wasm.lend(2 * room, "Two vectors of the assets", (x) => {
      this.#wasm.copyIn(x, vector);
      return call(handle, x, x + room);
    });
  }
}

/** Throws where `covariance` is not one. */
export function checkCovariance(covariance: unknown): asserts covariance is Covariance {
  if (!(covariance instanceof Covariance)) {
    throw new ValueError("covariance", covariance, "what core.covariance, core.denseCovariance or core.factorCovariance returns");
  }
}
