/**
 * The only room that says WebAssembly: it instantiates the core and hands out its exports and typed
 * views. Everything above it marshals in one order: reserve everything, make views, write, call,
 * make the views again (memory may have grown, which leaves old views at length 0), copy out, release.
 */
import { instantiate, instantiateSync } from "@assemblyscript/loader";
import baselineBytes from "../build/baseline.wasm";
import relaxedBytes from "../build/relaxed.wasm";
import type { Exports } from "./abi.js";
import { LoadError, MemoryError } from "./errors/errors.js";

/** Which of the two builds: `relaxed` uses fused multiply–add where the host has relaxed SIMD. */
export type SimdBuild = "relaxed" | "baseline";

/**
 * The class of this name where the consumer's libraries declare it, never where they do not: the
 * published types need neither the DOM's nor Node's.
 */
type HostClass<Host, Name extends string> = Host extends { [Key in Name]: { prototype: infer Instance } } ? Instance : never;
type HostModule = typeof globalThis extends { WebAssembly: infer Host } ? HostClass<Host, "Module"> : never;
type HostURL = HostClass<typeof globalThis, "URL">;
type HostResponse = HostClass<typeof globalThis, "Response">;

export interface LoadOptions {
  /** The module to run instead of the one that comes inside this package. */
  wasm?: HostModule | ArrayBuffer | ArrayBufferView | HostURL | string | HostResponse;
  /** `"auto"` (the default) takes `"relaxed"` where the host compiles it, else `"baseline"`. */
  simd?: "auto" | SimdBuild;
}

export interface SyncLoadOptions {
  /** The module to run instead of the one that comes inside this package: compiled, or its bytes. */
  wasm?: HostModule | ArrayBuffer | ArrayBufferView;
  /** `"auto"` (the default) takes `"relaxed"` where the host compiles it, else `"baseline"`. */
  simd?: "auto" | SimdBuild;
}

/** One instance of the core. */
export class Wasm {
  constructor(
    readonly exports: Exports,
    readonly simd: SimdBuild | "custom",
  ) {}

  /** Reserves `bytes` bytes for `what`, 64-byte aligned; throws where they do not fit. */
  allocate(bytes: number, what: string): number {
    const pointer = bytes > 0xffff0000 ? 0 : this.exports.allocate(BigInt(bytes)) >>> 0;
    return this.checked(pointer, bytes, what);
  }

  /** The pointer an allocating export returned, or a MemoryError where that is 0. */
  checked(pointer: number, bytes: number, what: string): number {
    if (pointer === 0) throw new MemoryError(what, bytes);
    return pointer >>> 0;
  }

  release(pointer: number): void {
    this.exports.release(pointer);
  }

  /** A view on `length` doubles; good until the next call that may grow the memory. */
  f64(pointer: number, length: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, pointer >>> 0, length);
  }

  /** A view on `length` bytes, signed; good until the next call that may grow the memory. */
  i8(pointer: number, length: number): Int8Array {
    return new Int8Array(this.exports.memory.buffer, pointer >>> 0, length);
  }

  /** A view on `length` 32-bit integers; good until the next call that may grow the memory. */
  i32(pointer: number, length: number): Int32Array {
    return new Int32Array(this.exports.memory.buffer, pointer >>> 0, length);
  }

  /** A copy of `length` doubles that belongs to JavaScript. */
  copyOut(pointer: number, length: number): Float64Array {
    return this.f64(pointer, length).slice();
  }

  /** Bytes of the module's heap in use: flat over any number of solve–dispose rounds. */
  get heapUsed(): number {
    return this.exports.heapUsed() >>> 0;
  }
}

/** Compiles and instantiates the core. */
export async function loadWasm(options: LoadOptions = {}): Promise<Wasm> {
  const { wasm, simd = "auto" } = options;
  const build = buildFor(simd);
  if (wasm !== undefined) return new Wasm(coreOf(await instantiate(await moduleFrom(wasm))), "custom");
  return new Wasm(coreOf(await instantiate(await WebAssembly.compile(bytesOf(build)))), build);
}

/** `loadWasm` without waiting, of a module that is inside this package or in memory. Blocks the thread for some milliseconds. */
export function loadWasmSync(options: SyncLoadOptions = {}): Wasm {
  const { wasm, simd = "auto" } = options;
  const build = buildFor(simd);
  try {
    const module =
      wasm instanceof WebAssembly.Module ? wasm : new WebAssembly.Module((wasm as BufferSource | undefined) ?? bytesOf(build));
    return new Wasm(coreOf(instantiateSync(module)), wasm === undefined ? build : "custom");
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw new LoadError(`wasm could not be loaded: ${(cause as Error).message}`, { cause });
  }
}

function buildFor(simd: "auto" | SimdBuild): SimdBuild {
  if (simd !== "auto" && simd !== "relaxed" && simd !== "baseline") {
    throw new LoadError(`simd is ${JSON.stringify(simd)}, expected "auto", "relaxed" or "baseline".`);
  }
  const runsRelaxed = simd !== "baseline" && WebAssembly.validate(relaxedBytes);
  if (simd === "relaxed" && !runsRelaxed) {
    throw new LoadError('simd is "relaxed", but this host does not compile relaxed SIMD; use "auto" or "baseline".');
  }
  return runsRelaxed ? "relaxed" : "baseline";
}

function bytesOf(build: SimdBuild): Uint8Array<ArrayBuffer> {
  return build === "relaxed" ? relaxedBytes : baselineBytes;
}

function coreOf(instance: { exports: unknown }): Exports {
  const exports = instance.exports as Partial<Exports>;
  if (exports.heapUsed === undefined) throw new LoadError("wasm is a module without the exports of the quadfolio core.");
  return exports as Exports;
}

/** The module behind whatever the user gave: compiled, bytes, a Response, or an address to fetch. */
async function moduleFrom(source: NonNullable<LoadOptions["wasm"]>): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  try {
    if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return await WebAssembly.compile(source as BufferSource);
    if (typeof Response !== "undefined" && source instanceof Response)
      return await WebAssembly.compile(await source.arrayBuffer());
    const address = new URL(String(source), globalThis.location?.href ?? import.meta.url);
    if (address.protocol === "file:") {
      const { readFile } = await import("node:fs/promises");
      return await WebAssembly.compile(new Uint8Array(await readFile(address)));
    }
    const response = await fetch(address);
    if (!response.ok) throw new LoadError(`wasm at ${address.href} answered ${response.status} ${response.statusText}.`);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw new LoadError(`wasm could not be loaded: ${(cause as Error).message}`, { cause });
  }
}
