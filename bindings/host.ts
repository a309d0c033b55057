/**
 * The class of this name where the consumer's libraries declare it, never where they do not: the
 * published types need neither the DOM's nor Node's.
 */
export type HostClass<Host, Name extends string> = Host extends { [Key in Name]: { prototype: infer Instance } }
  ? Instance
  : never;
