/**
 * `from` changed as `patch` says: counts of bytes to keep, to leave out and to put in, in LEB128, and the bytes to put in, again and
 * again (`difference` of scripts/pack.mjs).
 */
export function patched(from: Uint8Array, patch: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let at = 0;
  let next = 0;
  const count = () => {
    let value = 0;
    let shift = 0;
    do value |= (patch[next]! & 127) << shift;
    while (((shift += 7), patch[next++]! > 127));
    return value;
  };
  while (next < patch.length) {
    for (let kept = count(); kept > 0; kept--) bytes.push(from[at++]!);
    at += count();
    for (let added = count(); added > 0; added--) bytes.push(patch[next++]!);
  }
  return Uint8Array.from(bytes);
}
