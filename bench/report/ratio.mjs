/** How many times longer `theirs` is than `ours`, as text; below 1 quadfolio is the slower one. */
export function ratio(theirs, ours) {
  if (!(theirs > 0 && ours > 0)) throw new RangeError(`The times are ${theirs} and ${ours}, expected positive numbers.`);
  const value = theirs / ours;
  return `${value >= 99.95 ? Math.round(value).toLocaleString("en") : value >= 9.995 ? value.toFixed(1) : value.toFixed(2)} ×`;
}

/** Milliseconds as text, in ms or s. */
export function duration(milliseconds) {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(milliseconds >= 1e4 ? 1 : 2)} s`;
  return `${milliseconds < 1 ? milliseconds.toFixed(3) : milliseconds < 100 ? milliseconds.toFixed(2) : milliseconds.toFixed(0)} ms`;
}
