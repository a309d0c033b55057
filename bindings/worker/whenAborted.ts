type Stop = (reason: unknown) => void;

/** What the signals stop that are listened to. */
const watched = new Map<AbortSignal, Set<Stop>>();

/** One for each signal, however many calls it stops: Node warns of more than ten. */
function aborted({ target }: Event): void {
  const signal = target as AbortSignal;
  for (const stop of watched.get(signal) ?? []) stop(signal.reason);
}

/** Calls `stop` with the reason when the signal comes. Returns what ends that. */
export function whenAborted(signal: AbortSignal, stop: Stop): () => void {
  const stops = watched.get(signal) ?? new Set();
  watched.set(signal, stops.add(stop));
  signal.addEventListener("abort", aborted);
  return () => {
    stops.delete(stop);
    if (stops.size > 0) return;
    watched.delete(signal);
    signal.removeEventListener("abort", aborted);
  };
}
