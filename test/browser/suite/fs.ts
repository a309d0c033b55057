/** The part of "node:fs" that tests read the shared data with, for a page: files come from the test's server. */

/** The bytes of a file, which read as text. */
class Bytes extends Uint8Array<ArrayBuffer> {
  override toString(): string {
    return new TextDecoder().decode(this);
  }
}

/** Asks the server and waits for its answer, as reading a file does. */
function request(method: "GET" | "HEAD", address: URL | string): XMLHttpRequest {
  const request = new XMLHttpRequest();
  request.open(method, address, false);
  // One character a byte: a page gets no ArrayBuffer without waiting.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  return request;
}

export function existsSync(address: URL | string): boolean {
  return request("HEAD", address).status === 200;
}

export function readFileSync(address: URL | string): Uint8Array<ArrayBuffer> {
  const { status, responseText } = request("GET", address);
  if (status !== 200) throw new Error(`${String(address)} answered ${status}.`);
  const bytes = new Bytes(new ArrayBuffer(responseText.length));
  for (let k = 0; k < bytes.length; k++) bytes[k] = responseText.charCodeAt(k);
  return bytes;
}
