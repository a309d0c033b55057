/**
 * The probability of the next bit of a module by context mixing: predictions out of several contexts are added in the logistic
 * domain, Σ w·ln(p/(1 − p)), under weights that learn online (Mahoney 2005, "Adaptive weighing of context models for lossless data
 * compression"). Instructions and the operands that await them, not bytes, make the contexts. Every operation is one whose result IEEE 754
 * fixes, so that all hosts unpack the same.
 */
import { body, local, opcode, OPCODE, OPCODES, OPERAND, OUTSIDE, stage, token, TOKENS } from "./instruction";
import { mix } from "./mix";
import { count, expression, kind, locals, opener, operandTypes } from "./stack";

const CONTEXTS = 12;
const WIDTH: usize = 4 * CONTEXTS;

/**
 * Memory, in bytes:
 *
 *     HASHES   a number a context
 *     LINES    a number a context: an address in the 16 slots of the current half byte; the slot of a bit is where it leads by exclusive
 *              or with 4 × the bits before, so that contexts which share their 16 slots seldom share one
 *     CHECKS   a number a context: a slot that is new, at a probability of ½
 *     STATES   a number a context: the slot of the current bit
 *     INPUTS   a float a context: ln(p/(1 − p))
 *     STRETCH  4,096 floats: ln(p/(1 − p)) by p
 *     SQUASH   4,096 floats: 1/(1 + e⁻ˣ) by x from −12 to 12
 *     WEIGHTS  sets of CONTEXTS floats: one by stage and bits of the byte so far, 8 × 256, one by opcode, 4 × 256
 *     SLOTS    2²² × 4 bytes: a probability (16 bits), a check (10), how often it was used (6)
 *     OUTPUT   the module and what follows it
 *     PACKED
 */
const HASHES: usize = 0x80;
const LINES: usize = 0xc0;
const CHECKS: usize = 0x100;
const STATES: usize = 0x140;
const INPUTS: usize = 0x180;
const STRETCH: usize = 0x1000;
const SQUASH: usize = 0x5000;
const WEIGHTS: usize = 0x10000;
const SLOTS: usize = 0x40000;
const SLOT_MASK: u32 = 0xfffffc;
const CHECK = 0xffc0;
export const OUTPUT: usize = 0x1040000;
export const PACKED: usize = 0x10c0000;

const RATE: f32 = 0.0028;
const LIMIT = 24;

/** Weights: the sets of the stage, the set of the bits so far among them, and that of the opcode. */
let sets: usize = 0;
let first: usize = 0;
let second: usize = 0;
let mean: f32 = 0;
/** Past the contexts there are so far. */
let hashes: usize = 0;
/** The bits of the current byte, and of its current half, behind a 1. */
export let node: u32 = 1;
let nibble: u32 = 1;

export function setup(): void {
  // ln(p/(1 − p)) by the trapezoids of its derivative, 1/(p(1 − p)), from the middle outwards
  let sum: f64 = 0;
  for (let k = 0; k < 2048; k++) {
    const p = (<f64>k + 0.5) / 4096;
    const at = STRETCH + ((2048 + k) << 2);
    const middle = 0.5 + p;
    sum += 1 / (4096 * middle * (1 - middle)) / (k === 0 ? 2 : 1);
    store<f32>(at, <f32>sum);
    store<f32>(STRETCH + ((2047 - k) << 2), -(<f32>sum));
  }
  // e⁻ˣ in equal steps
  let power: f64 = 162754.79141900392;
  for (let k = 0; k < 4096; k++) {
    store<f32>(SQUASH + (k << 2), <f32>(1 / (1 + power)));
    power *= 0.9941577576591378;
  }
  for (let at = WEIGHTS; at < WEIGHTS + 3 * 1024 * WIDTH; at += 4) store<f32>(at, 0.078);
}

/** Of the next byte: the hashes of its contexts. */
export function aim(): void {
  hashes = HASHES;
  const place = stage();
  const base = mix(token, place);
  const types = operandTypes();
  // the tokens before it: 1, 3
  let h = mix(base, load<u32>(TOKENS));
  context(h);
  context(mix(mix(h, load<u32>(TOKENS, 4)), load<u32>(TOKENS, 8)));
  // the opcodes before it: 1, 2, 3, 7
  const one = mix(base, load<u32>(OPCODES));
  const two = mix(one, load<u32>(OPCODES, 4));
  const three = mix(two, load<u32>(OPCODES, 8));
  h = three;
  for (let k: usize = 12; k < 28; k += 4) h = mix(h, load<u32>(OPCODES + k));
  context(h);
  context(mix(base, types));
  context(mix(types, three));
  if (place === OPCODE) {
    const block = opener(0);
    context(mix(types, block));
    context(mix(mix(load<u32>(TOKENS), count()), block));
    context(mix(mix(kind(1), local), body));
    context(mix(mix(two, types), block));
    context(mix(mix(one, block), opener(1)));
    context(0);
    context(mix(mix(one, kind(1)), kind(2)));
  } else {
    const alone = mix(place, opcode);
    context(base);
    context(alone);
    context(mix(alone, load<u32>(OPCODES)));
    context(mix(one, (local << 16) + body));
    context(two);
    context(mix(base, expression()));
    context(mix(base, locals));
  }
  sets = WEIGHTS + ((<usize>place) << 8) * WIDTH;
  second = WEIGHTS + (2048 + (place === OUTSIDE ? 0 : (((opcode >>> 8) ^ opcode) & 255) | (place < OPERAND ? 256 : 512))) * WIDTH;
  node = 1;
  turn(0);
}

/** One more context. */
function context(hash: u32): void {
  store<u32>(hashes, hash);
  hashes += 4;
}

/** Of the next half byte: the lines of its contexts. */
function turn(half: u32): void {
  for (let at: usize = 0; at < WIDTH; at += 4) {
    const hash = mix(load<u32>(HASHES + at) + <u32>at, half);
    store<u32>(LINES + at, SLOTS + (hash & SLOT_MASK));
    store<u32>(CHECKS + at, 0x80000000 | ((hash >>> 16) & CHECK));
  }
  nibble = 1;
}

// @ts-ignore: decorator
@inline
function total(lanes: v128): f32 {
  return (
    f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1) + (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
  );
}

function squash(x: f32): f32 {
  return load<f32>(SQUASH + (max(0, min(4095, <i32>((x + 12) * (4096.0 / 24)))) << 2));
}

/** Four numbers by their addresses. */
// @ts-ignore: decorator
@inline
function gather(a: usize, b: usize, c: usize, d: usize): v128 {
  const two = v128.load32_lane(b, v128.load32_zero(a), 1);
  return v128.load32_lane(d, v128.load32_lane(c, two, 2), 3);
}

/** The probability that the next bit is 1, times 2¹⁶. */
export function predict(): u32 {
  let sums = f32x4.splat(0);
  first = sets + <usize>node * WIDTH;
  const offset = nibble << 2;
  for (let at: usize = 0; at < WIDTH; at += 16) {
    const lines = LINES + at;
    let states = gather(
      load<u32>(lines) ^ offset,
      load<u32>(lines, 4) ^ offset,
      load<u32>(lines, 8) ^ offset,
      load<u32>(lines, 12) ^ offset,
    );
    // a slot that another context used begins again, at a half
    const fresh = v128.load(CHECKS + at);
    const other = i32x4.ne(v128.and(v128.xor(states, fresh), i32x4.splat(CHECK)), i32x4.splat(0));
    states = v128.bitselect(fresh, states, other);
    v128.store(STATES + at, states);
    const p = v128.and(i32x4.shr_u(states, 18), i32x4.splat(0x3ffc));
    const input = gather(
      STRETCH + i32x4.extract_lane(p, 0),
      STRETCH + i32x4.extract_lane(p, 1),
      STRETCH + i32x4.extract_lane(p, 2),
      STRETCH + i32x4.extract_lane(p, 3),
    );
    v128.store(INPUTS + at, input);
    sums = f32x4.add(sums, f32x4.mul(input, f32x4.add(v128.load(first + at), v128.load(second + at))));
  }
  mean = squash(total(sums));
  return max(1, min(65535, <u32>(mean * 65536)));
}

/** Learns what the bit was. */
export function update(bit: u32): void {
  const step = f32x4.splat((<f32>bit - mean) * RATE);
  const target = f32x4.splat(<f32>(bit * 65535));
  const offset = nibble << 2;
  for (let at: usize = 0; at < WIDTH; at += 16) {
    const move = f32x4.mul(v128.load(INPUTS + at), step);
    v128.store(first + at, f32x4.add(v128.load(first + at), move));
    v128.store(second + at, f32x4.add(v128.load(second + at), move));
    // p ← p + (bit − p)/(uses + 1.1)
    const states = v128.load(STATES + at);
    const uses = v128.and(states, i32x4.splat(63));
    const p = f32x4.convert_i32x4_s(i32x4.shr_u(states, 16));
    const shift = f32x4.div(f32x4.sub(target, p), f32x4.add(f32x4.convert_i32x4_s(uses), f32x4.splat(1.1)));
    const next = v128.or(
      v128.or(i32x4.shl(i32x4.trunc_sat_f32x4_s(f32x4.add(p, shift)), 16), v128.and(states, i32x4.splat(CHECK))),
      i32x4.min_s(i32x4.add(uses, i32x4.splat(1)), i32x4.splat(LIMIT)),
    );
    const lines = LINES + at;
    v128.store32_lane(load<u32>(lines) ^ offset, next, 0);
    v128.store32_lane(load<u32>(lines, 4) ^ offset, next, 1);
    v128.store32_lane(load<u32>(lines, 8) ^ offset, next, 2);
    v128.store32_lane(load<u32>(lines, 12) ^ offset, next, 3);
  }
  node = 2 * node + bit;
  nibble = 2 * nibble + bit;
  if (nibble >= 16) turn(node);
}
