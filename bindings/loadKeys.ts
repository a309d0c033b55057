/** The keys of the options of loading: beside wasm.ts, which a page need not load that has its core in a worker. */
export const LOAD_KEYS = ["wasm", "simd"] as const;
export const FULL_LOAD_KEYS = [...LOAD_KEYS, "threads", "threadScript"] as const;
