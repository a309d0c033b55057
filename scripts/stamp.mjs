// What tells the modules of one release from those of another: an empty custom section, whose name is the stamp.
import { leb, sections } from "./sections.mjs";

const [CUSTOM_SECTION, CODE_SECTION] = [0, 10];

/**
 * The stamp of modules made of sources with this hash. The hash is of all that decides which export has which short name and what it does: the core,
 * the options and the version of its compiler, the scripts, and with package-lock.json the version of the package.
 */
export const stampOf = (hash) => `quadfolio ${hash.slice(0, 8)}`;

/** The module with the stamp before its code, which stays the last section as the types stay the first: assembly/packing counts on both. */
export function withStamp(module, stamp) {
  const { start } = [...sections(module)].find(({ kind }) => kind === CODE_SECTION);
  const name = Buffer.from(stamp);
  const content = [...leb(name.length), ...name];
  const section = Uint8Array.of(CUSTOM_SECTION, ...leb(content.length), ...content);
  return Buffer.concat([module.subarray(0, start), section, module.subarray(start)]);
}

/** The module without custom sections. */
export function withoutStamp(module) {
  const kept = [...sections(module)].filter(({ kind }) => kind !== CUSTOM_SECTION);
  return Buffer.concat([module.subarray(0, 8), ...kept.map(({ start, end }) => module.subarray(start, end))]);
}
