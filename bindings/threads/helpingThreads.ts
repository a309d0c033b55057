/** The threads that help a core. Its types say nothing of WebAssembly: those of the entries lead here. */
export interface HelpingThreads {
  /** Threads, the caller's included. */
  readonly threads: number;
  /** Ends the others. The core goes on with the caller's. */
  end(): void;
}
