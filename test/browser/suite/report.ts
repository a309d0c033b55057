/** What a page is asked to run. */
export interface SuiteRequest {
  readonly place: "page" | "worker";
  readonly simd: "baseline" | "relaxed";
  /** Paths below test/. */
  readonly files: readonly string[];
}

/** What came of one file of tests. */
export interface FileReport {
  readonly passed: number;
  /** The names of the tests that were skipped. */
  readonly skipped: readonly string[];
  /** The names of the tests that failed, with their messages. */
  readonly failed: readonly string[];
  readonly milliseconds: number;
}
