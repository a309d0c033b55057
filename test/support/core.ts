import { loadCore, type Core } from "quadfolio";
import { loadCore as loadFullCore, type Core as FullCore } from "quadfolio/full";

const { QUADFOLIO_SIMD = "baseline" } = process.env;
if (QUADFOLIO_SIMD !== "baseline" && QUADFOLIO_SIMD !== "relaxed") {
  throw new Error(`QUADFOLIO_SIMD is ${JSON.stringify(QUADFOLIO_SIMD)}, expected "baseline" or "relaxed".`);
}

/** The build that this run of the tests is for. */
export const simd: "baseline" | "relaxed" = QUADFOLIO_SIMD;

/** A fresh core of that build: every test that needs a core takes it from here, so that it runs on both. */
export function loadTestCore(): Promise<Core> {
  return loadCore({ simd });
}

/** The same of `quadfolio/full`, for tests of what only it has. */
export function loadFullTestCore(): Promise<FullCore> {
  return loadFullCore({ simd });
}
