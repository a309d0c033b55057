import { toCount } from "../errors/count.js";
import { ValueError } from "../errors/errors.js";
import { Held } from "../lifetime.js";
import type { Wasm } from "../wasm.js";

/** An asset that was left out of the returns, and why. */
export interface DroppedAsset {
  /** Its position in the data given. */
  readonly index: number;
  readonly name?: string;
  /** `missing`: a value is NaN or infinite; `non-positive`: a price is 0 or less; `constant`: the price never moves. */
  readonly reason: "missing" | "non-positive" | "constant";
  /** The first row (observation) the reason was seen at; 0 for `constant`. */
  readonly row: number;
  /** How many values of the asset are so; the number of observations for `constant`. */
  readonly count: number;
}

/** An observation that was left out of the returns. */
export interface DroppedObservation {
  /** Its row in the data given. */
  readonly row: number;
  readonly date?: string;
  /** How many assets have no value there. */
  readonly count: number;
}

/** What describes a panel beside its values. */
export interface PanelDescription {
  readonly assets: number;
  readonly observations: number;
  readonly names?: readonly string[] | undefined;
  readonly dates?: readonly string[] | undefined;
  readonly droppedAssets: readonly DroppedAsset[];
  readonly droppedObservations: readonly DroppedObservation[];
  /** 0 where no value is NaN for certain: otherwise they are counted. */
  readonly missing: number;
}

/**
 * The returns of n assets over T observations, held once inside the core. Covariances made from them
 * refer to the same memory, which is given back when all of them, and this, are disposed of.
 */
export class Returns extends Held {
  readonly assets: number;
  readonly observations: number;
  readonly names?: readonly string[];
  /** One for each observation: of a return from prices, the later of its two dates. */
  readonly dates?: readonly string[];
  readonly droppedAssets: readonly DroppedAsset[];
  readonly droppedObservations: readonly DroppedObservation[];
  /** How many values are NaN: 0 unless `missing: "keep"` let them in. */
  readonly missing: number;

  /** @internal Takes over one reference to the panel. `first` is the panel's column of the first observation. */
  constructor(
    /** @internal */
    readonly wasm: Wasm,
    panel: number,
    /** @internal */
    readonly first: number,
    description: PanelDescription,
  ) {
    super({ what: "Returns", handle: panel, release: wasm.exports.panelRelease });
    this.assets = description.assets;
    this.observations = description.observations;
    if (description.names !== undefined) this.names = description.names;
    if (description.dates !== undefined) this.dates = description.dates;
    this.droppedAssets = description.droppedAssets;
    this.droppedObservations = description.droppedObservations;
    this.missing = description.missing && this.toArray().filter(Number.isNaN).length;
    for (const hidden of ["wasm", "first"]) Object.defineProperty(this, hidden, { enumerable: false });
  }

  /**
   * The values, T × n row-major: observation t of asset i at [t·n + i]. A copy that belongs to JavaScript.
   *
   * @example
   * import { loadCore } from "quadfolio";
   * const core = await loadCore();
   * const returns = core.returns([0.01, 0.02, -0.01, 0.03], { observations: 2, assets: 2 });
   * console.log(returns.toArray()); // [0.01, 0.02, -0.01, 0.03]
   * returns.dispose();
   */
  toArray(): Float64Array {
    const { assets, observations, first } = this;
    const { exports } = this.wasm;
    const stride = exports.panelStride(this.handle) / 8;
    const values = this.wasm.f64(exports.panelValues(this.handle), stride * (assets - 1) + first + observations);
    const rows = new Float64Array(observations * assets);
    for (let i = 0; i < assets; i++) {
      for (let t = 0; t < observations; t++) rows[t * assets + i] = values[i * stride + first + t];
    }
    return rows;
  }

  /**
   * The returns of observations `from` … `to` − 1, of the same memory: a rolling window costs nothing.
   * It is disposed of like any other.
   *
   * @param from the first observation, 0 by default
   * @param to one past the last, T by default
   * @throws ValueError where the range holds nothing or reaches outside
   */
  window(from = 0, to = this.observations): Returns {
    toCount("from", from, 0);
    toCount("to", to, from + 1);
    if (to > this.observations) throw new ValueError("to", to, `at most the ${this.observations} observations there are`);
    const panel = this.handle;
    this.wasm.exports.panelRetain(panel);
    const dates = this.dates && Object.freeze(this.dates.slice(from, to));
    return new Returns(this.wasm, panel, this.first + from, { ...this, observations: to - from, dates });
  }
}
