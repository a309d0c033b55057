import Benchmark from "benchmark";

/** A first run of so many times the time that there is for timing is followed by no other. */
const SLOWEST = 5;

/** One run of a contender: what it answers, and the milliseconds of passing the problem on and of solving it. */
export function once({ pass, solve, close }) {
  const began = performance.now();
  const model = pass?.();
  const passed = performance.now();
  const answer = solve(model);
  const solved = performance.now();
  close?.(model);
  return { answer, loading: passed - began, solving: solved - passed };
}

/**
 * The time of a contender, by Benchmark.js for `seconds`: `milliseconds` the median of its samples, `loading` the part of them that
 * passing the problem on takes. Where `first`, a run that there was before, took longer than that, it is one of two, or the only one.
 */
export function timed(contender, first, seconds) {
  const total = first.loading + first.solving;
  if (total > 1000 * seconds) {
    const only = total > SLOWEST * 1000 * seconds;
    const again = only ? first : once(contender);
    const best = again.loading + again.solving < total ? again : first;
    return { milliseconds: best.loading + best.solving, loading: best.loading, samples: only ? 1 : 2 };
  }
  let [loading, solving] = [0, 0];
  const run = () => {
    const times = once(contender);
    loading += times.loading;
    solving += times.solving;
  };
  const minSamples = 5 * total > 1000 * seconds ? 3 : 5;
  const benchmark = new Benchmark({ fn: run, maxTime: seconds, minTime: seconds / 10, minSamples });
  benchmark.run({ async: false });
  if (benchmark.error) throw benchmark.error;
  const { sample, rme } = benchmark.stats;
  const milliseconds = 1000 * median(sample);
  return { milliseconds, loading: milliseconds * (loading / (loading + solving)), samples: sample.length, spread: rme / 100 };
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
