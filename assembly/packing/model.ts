/**
 * The probability of the next bit of a module by context mixing: predictions out of several contexts are added in the logistic
 * domain, Σ w·ln(p/(1 − p)), under weights that learn online (Mahoney 2005, "Adaptive weighing of context models for lossless data
 * compression"). Instructions and the operands that await them, not bytes, make the contexts. Every operation is one whose result IEEE 754
 * fixes, so that all hosts unpack the same.
 */
import {
  access,
  afterExpression,
  afterToken,
  body,
  expected,
  local,
  opcode,
  OPCODE,
  OPCODES,
  stage,
  token,
  TOKENS,
} from "./instruction";
import { mix } from "./mix";
import { blockNumber, count, expression, kind, locals, opener, operandTypes, typeOf } from "./stack";

const CONTEXTS = 12;
const WIDTH: usize = 4 * CONTEXTS;

/**
 * Memory, in bytes:
 *
 *     HASHES       a number a context
 *     LINES        a number a context: an address in the 16 slots of the current half byte; the slot of a bit is where it leads by
 *                  exclusive or with 4 × the bits before, so that contexts which share their 16 slots seldom share one
 *     CHECKS       a number a context: a slot that is new, at a probability of ½
 *     STATES       a number a context: the slot of the current bit
 *     ENTRIES      a number a context: the address of its correction
 *     CORRECTED    a float a context: its correction
 *     INPUTS       a float a context: ln(p/(1 − p)) + correction
 *     SUMS         a float a context: its weight, the sum of those of the four sets
 *     STRETCH      4,096 floats: ln(p/(1 − p)) by p
 *     SQUASH       4,096 floats: 1/(1 + e⁻ˣ) by x from −12 to 12
 *     CORRECTIONS  128 floats a context: by how often the slot was used, and by whether p ≥ ½
 *     WEIGHTS      2¹⁴ sets of CONTEXTS floats, by hashes; what is added to WEIGHT
 *     OUTPUT       the module and what follows it
 *     PACKED
 *     SLOTS        4 bytes each: a probability (16 bits), a check (10), how often it was used (6)
 */
const HASHES: usize = 0x80;
const LINES: usize = 0xc0;
const CHECKS: usize = 0x100;
const STATES: usize = 0x140;
const ENTRIES: usize = 0x180;
const CORRECTED: usize = 0x1c0;
const INPUTS: usize = 0x200;
const SUMS: usize = 0x240;
const STRETCH: usize = 0x1000;
const SQUASH: usize = 0x5000;
const CORRECTIONS: usize = 0x10000;
const WEIGHTS: usize = 0x140000;
const SET_MASK: u32 = 0x3fff;
export const OUTPUT: usize = 0x200000;
export const PACKED: usize = 0x260000;
const SLOTS: usize = 0x280000;
const SLOT_COUNT: u64 = 0x3e0000;
const CHECK = 0xffc0;

const RATE: f32 = 0.0018;
const CORRECTION_RATE: f32 = 0.07;
/** What a weight begins with. */
const WEIGHT: f32 = 0.156;
const LIMIT = 24;

/** Weights: the sets that the bits of the byte so far, the operands, what is known of it, and the bits of the byte role select. */
let byBits: usize = 0;
let byTypes: usize = 0;
let byKnown: usize = 0;
let byNode: usize = 0;
let mean: f32 = 0;
/** What the byte is; with the opcode, hashed. */
let place: u32 = 0;
let role: u32 = 0;
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
}

/** Of the next byte: the hashes of its contexts; which of the first four are new chooses weights. */
export function aim(): void {
  hashes = HASHES;
  place = stage();
  role = mix(place, opcode);
  const base = mix(token, place);
  const types = operandTypes();
  const block = opener(0);
  const blocks = mix(block, opener(1));
  const follower = load<u32>(afterToken);
  const user = load<u32>(afterExpression);
  const previous = load<u32>(TOKENS, 4);
  // with the last token, and with the opcodes before it: 1, 2, 3, 7
  const last = mix(base, load<u32>(TOKENS));
  const one = mix(base, load<u32>(OPCODES));
  const two = mix(one, load<u32>(OPCODES, 4));
  const three = mix(two, load<u32>(OPCODES, 8));
  if (place === OPCODE) {
    let seven = mix(three, typeOf(local));
    for (let k: usize = 12; k < 28; k += 4) seven = mix(seven, load<u32>(OPCODES + k));
    context(last);
    context(mix(mix(last, previous), load<u32>(TOKENS, 8)));
    context(seven);
    context(types);
    context(mix(mix(three, types), user));
    context(mix(mix(mix(types, kind(2)), count()), blocks));
    context(mix(mix(expected(), count()), block));
    context(mix(mix(kind(1), local), body));
    context(mix(mix(last, types), block));
    context(mix(mix(two, kind(2)), blocks));
    context(follower);
    context(mix(kind(1), kind(2)));
  } else if (opcode >= 0x20 && opcode <= 0x22) {
    context(body);
    context(mix(mix(two, local), load<u32>(TOKENS, 8)));
    context(mix(mix(base, types), body));
    context(mix(base, locals));
    context(follower);
    context(blockNumber());
    context(mix(base, body));
    context(mix(mix(one, local), body));
    context(expected());
    context(mix(mix(expression(1), expression(2)), block));
    context(mix(locals, typeOf(local)));
    context(mix(mix(previous, load<u32>(OPCODES)), user));
  } else {
    context(mix(mix(one, access), user));
    context(mix(mix(mix(base, types), kind(2)), blocks));
    context(mix(three, follower));
    context(mix(base, types));
    context(mix(three, kind(2)));
    context(place);
    context(mix(role, expected()));
    context(base);
    context(mix(mix(previous, load<u32>(TOKENS, 12)), mix(expression(1), access)));
    context(mix(role, body));
    context(last);
    context(mix(mix(base, load<u32>(TOKENS, 8)), load<u32>(TOKENS, 16)));
  }
  byTypes = weights(place === OPCODE ? mix(types, place) : mix(role, load<u32>(OPCODES)));
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
    const hash = mix(load<u32>(HASHES + at), half + ((<u32>at) << 5));
    store<u32>(LINES + at, SLOTS + ((<usize>((<u64>hash * SLOT_COUNT) >> 32)) << 2));
    store<u32>(CHECKS + at, 0x80000000 | ((hash << 6) & CHECK));
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
function gather(at: v128): v128 {
  const two = v128.load32_lane(i32x4.extract_lane(at, 1), v128.load32_zero(i32x4.extract_lane(at, 0)), 1);
  return v128.load32_lane(i32x4.extract_lane(at, 3), v128.load32_lane(i32x4.extract_lane(at, 2), two, 2), 3);
}

/** Puts four numbers where `gather` finds them. */
// @ts-ignore: decorator
@inline
function scatter(at: v128, numbers: v128): void {
  v128.store32_lane(i32x4.extract_lane(at, 0), numbers, 0);
  v128.store32_lane(i32x4.extract_lane(at, 1), numbers, 1);
  v128.store32_lane(i32x4.extract_lane(at, 2), numbers, 2);
  v128.store32_lane(i32x4.extract_lane(at, 3), numbers, 3);
}

/** The probability that the next bit is 1, times 2¹⁶. */
export function predict(): u32 {
  const offset = i32x4.splat(nibble << 2);
  let unknown: u32 = 0;
  for (let at: usize = WIDTH; at > 0;) {
    at -= 16;
    let states = gather(v128.xor(v128.load(LINES + at), offset));
    // a slot that another context used begins again, at a half
    const fresh = v128.load(CHECKS + at);
    const other = i32x4.ne(v128.and(v128.xor(states, fresh), i32x4.splat(CHECK)), i32x4.splat(0));
    unknown = i32x4.bitmask(other);
    states = v128.bitselect(fresh, states, other);
    v128.store(STATES + at, states);
    const input = gather(i32x4.add(v128.and(i32x4.shr_u(states, 18), i32x4.splat(0x3ffc)), i32x4.splat(<i32>STRETCH)));
    const entries = i32x4.add(
      v128.and(v128.or(i32x4.shl(states, 3), i32x4.shr_u(states, 29)), i32x4.splat(0x1fc)),
      i32x4.add(i32x4(0, 512, 1024, 1536), i32x4.splat(<i32>(CORRECTIONS + 128 * at))),
    );
    v128.store(ENTRIES + at, entries);
    const correction = gather(entries);
    v128.store(CORRECTED + at, correction);
    v128.store(INPUTS + at, f32x4.add(input, correction));
  }
  byBits = weights(mix(node, role));
  byKnown = weights(mix(role, unknown));
  byNode = weights(mix(place, node));
  let sums = f32x4.splat(0);
  for (let at: usize = 0; at < WIDTH; at += 16) {
    const weight = f32x4.add(
      f32x4.add(
        f32x4.add(v128.load(byBits + at), v128.load(byTypes + at)),
        f32x4.add(v128.load(byKnown + at), v128.load(byNode + at)),
      ),
      f32x4.splat(WEIGHT),
    );
    v128.store(SUMS + at, weight);
    sums = f32x4.add(sums, f32x4.mul(v128.load(INPUTS + at), weight));
  }
  mean = squash(total(sums));
  return max(1, min(65535, <u32>(mean * 65536)));
}

function weights(hash: u32): usize {
  return WEIGHTS + <usize>(hash & SET_MASK) * WIDTH;
}

// @ts-ignore: decorator
@inline
function learn(weights: usize, move: v128): void {
  v128.store(weights, f32x4.add(v128.load(weights), move));
}

/** Learns what the bit was. */
export function update(bit: u32): void {
  const error = <f32>bit - mean;
  const step = f32x4.splat(error * RATE);
  const target = f32x4.splat(<f32>(bit * 65535));
  const offset = i32x4.splat(nibble << 2);
  for (let at: usize = 0; at < WIDTH; at += 16) {
    const move = f32x4.mul(v128.load(INPUTS + at), step);
    learn(byBits + at, move);
    learn(byTypes + at, move);
    learn(byKnown + at, move);
    learn(byNode + at, move);
    const corrected = f32x4.add(v128.load(CORRECTED + at), f32x4.mul(v128.load(SUMS + at), f32x4.splat(error * CORRECTION_RATE)));
    scatter(v128.load(ENTRIES + at), corrected);
    // p ← p + (bit − p)/(uses + 1.1)
    const states = v128.load(STATES + at);
    const uses = v128.and(states, i32x4.splat(63));
    const p = f32x4.convert_i32x4_s(i32x4.shr_u(states, 16));
    const shift = f32x4.div(f32x4.sub(target, p), f32x4.add(f32x4.convert_i32x4_s(uses), f32x4.splat(1.1)));
    const next = v128.or(
      v128.or(i32x4.shl(i32x4.trunc_sat_f32x4_s(f32x4.add(p, shift)), 16), v128.and(states, i32x4.splat(CHECK))),
      i32x4.min_s(i32x4.add(uses, i32x4.splat(1)), i32x4.splat(LIMIT)),
    );
    scatter(v128.xor(v128.load(LINES + at), offset), next);
  }
  node = 2 * node + bit;
  nibble = 2 * nibble + bit;
  if (nibble >= 16) turn(node);
}
