/**
 * The operands that await the next instruction (WebAssembly core specification, appendix, "Validation algorithm"): which ones there are
 * says much about what it is. What cannot be reached is followed as if it could, and what asc does not emit as if it took nothing.
 */
import { mix } from "./mix";

/**
 * Memory, in bytes:
 *
 *     STACK   two numbers an operand: 8 · opcode + type of what made it, and a hash of its whole expression
 *     BLOCKS  three numbers a block: where its operands begin, 256 · type + opcode of what opened it, and how many began before it
 *     LOCALS  a byte a variable: its type
 */
const STACK: usize = 0x9020;
const BLOCKS: usize = 0xb000;
const LOCALS: usize = 0xc000;

/** What an instruction does: the operands it takes (at most 3) and the type of its result, 4 apart. */
const I32: u8 = 4;
const I64: u8 = 8;
const F64: u8 = 16;
const V128: u8 = 20;
/** The type of the variable named, and that of the operand taken last. */
const LOCAL: u8 = 24;
const SAME: u8 = 28;

/**
 * The last opcode of each run of opcodes that do the same, and what they do. Runs are as long as they may be for what the core is
 * compiled to, which counts in doubles: what asc makes of other sources is only packed less well.
 */
// prettier-ignore
const EFFECTS = memory.data<u8>([
  0x03, 0, /* if */ 0x04, 1, 0x0c, 0, /* br_if, br_table */ 0x0e, 1, 0x10, 0, /* call_indirect, drop */ 0x1a, 1,
  /* select */ 0x1f, SAME + 3, /* variables */ 0x20, LOCAL, 0x21, 1, 0x22, LOCAL + 1, 0x23, I32, 0x27, 1,
  /* loads */ 0x28, I32 + 1, 0x29, I64 + 1, 0x2b, F64 + 1, 0x2f, I32 + 1, 0x35, I64 + 1, /* stores */ 0x3e, 2,
  /* memory.size, memory.grow */ 0x3f, I32, 0x40, I32 + 1, /* constants */ 0x41, I32, 0x42, I64, 0x44, F64,
  /* comparisons */ 0x45, I32 + 1, 0x4f, I32 + 2, 0x50, I32 + 1, 0x66, I32 + 2,
  /* arithmetic */ 0x69, I32 + 1, 0x78, I32 + 2, 0x7b, I64 + 1, 0x8a, I64 + 2, 0x9f, F64 + 1, 0xa6, F64 + 2,
  /* conversions */ 0xab, I32 + 1, 0xb1, I64 + 1, 0xbb, F64 + 1, 0xbc, I32 + 1, 0xbd, I64 + 1, 0xbf, F64 + 1, 0xff, I64 + 1,
]);
/** The same for the second parts of opcodes: of conversions and bulk memory, and of vectors. */
const BULK = memory.data<u8>([0x07, I32 + 1, 0xff, 3]);
// prettier-ignore
const VECTORS = memory.data<u8>([
  /* loads, store */ 10, V128 + 1, 11, 2, /* v128.const */ 12, V128, /* shuffle */ 14, V128 + 2, /* splats */ 32, V128 + 1,
  /* lanes */ 33, F64 + 1, 91, V128 + 2, /* v128.load64_zero */ 93, V128 + 1, /* arithmetic */ 235, V128 + 2, 239, V128 + 1, 254, V128 + 2,
  /* relaxed */ 255, V128 + 3,
]);

/** Past the last operand; where those of the current block begin; the innermost block. */
export let top: usize = STACK;
let floor: usize = STACK;
let block: usize = BLOCKS;
/** How many blocks have begun. */
let blocks: u32 = 0;
/** How many variables the body has. */
export let locals: u32 = 0;
/** Of the module: its types, and a type for each function. */
let types: usize = 0;
let functions: usize = 0;
let cursor: usize = 0;

/** The types of the last three operands, and how many the block has, up to three. */
export function operandTypes(): u32 {
  return (kind(1) & 7) | ((kind(2) & 7) << 3) | ((kind(3) & 7) << 6) | (min(count(), 3) << 9);
}

/** How many operands the current block has. */
export function count(): u32 {
  return (<u32>(top - floor)) >>> 3;
}

/** What made the operand `k` from the top, from 1 on: 8 · opcode + type. */
export function kind(k: usize): u32 {
  return load<u32>(top - 8 * k);
}

/** The expression of the operand `k` from the top, hashed. */
export function expression(k: usize): u32 {
  return load<u32>(top + 4 - 8 * k);
}

/** What opened the block that is `k` outside of the innermost: 256 · type + opcode. */
export function opener(k: usize): u32 {
  return load<u32>(block + 4 - 12 * k);
}

/** The innermost block as a number that no other has. */
export function blockNumber(): u32 {
  return load<u32>(block, 8);
}

/** The type of a variable. */
export function typeOf(local: u32): u32 {
  return load<u8>(LOCALS + local);
}

/** Finds the types of a module that imports nothing. */
export function findTypes(module: usize): void {
  cursor = module + 9;
  const size = number();
  functions = cursor + size + 1;
  number();
  types = cursor;
  cursor = functions;
  number();
  number();
  functions = cursor;
}

function number(): u32 {
  let value: u32 = 0;
  let byte: u32 = 128;
  for (let shift = 0; byte > 127; shift += 7) {
    byte = load<u8>(cursor++);
    value |= (byte & 127) << shift;
  }
  return value;
}

/** The address of the type of a function: how many parameters, their types, how many results, their types. */
function signature(func: u32): usize {
  let at = types + 1;
  for (let k = load<u8>(functions + func); k > 0; k--) {
    at += load<u8>(at) + 1;
    at += load<u8>(at) + 2;
  }
  return at;
}

/** The body of a function begins. */
export function beginBody(func: u32): void {
  block = BLOCKS - 12;
  top = STACK;
  beginBlock(0x40 << 8);
  const type = signature(func);
  locals = load<u8>(type);
  memory.copy(LOCALS, type + 1, locals);
}

/** So many variables of a type are declared. */
export function declareLocals(count: u32, type: u32): void {
  memory.fill(LOCALS + locals, <u8>type, count);
  locals += count;
}

function beginBlock(opener: u32): void {
  block += 12;
  store<u32>(block, <u32>(floor = top));
  store<u32>(block, opener, 4);
  store<u32>(block, blocks++, 8);
}

/** Follows an instruction: its opcode, its last operand as a number, its last byte, and a hash of the whole of it. */
export function execute(opcode: u32, value: u32, byte: u32, hash: u32): void {
  let at = opcode < 256 ? EFFECTS : opcode < 0xfd00 ? BULK : VECTORS;
  while (load<u8>(at) < (opcode & 255)) at += 2;
  const effect = <u32>load<u8>(at, 1);
  let taken = effect & 3;
  let type = effect >>> 2;
  if (opcode === 0x10) {
    const parameters = signature(value);
    taken = load<u8>(parameters);
    type = load<u16>(parameters + taken, 1);
    type = type & 255 ? 0x80 - (type >>> 8) : 0;
  }
  let last: u32 = 0;
  for (; taken > 0 && top > floor; taken--) {
    top -= 8;
    last = load<u32>(top);
    hash = mix(hash, load<u32>(top, 4));
  }
  if (type === LOCAL >>> 2) type = 0x80 - typeOf(value);
  if (type === SAME >>> 2) type = last & 7;

  if (opcode === 0x05 || opcode === 0x0b) {
    top = floor;
    const opener = load<u32>(block, 4) & 0xff00;
    if (opcode === 0x05) {
      store<u32>(block, opener | 5, 4);
    } else {
      block -= 12;
      floor = load<u32>(block);
      type = (0x80 - (opener >>> 8)) & 63;
    }
  }
  if (type > 0) {
    store<u32>(top, (opcode << 3) | type);
    store<u32>(top, hash, 4);
    top += 8;
  }
  if (opcode >= 0x02 && opcode <= 0x04) beginBlock((byte << 8) | opcode);
}

/** Whether the block that was closed last was the body. */
export function endsBody(): bool {
  return block < BLOCKS;
}
