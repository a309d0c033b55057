/** A hash of two numbers. */
export function mix(a: u32, b: u32): u32 {
  let h = (a + 0x9e3779b9) * 0x2f0b4c47 + b * 0x6c8e9cf5;
  h = (h ^ (h >>> 15)) * 0x2c1b3c6d;
  return h ^ (h >>> 13);
}
