/** Times the stages of the work. */
export class Stopwatch {
  /** Milliseconds each stage took, in order. */
  readonly stages: Record<string, number> = {};
  #begun = performance.now();

  /** The stage that ends now; the next begins. */
  lap(stage: string): void {
    const now = performance.now();
    this.stages[stage] = now - this.#begun;
    this.#begun = now;
  }
}
