/** Sections of a module, by their numbers (WebAssembly core specification 2.0, §5.5). */
const [FUNCTIONS, MEMORY] = [3, 5];

/** A section that imports the memory "m" of "m": shared, of 1 to 65536 pages. */
const IMPORTED = [2, 11, 1, 1, 0x6d, 1, 0x6d, 2, 3, 1, 0x80, 0x80, 4];

/**
 * The module with its memory, which each instance has for itself, replaced by one that it imports and that is shared: its instances can then
 * run on several threads over the same data.
 *
 * The module must have no imports and no data, as the core has none. Nothing else changes in it.
 */
export function shareMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const shared = new Uint8Array(module.length + IMPORTED.length);
  let length = 0;
  const append = (bytes: ArrayLike<number>) => {
    shared.set(bytes, length);
    length += bytes.length;
  };
  append(module.subarray(0, 8));
  for (let at = 8, next; at < module.length; at = next) {
    const id = module[at];
    if (id === FUNCTIONS) append(IMPORTED);
    let size = 0;
    next = at;
    for (let shift = 0, byte = 128; byte >= 128; shift += 7) {
      byte = module[++next] ?? 0;
      size |= (byte & 127) << shift;
    }
    next += 1 + size;
    if (id !== MEMORY) append(module.subarray(at, next));
  }
  return shared.subarray(0, length);
}
