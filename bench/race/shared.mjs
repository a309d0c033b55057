/** An object whose arrays of doubles are in memory that threads share, so that passing it on copies nothing. */
export function shared(problem) {
  const entries = Object.entries(problem).map(([key, value]) => [
    key,
    value instanceof Float64Array ? sharedArray(value) : value,
  ]);
  return Object.fromEntries(entries);
}

function sharedArray(values) {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float64Array(new SharedArrayBuffer(8 * values.length));
  copy.set(values);
  return copy;
}
