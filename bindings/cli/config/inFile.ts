import type { Covariance } from "../../files/index.js";

/**
 * What a type of the library is in a file: vectors are one number or numbers by the assets' names, never by position
 * (which shifts where assets are dropped), members of groups are names, functions and covariances have no place.
 */
export type InFile<T> = T extends string | number | boolean | undefined
  ? T
  : T extends Covariance | ((...args: never[]) => unknown)
    ? never
    : ArrayLike<number> extends T
      ? never
      : T extends readonly [number, number]
        ? T
        : T extends readonly (infer Element)[]
          ? (string extends Element ? string : InFile<Element>)[]
          : { [Key in keyof T as [InFile<Exclude<T[Key], undefined>>] extends [never] ? never : Key]: InFile<T[Key]> };

/** Numbers by the names of assets. */
export type ByName = Readonly<Record<string, number>>;
