import type { Data } from "./estimates.js";
import { InputError } from "./inputError.js";

/** Assets that a request names and the data do not use. */
export interface LeftOut {
  /** `constraints.maxWeights`, or a group of the file of groups. */
  where: string;
  names: string[];
}

/** Takes the assets that are not used out of what names assets, and keeps a record of it. */
export class UsedAssets {
  readonly leftOut: LeftOut[] = [];
  readonly #used: ReadonlySet<string>;
  readonly #dropped: ReadonlyMap<string, string>;

  constructor({ names, dropped }: Data) {
    this.#used = new Set(names);
    this.#dropped = new Map(dropped.map(({ name, reason }) => [name, reason]));
  }

  /** Without the assets that were dropped; other names are left for the library to find. */
  members(where: string, names: readonly string[]): string[] {
    return this.#without(where, names, (name) => this.#dropped.has(name));
  }

  /** Without all assets that are not used: a file of groups may describe more assets than the data. */
  mapped(where: string, names: readonly string[]): string[] {
    return this.#without(where, names, (name) => !this.#used.has(name));
  }

  /** Values by name without those of the assets that were dropped; one value for all as it is. */
  vector<T>(where: string, value: T): T {
    if (typeof value !== "object" || value === null) return value;
    const kept = new Set(this.members(where, Object.keys(value)));
    return Object.fromEntries(Object.entries(value).filter(([name]) => kept.has(name))) as T;
  }

  /** Weights of a benchmark: for those of assets that were dropped the others stand, in proportion. */
  benchmark<T>(where: string, weights: T): T {
    const kept = this.vector(where, weights);
    if (typeof kept !== "object" || kept === null) return kept;
    const sum = (object: object): number => Object.values(object).reduce((total: number, one) => total + Number(one), 0);
    const [all, left] = [sum(weights as object), sum(kept)];
    if (all === left || left === 0) return kept;
    return Object.fromEntries(Object.entries(kept).map(([name, weight]) => [name, (weight * all) / left])) as T;
  }

  /** The object with the vectors that stand at `keys` taken through `vector`. */
  vectors<T extends object>(where: string, object: T, keys: readonly (keyof T & string)[]): T {
    const present = keys.filter((key) => object[key] !== undefined);
    return { ...object, ...Object.fromEntries(present.map((key) => [key, this.vector(`${where}.${key}`, object[key])])) };
  }

  /** Weights held today. Throws an InputError where money is in an asset that is not used: the problem would not be the user's. */
  held(current: Readonly<Record<string, number>>): Record<string, number> {
    for (const [name, weight] of Object.entries(current)) {
      if (weight === 0 || this.#used.has(name)) continue;
      const reason = this.#dropped.get(name);
      const why = reason === undefined ? "is not in the data" : `was dropped for ${reason}`;
      const held = `current holds ${weight} of ${JSON.stringify(name)}, which ${why}`;
      throw new InputError(`${held}: without it the turnover and the costs would be wrong.`);
    }
    return Object.fromEntries(Object.entries(current).filter(([name]) => this.#used.has(name)));
  }

  #without(where: string, names: readonly string[], isOut: (name: string) => boolean): string[] {
    const out = names.filter(isOut);
    if (out.length > 0) this.leftOut.push({ where, names: out });
    return names.filter((name) => !isOut(name));
  }
}
