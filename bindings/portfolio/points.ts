/** The point at `share` of the way; what both ends agree on stays as it is to the last bit. */
export function between(from: Float64Array, to: Float64Array, share: number): Float64Array {
  return from.map((one, j) => one + share * (to[j] - one));
}

/** The point between the bounds that is nearest. */
export function clamped(x: Float64Array, lb: Float64Array, ub: Float64Array): Float64Array {
  return x.map((one, j) => Math.min(Math.max(one, lb[j]), ub[j]));
}

/** The largest |value|, 0 of none. */
export function largest(values: Float64Array): number {
  return values.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
}

/** Σxᵢ. */
export function sumOf(x: Float64Array): number {
  return x.reduce((sum, one) => sum + one, 0);
}

/** Σ|w|. */
export function gross(w: Float64Array): number {
  return w.reduce((sum, one) => sum + Math.abs(one), 0);
}

/** Σ|x − centre|. */
export function distance(x: Float64Array, centre: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += Math.abs(x[j] - centre[j]);
  return sum;
}

/** aᵀb. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The least and the greatest of the values, of which there may be more than a call takes arguments. */
export function extent(values: Iterable<number>): [number, number] {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** a − b. */
export function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((one, i) => one - b[i]);
}

/** Vectors one behind the other. */
export function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
