import type { browsers } from "./browsers.js";
import { serve, type ServerOptions } from "./server.js";

/** Serves, opens a page of what is served in a browser, and returns what the page posts. */
export async function visit(
  browser: (typeof browsers)[number],
  executable: string,
  page: string,
  options: Omit<ServerOptions, "onPost">,
  seconds = 90,
): Promise<unknown> {
  let accept!: (report: unknown) => void;
  const posted = new Promise<unknown>((resolve) => (accept = resolve));
  const server = await serve({ ...options, onPost: (_, body) => accept(body) });
  try {
    const opened = await browser.open(executable, server.origin + page);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((_, reject) => {
      const fail = () => reject(new Error([`The page posted nothing in ${seconds} s.`, ...opened.trouble].join("\n")));
      timer = setTimeout(fail, 1000 * seconds);
    });
    try {
      return await Promise.race([posted, tooLong]);
    } finally {
      clearTimeout(timer);
      await opened.close();
    }
  } finally {
    server.close();
  }
}
