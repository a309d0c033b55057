// In what is published, the library and the modules, the functions of the core have short names, and so has what never leaves the library: 0.9 kB
// less of the core entry.
import { leb, Reader, sections } from "./sections.mjs";

/** Names that the bindings have for other things too. */
const SHARED = ["allocate", "release", "heapUsed", "memory", "table", "posteriorCovariance"];
/** Properties of objects that no caller is given, by names that nothing else has: no option, result or message, and no object of the host. */
export const INTERNAL = [
  ...["price", "limits", "excess", "sides", "outcome", "vertices", "least", "centre", "sources", "amount", "above", "netReturn"],
  ...[
    "finite",
    "reached",
    "alone",
    "guess",
    "signs",
    "broadcast",
    "columnNames",
    "buySlices",
    "sellSlices",
    "isHeld",
    "infinite",
    "rowNames",
  ],
  ...[
    "xView",
    "isProven",
    "without",
    "level",
    "byAsset",
    "look",
    "priced",
    "aim",
    "universe",
    "isSummed",
    "weightsOf",
    "refutes",
  ],
  ...[
    "isUndecided",
    "noun",
    "firstMissing",
    "firstLow",
    "isIndefinite",
    "hasRates",
    "confidences",
    "setBounds",
    "isStrict",
    "lessCosts",
    "isInfeasible",
    "leastAmount",
  ],
  ...[
    "membersView",
    "onTrades",
    "quadraticLimits",
    "kink",
    "wanted",
    "roomAbove",
    "portfolio",
    "deviation",
    "certify",
    "curvature",
    "sloped",
    "roomBelow",
  ],
];
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const EXPORT_SECTION = 7;

const exportsOf = (module) => WebAssembly.Module.exports(new WebAssembly.Module(module)).map(({ name }) => name);

/** The short name of each internal property, and of each export of a module whose name is of nothing else. */
export function shortNames(module) {
  const long = [...INTERNAL, ...exportsOf(module).filter((name) => !SHARED.includes(name))];
  const short = (k) => ["", "$", "_"][Math.floor(k / LETTERS.length)] + LETTERS[k % LETTERS.length];
  return Object.fromEntries(long.map((name, k) => [name, short(k)]));
}

/** The options with which esbuild writes short names instead of long ones. */
export const mangling = (names) => ({
  mangleProps: new RegExp(`^(?:${Object.keys(names).join("|")})$`),
  mangleCache: { ...names },
});

/** The module with its exports under short names. */
export function withShortNames(module, names) {
  const { start, begin, end } = [...sections(module)].find(({ kind }) => kind === EXPORT_SECTION);
  const reader = new Reader(module, begin);
  const count = reader.number();
  const content = leb(count);
  for (let k = 0; k < count; k++) {
    const name = Buffer.from(reader.take(reader.number())).toString();
    const short = Buffer.from(names[name] ?? name);
    content.push(...leb(short.length), ...short, ...reader.take(1), ...leb(reader.number()));
  }
  return Buffer.concat([
    module.subarray(0, start),
    Uint8Array.of(EXPORT_SECTION, ...leb(content.length), ...content),
    module.subarray(end),
  ]);
}
