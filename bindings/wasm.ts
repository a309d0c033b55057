/**
 * The room that says WebAssembly (beside it only threads/instantiate.ts does): it instantiates the core and hands out its exports and typed
 * views. Everything above it marshals in one order: reserve everything, make views, write, call,
 * make the views again (memory may have grown, which leaves old views at length 0), copy out, release.
 */
import { stamp } from "../build/stamp.js";
import type { Exports, SimdBuild } from "./abi.js";
import type { HostClass } from "./host.js";
import { checkAnswer } from "./errors/answer.js";
import { isBuffer } from "./errors/attached.js";
import { LoadError, MemoryError, QuadfolioError, ValueError } from "./errors/errors.js";
import { toOptions } from "./errors/options.js";
import { LOAD_KEYS } from "./loadKeys.js";

type HostModule = typeof globalThis extends { WebAssembly: infer Host } ? HostClass<Host, "Module"> : never;
type HostURL = HostClass<typeof globalThis, "URL">;
type HostResponse = HostClass<typeof globalThis, "Response">;
export type Source = NonNullable<LoadOptions["wasm"]>;

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
  ) {
    // V8 compiles by TurboFan up to the versions that have no Float16Array: Chrome 134, Node 23.
    exports.setShortTiles(!("Float16Array" in globalThis));
  }

  /** Reserves `bytes` bytes for `what`, 64-byte aligned; throws where they do not fit. */
  allocate(bytes: number, what: string): number {
    return this.checked(this.exports.allocate(BigInt(bytes)), bytes, what);
  }

  /** What `use` makes of the address of `bytes` bytes for `what`, which are given back after it. */
  lend<T>(bytes: number, what: string, use: (pointer: number) => T): T {
    const pointer = this.allocate(bytes, what);
    try {
      return use(pointer);
    } finally {
      this.exports.release(pointer);
    }
  }

  /** The pointer an allocating export returned, or a MemoryError where that is 0. */
  checked(pointer: number, bytes: number, what: string): number {
    if (pointer === 0) throw new MemoryError(what, bytes);
    return pointer >>> 0;
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

  /** Writes doubles. */
  copyIn(pointer: number, values: Float64Array): void {
    this.f64(pointer, values.length).set(values);
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

/** Where the package's own modules come from: their bytes, or an address. */
export type ModuleSource = (build: SimdBuild) => Uint8Array<ArrayBuffer> | HostURL;

/** The package's own modules, compiled once for all cores. */
const compiled = new Map<ModuleSource, Partial<Record<SimdBuild, WebAssembly.Module>>>();

/** Those of a source. */
function compiledOf(source: ModuleSource): Partial<Record<SimdBuild, WebAssembly.Module>> {
  if (!compiled.has(source)) compiled.set(source, {});
  return compiled.get(source)!;
}

/** Compiles and instantiates the core: the module of the options, or else the package's own. */
export async function loadWasm(options: LoadOptions, source: ModuleSource): Promise<Wasm> {
  const { wasm, simd = "auto" } = toOptions("options", options, LOAD_KEYS);
  try {
    const build = buildFor(simd);
    const module =
      wasm === undefined
        ? (compiledOf(source)[build] ??= ofThisRelease(await moduleFrom(source(build))))
        : ofThisRelease(await moduleFrom(wasm));
    return new Wasm((await WebAssembly.instantiate(module)).exports as unknown as Exports, kindOf(wasm, build));
  } catch (cause) {
    rethrow(cause);
  }
}

/** `loadWasm` without waiting, of a module that is inside this package or in memory. Blocks the thread for some milliseconds. */
export function loadWasmSync(options: SyncLoadOptions, source?: (build: SimdBuild) => Uint8Array<ArrayBuffer>): Wasm {
  const { wasm, simd = "auto" } = toOptions("options", options, LOAD_KEYS);
  const build = buildFor(simd);
  if (wasm === undefined && source === undefined)
    throw new LoadError("wasm is undefined, expected a compiled module or its bytes.");
  try {
    const module = wasm === undefined ? (compiledOf(source!)[build] ??= new WebAssembly.Module(source!(build))) : compile(wasm);
    return new Wasm(exportsOf<Exports>(ofThisRelease(module)), kindOf(wasm, build));
  } catch (cause) {
    rethrow(cause);
  }
}

/**
 * The module, where it is the core that these bindings were built with: in another one the same short names are of other functions, which would
 * answer, and wrongly.
 *
 * @throws LoadError of any other module
 */
export function ofThisRelease(module: HostModule): HostModule {
  if (WebAssembly.Module.customSections(module, stamp).length > 0) return module;
  throw new LoadError(
    "wasm is of another release of quadfolio, or no module of quadfolio: it has to come from the same version of the package as this script.",
  );
}

/** What a core calls the module that it runs. */
export function kindOf(wasm: unknown, build: SimdBuild): Wasm["simd"] {
  return wasm === undefined ? build : "custom";
}

/** A module whose one function takes three vectors of zeros, or two, through `instruction`. */
function probe(operands: number, instruction: readonly number[]): Uint8Array<ArrayBuffer> {
  const zeros = Array.from({ length: operands }, () => [0x41, 0x00, 0xfd, 0x0f]).flat();
  const body = [0x00, ...zeros, ...instruction, 0x0b];
  const code = [0x0a, body.length + 2, 0x01, body.length, ...body];
  return new Uint8Array([...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], ...[1, 5, 1, 0x60, 0, 1, 0x7b], ...[3, 2, 1, 0], ...code]);
}

/** f64x2.mul and f64x2.relaxed_madd, by their codes (WebAssembly SIMD and relaxed SIMD proposals). */
const runsSimd = () => WebAssembly.validate(probe(2, [0xfd, 0xf2, 0x01]));
const runsRelaxedSimd = () => WebAssembly.validate(probe(3, [0xfd, 0x87, 0x02]));

/** The build that this host is to run. */
export function buildFor(simd: "auto" | SimdBuild): SimdBuild {
  if (simd !== "auto" && simd !== "relaxed" && simd !== "baseline") {
    throw new LoadError(`simd is ${JSON.stringify(simd)}, expected "auto", "relaxed" or "baseline".`);
  }
  if (typeof WebAssembly === "undefined") throw new LoadError("This host has no WebAssembly, which quadfolio runs on.");
  if (!runsSimd()) {
    throw new LoadError(
      "This host runs WebAssembly without SIMD, which quadfolio needs: Chrome 91, Firefox 89, Safari 16.4, Node 20.16 or newer.",
    );
  }
  if (simd === "baseline") return simd;
  const relaxed = runsRelaxedSimd();
  if (simd === "relaxed" && !relaxed) {
    throw new LoadError('simd is "relaxed", but this host does not compile relaxed SIMD; use "auto" or "baseline".');
  }
  return relaxed ? "relaxed" : "baseline";
}

/** What an instance of a module exports: one that imports nothing, small where it is given in bytes. */
export function exportsOf<Interface>(source: NonNullable<SyncLoadOptions["wasm"]>): Interface {
  return new WebAssembly.Instance(compile(source)).exports as Interface;
}

function compile(source: NonNullable<SyncLoadOptions["wasm"]>): WebAssembly.Module {
  return source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source as BufferSource);
}

/** The module behind whatever the user gave: compiled, bytes, a Response, or an address to fetch. */
async function moduleFrom(source: Source): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const content = await contentOf(source);
  return areBytes(content) ? WebAssembly.compile(content) : moduleOf(content);
}

/** The bytes of what the user gave; undefined of a compiled module. */
export async function bytesFrom(source: Source): Promise<Uint8Array | undefined> {
  if (source instanceof WebAssembly.Module) return undefined;
  const content = await contentOf(source);
  const bytes = areBytes(content) ? content : await content.arrayBuffer();
  return ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
}

/** What the user gave, as bytes or as the answer of a server. */
async function contentOf(source: Source): Promise<BufferSource | Response> {
  if (areBytes(source)) return source;
  let response = source as Response;
  if (typeof response?.arrayBuffer !== "function") {
    if (typeof source !== "string" && !(source as URL)?.href)
      throw new ValueError("wasm", source, "a compiled module, its bytes, a Response or an address");
    const address = new URL(String(source), globalThis.location?.href ?? import.meta.url);
    if (address.protocol === "file:") return fileBytes(address);
    response = await fetch(address);
  }
  checkAnswer(response);
  return response;
}

function areBytes(source: unknown): source is BufferSource {
  return ArrayBuffer.isView(source) || isBuffer(source);
}

/** The module that a server answers with, compiled while it arrives where the server names its type. */
async function moduleOf(response: Response): Promise<WebAssembly.Module> {
  const isNamed = response.headers.get("content-type")?.startsWith("application/wasm") === true;
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** A file of this machine. Node's module is not imported, so that no bundler stumbles over it. */
async function fileBytes(address: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { readFile } = globalThis.process.getBuiltinModule("node:fs/promises");
  return new Uint8Array(await readFile(address));
}

/** Throws the error as one of ours. */
export function rethrow(cause: unknown): never {
  throw cause instanceof QuadfolioError
    ? cause
    : new LoadError(`wasm could not be loaded: ${(cause as Error).message}`, { cause });
}
