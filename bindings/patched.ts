/**
 * `from` changed as `patch` says: counts of bytes to keep, to leave out and to put in, in LEB128, and the bytes to put in, again and
 * again (`difference` of scripts/pack.mjs).
 */
export function patched(from: Uint8Array, patch: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(from.length + patch.length);
  let length = 0;
  let at = 0;
  let next = 0;
  const count = () => {
    let value = 0;
    let shift = 0;
    do value |= (patch[next]! & 127) << shift;
    while (((shift += 7), patch[next++]! > 127));
    return value;
  };
  /** Puts `count` bytes of `source` from `first` on; where they end there. */
  const put = (source: Uint8Array, first: number, count: number) => {
    bytes.set(source.subarray(first, first + count), length);
    length += count;
    return first + count;
  };
  while (next < patch.length) {
    at = put(from, at, count());
    at += count();
    const added = count();
    next = put(patch, next, added);
  }
  return bytes.slice(0, length);
}
