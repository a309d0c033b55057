import { DISPOSE } from "./disposal.js";
import { DisposedError } from "./errors/errors.js";

/** The memory of the core behind an object: its address and the export that gives it back. */
interface Claim {
  readonly what: string;
  readonly handle: number;
  readonly release: (handle: number) => void;
}

const warned = new Set<string>();

function reclaim({ what, handle, release }: Claim): void {
  release(handle);
  if (!inDevelopment() || warned.has(what)) return;
  warned.add(what);
  console.warn(
    `quadfolio: a ${what} was forgotten, and its memory given back by the garbage collector, late. Call dispose(), or declare it with "using".`,
  );
}

/** Some hosts at the edge have none: there what is forgotten stays. */
const forgotten = typeof FinalizationRegistry === "undefined" ? undefined : new FinalizationRegistry(reclaim);

/** Node without NODE_ENV=production, and what bundlers build for development; a page without a bundler is not. */
export function inDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== "production";
  } catch {
    return false;
  }
}

/** Gives memory back when its `owner` is collected without having been disposed of, and warns in development, once for each class. */
export function reclaimWhenForgotten(owner: object, claim: Claim): void {
  forgotten?.register(owner, claim, owner);
}

/** Called by `dispose`: the owner has given its memory back itself. */
export function forgetAbout(owner: object): void {
  forgotten?.unregister(owner);
}

/** What holds memory of the core until it is disposed of. */
export class Held {
  readonly #claim: Claim;
  #isDisposed = false;

  /** @internal Takes over the memory of the claim. */
  constructor(claim: Claim) {
    this.#claim = claim;
    reclaimWhenForgotten(this, claim);
  }

  /** @internal The address in the core's memory. */
  get handle(): number {
    return this.live();
  }

  /** @internal The same, for those who only want to know that it is there: what a getter says may be left out where nobody listens. */
  live(): number {
    if (this.#isDisposed) throw new DisposedError(this.#claim.what);
    return this.#claim.handle;
  }

  /** Gives the memory back, and that of what it was made from once nothing refers to it. More than once does nothing. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    forgetAbout(this);
    this.#claim.release(this.#claim.handle);
  }

  [DISPOSE](): void {
    this.dispose();
  }
}
