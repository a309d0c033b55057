/**
 * Rewrites a WebAssembly module so that it counts what it does: the exported global `flops` rises by the floating-point operations
 * of every straight run of instructions that is executed (a fused multiply–add counts two a lane), `bytes` by the
 * bytes of floating-point numbers that it loads. The counts are exact and the same on every machine. Binary format and opcodes:
 * WebAssembly Core Specification 2.0, sections 5.4 and 5.5; relaxed SIMD proposal.
 */

const GLOBALS = 6;
const EXPORTS = 7;
const CODE = 10;

/** Floating-point operations of an instruction, over one and several lanes: add, sub, mul, div, sqrt. */
const FLOPS = new Map([0x91, 0x92, 0x93, 0x94, 0x95, 0x9f, 0xa0, 0xa1, 0xa2, 0xa3].map((code) => [code, 1]));
const VECTOR_FLOPS = new Map([
  ...[227, 228, 229, 230, 231].map((code) => [code, 4]), // f32x4
  ...[239, 240, 241, 242, 243].map((code) => [code, 2]), // f64x2
  ...[0x105, 0x106].map((code) => [code, 8]), // f32x4.relaxed_madd, _nmadd
  ...[0x107, 0x108].map((code) => [code, 4]), // f64x2.relaxed_madd, _nmadd
]);

/** Bytes that an instruction loads. */
const BYTES = new Map([
  [0x2a, 4],
  [0x2b, 8],
]);
const VECTOR_BYTES = new Map([
  [0, 16], // v128.load
  ...[1, 2, 3, 4, 5, 6].map((code) => [code, 8]), // v128.load8x8_s …
  [9, 4], // v128.load32_splat
  [10, 8], // v128.load64_splat
  [92, 4],
  [93, 8],
]);

/** Where a straight run ends: unreachable, block, loop, if, else, end, br, br_if, br_table, return, call, call_indirect. */
const CONTROL = new Set([0x00, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11]);

/** The bytes of a module that counts, from those of one that does not. */
export function instrument(module) {
  const sections = sectionsOf(module);
  for (const { id } of sections)
    if (id === 2) throw new Error("A module with imports is not counted: its globals are not its own.");
  const has = (wanted) => sections.some(({ id }) => id === wanted);
  for (const id of [GLOBALS, EXPORTS, CODE]) if (!has(id)) throw new Error(`The module has no section ${id}.`);
  const [count] = unsigned(sections.find(({ id }) => id === GLOBALS).body, 0);
  const counters = { flops: count, bytes: count + 1 };
  const zero = [0x7e, 0x01, 0x42, 0x00, 0x0b]; // a mutable i64 of 0
  const out = sections.map(({ id, body }) => {
    if (id === GLOBALS) return section(id, appended(body, [zero, zero]));
    if (id === EXPORTS) return section(id, appended(body, [exportOf("flops", count), exportOf("bytes", count + 1)]));
    return section(id, id === CODE ? countingCode(body, counters) : body);
  });
  return Buffer.concat([module.subarray(0, 8), ...out]);
}

/** [value, where it ends] of an unsigned LEB128 number. */
function unsigned(bytes, at) {
  let [value, scale] = [0, 1];
  for (; bytes[at] & 0x80; at++, scale *= 128) value += (bytes[at] & 0x7f) * scale;
  return [value + bytes[at] * scale, at + 1];
}

/** The end of a LEB128 number of either sign. */
function past(bytes, at) {
  while (bytes[at] & 0x80) at++;
  return at + 1;
}

function encoded(value) {
  const out = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) out.push((value & 0x7f) | 0x80);
  return [...out, value];
}

function signed(value) {
  const out = [];
  for (; value >= 0x40; value >>= 7) out.push((value & 0x7f) | 0x80);
  return [...out, value];
}

function sectionsOf(module) {
  const sections = [];
  for (let at = 8; at < module.length;) {
    const [length, from] = unsigned(module, at + 1);
    sections.push({ id: module[at], body: module.subarray(from, from + length) });
    at = from + length;
  }
  return sections;
}

const section = (id, body) => Buffer.concat([Buffer.from([id, ...encoded(body.length)]), body]);

/** A vector of the format with entries more. */
function appended(body, entries) {
  const [count, from] = unsigned(body, 0);
  return Buffer.concat([Buffer.from(encoded(count + entries.length)), body.subarray(from), Buffer.from(entries.flat())]);
}

const exportOf = (name, index) => [...encoded(name.length), ...Buffer.from(name), 0x03, ...encoded(index)];

function countingCode(body, counters) {
  const [count, first] = unsigned(body, 0);
  const out = [Buffer.from(encoded(count))];
  let at = first;
  for (let k = 0; k < count; k++) {
    const [length, from] = unsigned(body, at);
    const counting = countingFunction(body.subarray(from, from + length), counters);
    out.push(Buffer.from(encoded(counting.length)), counting);
    at = from + length;
  }
  return Buffer.concat(out);
}

/** global ← global + amount. It leaves the operand stack as it was, so that it may stand anywhere. */
const increment = (global, amount) => [0x23, ...encoded(global), 0x42, ...signed(amount), 0x7c, 0x24, ...encoded(global)];

function countingFunction(body, { flops, bytes }) {
  let at = pastLocals(body);
  let copied = 0;
  let [operations, loaded] = [0, 0];
  const out = [];
  while (at < body.length) {
    const code = body[at];
    if (CONTROL.has(code) && operations + loaded > 0) {
      out.push(body.subarray(copied, at));
      if (operations > 0) out.push(Buffer.from(increment(flops, operations)));
      if (loaded > 0) out.push(Buffer.from(increment(bytes, loaded)));
      copied = at;
      [operations, loaded] = [0, 0];
    }
    const [vector] = code === 0xfd ? unsigned(body, at + 1) : [-1];
    operations += (code === 0xfd ? VECTOR_FLOPS.get(vector) : FLOPS.get(code)) ?? 0;
    loaded += (code === 0xfd ? VECTOR_BYTES.get(vector) : BYTES.get(code)) ?? 0;
    at = pastInstruction(body, at);
  }
  return Buffer.concat([...out, body.subarray(copied)]);
}

function pastLocals(body) {
  let [groups, at] = unsigned(body, 0);
  for (; groups > 0; groups--) at = past(body, at) + 1;
  return at;
}

/** Where the instruction at `at` ends. */
function pastInstruction(body, at) {
  const code = body[at++];
  const numbers = (count) => {
    for (; count > 0; count--) at = past(body, at);
    return at;
  };
  if (code >= 0x28 && code <= 0x3e) return numbers(2); // loads and stores
  if (code >= 0x45 && code <= 0xc4) return at; // numeric
  switch (code) {
    case 0x00: // unreachable
    case 0x01:
    case 0x05: // else
    case 0x0b: // end
    case 0x0f: // return
    case 0x1a: // drop
    case 0x1b: // select
      return at;
    case 0x02: // block
    case 0x03:
    case 0x04:
    case 0x0c: // br
    case 0x0d:
    case 0x10: // call
    case 0x20: // local.get
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x24:
    case 0x3f: // memory.size
    case 0x40:
    case 0x41: // i32.const
    case 0x42:
      return numbers(1);
    case 0x11: // call_indirect
      return numbers(2);
    case 0x0e: {
      // br_table
      const [count, from] = unsigned(body, at);
      at = from;
      return numbers(count + 1);
    }
    case 0x43:
      return at + 4;
    case 0x44:
      return at + 8;
    case 0xfc:
      return pastBulk(body, at);
    case 0xfd:
      return pastVector(body, at);
    default:
      throw new Error(`Opcode 0x${code.toString(16)} is not known here.`);
  }
}

/** Truncations that saturate (0 to 7), memory.copy (10) and memory.fill (11). */
function pastBulk(body, at) {
  const [code, from] = unsigned(body, at);
  if (code <= 7) return from;
  if (code === 10) return past(body, past(body, from));
  if (code === 11) return past(body, from);
  throw new Error(`Opcode 0xfc ${code} is not known here.`);
}

function pastVector(body, at) {
  const [code, from] = unsigned(body, at);
  const memory = () => past(body, past(body, from));
  if (code <= 11 || code === 92 || code === 93) return memory();
  if (code === 12 || code === 13) return from + 16; // a constant, a shuffle
  if (code >= 21 && code <= 34) return from + 1; // a lane
  if (code >= 84 && code <= 91) return memory() + 1;
  return from;
}
