/** Element access: address of a vector and an index. The addresses come from an arena; nothing is checked. */

// @ts-ignore: decorator
@inline
export function get(vector: usize, i: usize): f64 {
  return load<f64>(vector + (i << 3));
}

// @ts-ignore: decorator
@inline
export function set(vector: usize, i: usize, value: f64): void {
  store<f64>(vector + (i << 3), value);
}

/** An index vector of 32-bit integers. */
// @ts-ignore: decorator
@inline
export function getIndex(vector: usize, i: usize): i32 {
  return load<i32>(vector + (i << 2));
}

// @ts-ignore: decorator
@inline
export function setIndex(vector: usize, i: usize, value: i32): void {
  store<i32>(vector + (i << 2), value);
}

/** A vector of states, a byte each. */
// @ts-ignore: decorator
@inline
export function getState(vector: usize, i: usize): i32 {
  return load<i8>(vector + i);
}

// @ts-ignore: decorator
@inline
export function setState(vector: usize, i: usize, value: i32): void {
  store<i8>(vector + i, <i8>value);
}

/** The address of element i. */
// @ts-ignore: decorator
@inline
export function at(vector: usize, i: usize): usize {
  return vector + (i << 3);
}
