/** What another realm has of its own. */
interface Realm {
  readonly Object: ObjectConstructor;
  readonly Array: ArrayConstructor;
  readonly Float64Array: Float64ArrayConstructor;
  /** A context of Node has none of its own. */
  readonly AbortController?: typeof AbortController;
}

/** Another realm: that of a frame in a page, of a context in Node; undefined in a browser's worker, which can make none. */
export function otherRealm(): Realm | undefined {
  if (typeof document !== "undefined")
    return document.body.appendChild(document.createElement("iframe")).contentWindow as unknown as Realm;
  if (typeof process === "undefined") return undefined;
  return process.getBuiltinModule("node:vm").runInNewContext("({ Object, Array, Float64Array })") as Realm;
}
