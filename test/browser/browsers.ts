import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** A browser with one page open. */
export interface Opened {
  /** What went wrong in the page, as far as the browser tells: it is for the message of a test that fails. */
  readonly trouble: string[];
  close(): Promise<void>;
}

interface Browser {
  readonly name: string;
  /** Where Debian and the usual installers put it. */
  readonly paths: readonly string[];
  /** Opens the address in a fresh profile. */
  open(path: string, url: string): Promise<Opened>;
}

/** Firefox neither updates nor calls home in a test. */
const firefoxPreferences = [
  "app.update.enabled",
  "browser.shell.checkDefaultBrowser",
  "datareporting.policy.dataSubmissionEnabled",
  "datareporting.healthreport.uploadEnabled",
  "network.captive-portal-service.enabled",
  "network.connectivity-service.enabled",
  "services.settings.enabled",
].map((name) => `user_pref("${name}", false);\n`);

/** Root needs the first; tests call for a garbage collection; nothing calls home. */
const chromiumFlags = [
  ...["--no-sandbox", "--js-flags=--expose-gc", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
];

async function openChromium(executablePath: string, url: string): Promise<Opened> {
  const browser = await chromium.launch({ executablePath, args: chromiumFlags, headless: true });
  const page = await browser.newPage();
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("crash", () => trouble.push("The page crashed."));
  page.on("console", (message) => {
    if (message.type() === "error") trouble.push(message.text());
  });
  await page.goto(url);
  return { trouble, close: () => browser.close() };
}

/** Without a driver: playwright drives only a Firefox of its own making, and the page needs nothing but its address. */
async function openFirefox(path: string, url: string): Promise<Opened> {
  const profile = mkdtempSync(join(tmpdir(), "quadfolio-browser-"));
  writeFileSync(join(profile, "user.js"), firefoxPreferences.join(""));
  // A group of its own, so that the browser's children end with it.
  const parameters = ["--headless", "--no-remote", "--profile", profile, url];
  const child = spawn(path, parameters, { detached: true, stdio: "ignore" });
  const trouble: string[] = [];
  const ended = new Promise<void>((resolve) =>
    child.once("exit", (code, signal) => {
      trouble.push(`Firefox ended (${code ?? signal}).`);
      resolve();
    }),
  );
  return {
    trouble,
    async close() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

export const browsers: readonly Browser[] = [
  {
    name: "Chromium",
    paths: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    open: openChromium,
  },
  { name: "Firefox", paths: ["/usr/bin/firefox-esr", "/usr/bin/firefox"], open: openFirefox },
];

/** The path of the browser on this machine, undefined where it is not installed. */
export function executable({ paths }: Browser): string | undefined {
  return paths.find((path) => existsSync(path));
}
