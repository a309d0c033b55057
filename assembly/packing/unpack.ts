import { enter, follow, leave } from "./instruction";
import { aim, node, OUTPUT, PACKED, predict, setup, update } from "./model";

/** Where `unpack` reads and writes. */
export const packed: usize = PACKED;
export const output: usize = OUTPUT;

let low: u32 = 0;
let high: u32 = 0;
let code: u32 = 0;
let next: usize = PACKED;

/** Bytes unpacked; where the current body begins; where the first begins and the last ends. */
let at: usize = 0;
let start: usize = 0;
let begin: usize = 0;
let end: usize = 0;

/** Begins with a module whose bodies begin and end there. */
export function open(firstBody: usize, pastBodies: usize): void {
  setup();
  begin = firstBody;
  end = pastBodies;
  high = 0xffffffff;
  for (let k = 0; k < 4; k++) refill();
}

/**
 * Goes on to `length` bytes: a module and what follows it. The sizes of the bodies are not packed; they are put before them here. A
 * binary arithmetic decoder without carry (Mahoney 2005). Called for some hundred bytes at a time: an engine changes to its better
 * code between calls.
 */
export function unpack(length: usize): void {
  while (at < length) {
    if (at === begin) {
      start = at;
      enter(OUTPUT);
    }
    aim();
    while (node < 256) update(bit());
    store<u8>(OUTPUT + at++, node);
    if (!follow(node & 255)) continue;

    const size = at - start;
    const digits: usize = size < 0x80 ? 1 : size < 0x4000 ? 2 : 3;
    memory.copy(OUTPUT + start + digits, OUTPUT + start, size);
    for (let k: usize = 0; k < digits; k++) {
      store<u8>(OUTPUT + start + k, ((size >> (7 * k)) & 127) | (k < digits - 1 ? 128 : 0));
    }
    at += digits;
    start = at;
    if (at < end) enter(OUTPUT);
    else leave();
  }
}

function bit(): u32 {
  const middle = low + <u32>((<u64>(high - low) * predict()) >> 16);
  const one = code <= middle;
  if (one) high = middle;
  else low = middle + 1;
  while (!((low ^ high) >>> 24)) {
    low <<= 8;
    high = (high << 8) | 255;
    refill();
  }
  return one;
}

function refill(): void {
  code = (code << 8) | load<u8>(next++);
}
