/**
 * Where in a module a byte stands (WebAssembly core specification, chapter 5, binary format): what the model of `model.ts`
 * predicts it from. Instructions that asc does not emit are followed as if they had no operands.
 */

import { mix } from "./mix";
import { beginBody, declareLocals, endsBody, execute, expression, findTypes } from "./stack";

/** What the next byte is. `OPERAND` and the two above it: the first, the second, a later byte after an opcode. */
export const OUTSIDE: u32 = 0;
export const GROUPS: u32 = 1;
export const COUNT: u32 = 2;
export const TYPE: u32 = 3;
export const OPCODE: u32 = 4;
export const OPERAND: u32 = 5;

/** Tokens (instructions with their operands; outside of bodies, bytes) and opcodes before this one, latest first: 7 numbers each. */
export const TOKENS: usize = 0x0;
export const OPCODES: usize = 0x40;

/**
 * Memory, in bytes:
 *
 *     FOLLOWERS  2¹⁷ numbers: by a hash of what was there, the token that followed it last
 *     MATCHES    2¹⁶ numbers: by a hash of two tokens, where in PAST what follows them is
 *     PAST       the bytes gone past
 */
const FOLLOWERS: usize = 0x20000;
const MATCHES: usize = 0xa0000;
const PAST: usize = 0xe0000;

/** All of the current token so far, as one number. */
export let token: u32 = 0;
/** The opcode that the operands belong to; before an opcode, the opcode before it. */
export let opcode: u32 = 0;
/** The body, counted, and the local variable named last in it. */
export let body: u32 = 0;
export let local: u32 = 0;

/** What followed last time in this body, as entries of FOLLOWERS: the token before this one, and the expression at the top. */
export let afterToken: usize = FOLLOWERS;
export let afterExpression: usize = FOLLOWERS;

/** Past the last byte; where the byte is that followed the same ones before, or 0. */
let past: usize = PAST;
let match: usize = 0;

/** The load or store before this token, all of it. */
export let access: u32 = 0;

let place: u32 = OUTSIDE;
/** Bytes of the current instruction before the next one. */
let field: u32 = 0;
/** Operands to come: numbers in LEB128, then bytes. */
let numbers: u32 = 0;
let bytes: u32 = 0;
/** The number being read, and its bits so far. */
let value: u32 = 0;
let shift: u32 = 0;
/** That no number of the current instruction has been read. */
let fresh = true;
let groups: u32 = 0;
let count: u32 = 0;

/** What the next byte is, as above. */
export function stage(): u32 {
  return place < OPERAND ? place : OPERAND - 1 + min(field, 3);
}

/** A body of the code section of the module begins behind its size. */
export function enter(module: usize): void {
  if (body === 0) findTypes(module);
  beginBody(body++);
  place = GROUPS;
  local = 0;
  token = 0;
}

/** Bytes that are no body's follow. */
export function leave(): void {
  place = OUTSIDE;
}

/** The byte that followed the same ones before, two tokens at least, plus 1; 0 if there is none. */
export function expected(): u32 {
  return match > 0 ? load<u8>(match) + 1 : 0;
}

/** Ends a token. */
function endToken(): void {
  token = 0;
  const entry = MATCHES + ((mix(load<u32>(TOKENS), load<u32>(TOKENS, 4)) & 0xffff) << 2);
  if (match === 0) match = load<u32>(entry);
  store<u32>(entry, past);
}

/** The entry of FOLLOWERS for a hash. */
function followerOf(hash: u32): usize {
  return FOLLOWERS + ((hash & 0x1ffff) << 2);
}

/** Goes past a byte; true where it is the last of a body. */
export function follow(byte: u32): bool {
  store<u8>(past++, byte);
  match = expected() === byte + 1 ? match + 1 : 0;
  token = mix(token, byte);
  if (place === OUTSIDE) {
    push(TOKENS, byte + 1);
    endToken();
    return false;
  }
  if (place < OPCODE) {
    declare(byte);
    return false;
  }
  if (place === OPCODE) {
    opcode = byte;
    field = 0;
    place = OPERAND;
    expectOperands(byte);
  } else if (numbers > 0) {
    number(byte);
  } else {
    bytes--;
  }
  field++;
  return numbers + bytes === 0 && endInstruction(byte);
}

/** The declarations of a body: how many groups of local variables; of each how many, and their type. */
function declare(byte: u32): void {
  if (place === GROUPS) groups = byte;
  if (place === COUNT) {
    count = byte;
    if (byte < 128) place = TYPE;
    return;
  }
  if (place === TYPE) {
    groups--;
    declareLocals(count, byte);
  }
  place = groups > 0 ? COUNT : OPCODE;
  if (place === COUNT) return;
  token = 0;
  opcode = 0;
  memory.fill(TOKENS, 0, OPCODES + 28);
}

function expectOperands(byte: u32): void {
  numbers = value = shift = 0;
  fresh = true;
  // block, loop, if: a type; memory.size, memory.grow: a memory; constants of 4 and 8 bytes
  bytes = (byte >= 0x02 && byte <= 0x04) || byte === 0x3f || byte === 0x40 ? 1 : byte === 0x43 ? 4 : byte === 0x44 ? 8 : 0;
  // loads and stores: alignment and offset; call_indirect: type and table
  if ((byte >= 0x28 && byte <= 0x3e) || byte === 0x11) numbers = 2;
  // br, br_if, br_table, call; variables; constants; what a prefix leads to
  if ((byte >= 0x0c && byte <= 0x10) || (byte >= 0x20 && byte <= 0x24) || byte === 0x41 || byte === 0x42 || byte >= 0xfc)
    numbers = 1;
  if (byte === 0x0f) numbers = 0;
}

/** A byte of a number in LEB128. */
function number(byte: u32): void {
  value |= (byte & 127) << shift;
  shift += 7;
  if (byte >= 128) return;
  numbers--;
  if (fresh) {
    if (opcode === 0x0e) numbers = value + 1;
    if (opcode >= 0xfc) expectPrefixed(value);
  }
  fresh = false;
  if (numbers > 0) value = shift = 0;
}

/** What follows the second part of an opcode: bulk memory (0xfc), vectors (0xfd). */
function expectPrefixed(second: u32): void {
  if (opcode === 0xfc) {
    bytes = second === 10 ? 2 : second === 11 ? 1 : 0;
  } else if (second === 12 || second === 13) {
    bytes = 16;
  } else {
    if (second <= 11 || (second >= 84 && second <= 93)) numbers = 2;
    if ((second >= 21 && second <= 34) || (second >= 84 && second <= 91)) bytes = 1;
  }
  opcode = (opcode << 8) | min(second, 255);
}

function endInstruction(byte: u32): bool {
  store<u32>(afterToken, token);
  store<u32>(afterExpression, token);
  execute(opcode, value, byte, token);
  push(TOKENS, token);
  push(OPCODES, opcode);
  if (opcode >= 0x20 && opcode <= 0x22) local = value;
  if (opcode >= 0x28 && opcode <= 0x3e) access = token;
  afterToken = followerOf(mix(token, body));
  afterExpression = followerOf(mix(body, expression(1)));
  endToken();
  place = OPCODE;
  return endsBody();
}

/** Puts a number before the others of a history. */
function push(history: usize, value: u32): void {
  memory.copy(history + 4, history, 24);
  store<u32>(history, value);
}
