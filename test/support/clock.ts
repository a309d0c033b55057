import { vi } from "vitest";

/**
 * Runs beside a clock that goes on by a millisecond whenever it is looked at. That of a browser stands still for as long, in which a solve
 * may begin and end.
 */
export function withTickingClock<T>(run: () => T): T {
  let time = performance.now();
  const clock = vi.spyOn(performance, "now").mockImplementation(() => ++time);
  try {
    return run();
  } finally {
    clock.mockRestore();
  }
}
