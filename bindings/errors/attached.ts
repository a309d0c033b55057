import { ValueError } from "./errors.js";

/** Whether it is an ArrayBuffer, of whichever realm: that of a frame, or of a test runner's sandbox, is no instance of this one's class. */
export function isBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}

/** Throws where `value` is a view on, or is, an ArrayBuffer that was transferred away and holds nothing any more. */
export function checkAttached(argument: string, value: unknown): void {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (!isBuffer(buffer) || buffer.byteLength > 0 || !isDetached(buffer)) return;
  const what = buffer === value ? "an ArrayBuffer" : `a ${(value as object).constructor.name} on an ArrayBuffer`;
  const error = new ValueError(argument, value, "an array that still holds its data");
  error.message = `${argument} is ${what} that is detached (transferred to a worker?), expected ${error.expected}.`;
  throw error;
}

/** Node 20 has no `ArrayBuffer.prototype.detached`; a view cannot be made on a detached buffer anywhere. */
function isDetached(buffer: ArrayBuffer): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
