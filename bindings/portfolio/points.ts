/** The point at `share` of the way; what both ends agree on stays as it is to the last bit. */
export function between(from: Float64Array, to: Float64Array, share: number): Float64Array {
  return from.map((one, j) => one + share * (to[j] - one));
}

/** The point between the bounds that is nearest. */
export function clamped(x: Float64Array, lb: Float64Array, ub: Float64Array): Float64Array {
  return x.map((one, j) => Math.min(Math.max(one, lb[j]), ub[j]));
}
