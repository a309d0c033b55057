/**
 * Watches how long this thread is not free: the tasks that the browser calls long (50 ms and more; undefined where it does not tell, as Firefox),
 * and the longest time between two timers that are due every few milliseconds, in milliseconds.
 */
export function watchThread() {
  let gap = 0;
  let last = performance.now();
  let timer = setTimeout(function tick() {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
    timer = setTimeout(tick);
  });
  let longTasks;
  let observer;
  if (PerformanceObserver.supportedEntryTypes.includes("longtask")) {
    longTasks = [];
    observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)));
    observer.observe({ type: "longtask" });
  }
  return {
    async stop() {
      // The browser tells of a task some time after its end.
      await new Promise((resolve) => setTimeout(resolve, 100));
      clearTimeout(timer);
      observer?.disconnect();
      return { longTasks, gap };
    },
  };
}
