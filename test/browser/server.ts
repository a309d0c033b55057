import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { gunzipSync } from "node:zlib";

const types: Record<string, string> = {
  ...{ ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css" },
  ".wasm": "application/wasm",
};

/** A page may run WebAssembly under this policy, and nothing from elsewhere. */
export const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

/** Contents by path, or undefined where there is none. */
type Content = (path: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined;

export interface ServerOptions {
  /** What is served, by how its path begins. */
  readonly content: Record<string, Content>;
  /** The Content Security Policy of every answer. */
  readonly policy?: string;
  /** Whether pages are cross-origin isolated: they may share memory with their workers. */
  readonly isolated?: boolean;
  /** Whether pages of another origin may import what is served. */
  readonly crossOrigin?: boolean;
  /** Called with what a page posts, and the path it posts it to. */
  readonly onPost: (path: string, body: unknown) => void;
}

export interface Server {
  /** The address, without a slash at its end. */
  readonly origin: string;
  close(): void;
}

/** The files of a folder, those that end in .gz unpacked; a folder in it is there and empty. */
export function folder(path: string): Content {
  return async (file) => {
    if (file.includes("..")) return undefined;
    const entry = await stat(path + file).catch(() => undefined);
    if (entry === undefined || entry.isDirectory()) return entry && new Uint8Array();
    const bytes = await readFile(path + file);
    return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  };
}

/** Serves on a free port of this machine. */
export async function serve({ content, policy, isolated, crossOrigin, onPost }: ServerOptions): Promise<Server> {
  const headers = {
    ...(policy && { "content-security-policy": policy }),
    ...(crossOrigin && { "access-control-allow-origin": "*" }),
    ...(isolated && { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" }),
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST") {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.end();
      onPost(pathname, JSON.parse(Buffer.concat(chunks).toString()));
      return;
    }
    const prefix = Object.keys(content).find((prefix) => pathname.startsWith(prefix));
    const body = prefix && (await content[prefix]!(pathname.slice(prefix.length)));
    response.writeHead(body ? 200 : 404, { ...headers, "content-type": types[extname(pathname)] ?? "text/plain" });
    response.end(body || "not found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
