/** How far a solve over a universe has come. */
export interface Progress {
  /** Rounds done: each solves over the assets seen so far, then prices all. */
  readonly round: number;
  /** Assets in the restricted problem. */
  readonly assets: number;
  /** Since the call began. */
  readonly seconds: number;
}

/** Called after each round; false ends the call. */
export type OnProgress = (progress: Progress) => unknown;

/** The limits of one call, shared by all solves that the call takes; that of the iterations is for each of them. */
export class Control {
  /** Pivots and rounds of the solves that have ended. */
  iterations = 0;
  rounds = 0;
  /** The limit that was reached. */
  reached: "max_iterations" | "time_limit" | undefined;
  #began = performance.now();

  constructor(
    readonly tolerance: number,
    readonly maxIterations: number,
    private readonly timeLimit: number,
    private readonly onProgress: OnProgress | undefined,
  ) {}

  /** Another call begins, under the same limits. */
  restart(): void {
    this.iterations = this.rounds = 0;
    this.reached = undefined;
    this.#began = performance.now();
  }

  /** Looks at the limits after a round, or a part of one, of a solve that has taken so many rounds and pivots. */
  look(rounds: number, pivots: number, assets: number, isWhole = true): void {
    const seconds = (performance.now() - this.#began) / 1000;
    const stopped = isWhole && this.onProgress?.({ round: this.rounds + rounds, assets, seconds }) === false;
    if (stopped || seconds >= this.timeLimit) this.reached = "time_limit";
    else if (pivots >= this.maxIterations) this.reached = "max_iterations";
  }
}
