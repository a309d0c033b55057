/** What is used of npm lzma1, whose own types are sources that do not compile under strict options. */
export function compress(data: Uint8Array, level: number): Int8Array<ArrayBuffer>;
