import { enter, follow, leave } from "./instruction";
import { aim, OUTPUT, PACKED, predict, setup, update } from "./model";

/** Where `pack` writes and reads. */
export const packed: usize = PACKED;
export const output: usize = OUTPUT;

let low: u32 = 0;
let high: u32 = 0;
let next: usize = PACKED;

/** The inverse of `unpack`, at build time: packs the `length` bytes at `output`; how many they become. */
export function pack(length: usize, begin: usize, end: usize): usize {
  setup();
  low = 0;
  high = 0xffffffff;
  next = PACKED;
  for (let at: usize = 0; at < length;) {
    if (at === begin) at = pastSize(at);
    const byte = <u32>load<u8>(OUTPUT + at++);
    aim();
    for (let k = 7; k >= 0; k--) put((byte >>> k) & 1);
    if (!follow(byte)) continue;
    if (at < end) at = pastSize(at);
    else leave();
  }
  for (let k = 0; k < 4; k++) flush();
  return next - PACKED;
}

/** Where a body begins, from where its size does. */
function pastSize(at: usize): usize {
  enter(OUTPUT);
  while (load<u8>(OUTPUT + at) > 127) at++;
  return at + 1;
}

function put(bit: u32): void {
  const middle = low + <u32>((<u64>(high - low) * predict()) >> 16);
  if (bit) high = middle;
  else low = middle + 1;
  while (!((low ^ high) >>> 24)) flush();
  update(bit);
}

function flush(): void {
  store<u8>(next++, high >>> 24);
  low <<= 8;
  high = (high << 8) | 255;
}
