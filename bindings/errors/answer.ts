import { LoadError } from "./errors.js";

/** Throws where a server answered otherwise than with what it was asked for. */
export function checkAnswer({ ok, url, status, statusText }: Response): void {
  if (!ok) throw new LoadError(`wasm at ${url} answered ${status} ${statusText}.`);
}
