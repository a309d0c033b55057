import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const folders: Record<string, string> = {
  "/dist/": fileURLToPath(new URL("../../dist/", import.meta.url)),
  "/page/": fileURLToPath(new URL("page/", import.meta.url)),
};
const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** A page may run WebAssembly under this policy, and nothing from elsewhere. */
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

export interface PageServer {
  /** Address of the page. */
  readonly url: string;
  /** What the page posts when it is done. */
  readonly report: Promise<unknown>;
  close(): void;
}

/** Serves dist/ and the page on a free port of this machine, and waits for the page's report. */
export async function servePage(): Promise<PageServer> {
  let accept: (report: unknown) => void;
  const report = new Promise<unknown>((resolve) => (accept = resolve));

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST") {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.end();
      accept(JSON.parse(Buffer.concat(chunks).toString()));
      return;
    }
    const folder = Object.keys(folders).find((prefix) => pathname.startsWith(prefix));
    const body = folder && (await readFile(folders[folder] + pathname.slice(folder.length)).catch(() => undefined));
    response.writeHead(body ? 200 : 404, {
      "content-type": types[extname(pathname)] ?? "text/plain",
      "content-security-policy": policy,
    });
    response.end(body || "not found");
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/page/index.html`,
    report,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
