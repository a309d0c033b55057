import { writeSync } from "node:fs";
import { Writable } from "node:stream";
import { parentPort } from "node:worker_threads";
import { SingleBar } from "cli-progress";
import type { ProgressMessage } from "./progress.js";

/**
 * The thread of the progress bar. It writes to standard error itself: a worker's own process.stderr
 * passes through the main thread, which is busy.
 */
const terminal = Object.assign(
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      writeSync(2, chunk);
      done();
    },
  }),
  { isTTY: true },
);

const bar = new SingleBar({
  format: "{bar} {percentage} %  {stage}  {duration} s",
  stream: terminal,
  clearOnComplete: true,
  // Nothing that would stay behind on a terminal where the command is interrupted.
  hideCursor: false,
  linewrap: true,
  barsize: 30,
  barCompleteChar: "█",
  barIncompleteChar: "░",
  // The bar starts a second into the work.
  formatValue: (value, _options, type) => String(type === "duration" ? value + 1 : value),
});
let latest = { stage: "", fraction: 0 };
let shown = false;

const wait = setTimeout(() => {
  shown = true;
  bar.start(100, 0, latest);
}, 1000);

parentPort!.on("message", (message: ProgressMessage) => {
  if (message) {
    latest = message;
    if (shown) bar.update(Math.floor(100 * message.fraction), message);
    return;
  }
  clearTimeout(wait);
  if (shown) bar.stop();
  parentPort!.close();
});
