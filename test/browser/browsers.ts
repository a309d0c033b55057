import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

const chromiumFlags = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
];

interface Browser {
  readonly name: string;
  /** Where Debian and the usual installers put it. */
  readonly paths: readonly string[];
  arguments(profile: string, url: string): string[];
}

export const browsers: readonly Browser[] = [
  {
    name: "Chromium",
    paths: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    arguments: (profile, url) => [...chromiumFlags, `--user-data-dir=${profile}`, url],
  },
  {
    name: "Firefox",
    paths: ["/usr/bin/firefox-esr", "/usr/bin/firefox"],
    arguments(profile, url) {
      writeFileSync(join(profile, "user.js"), firefoxPreferences.join(""));
      return ["--headless", "--no-remote", "--profile", profile, url];
    },
  },
];

/** The path of the browser on this machine, undefined where it is not installed. */
export function executable({ paths }: Browser): string | undefined {
  return paths.find((path) => existsSync(path));
}

/** Opens the address in a fresh profile; the function returned ends the browser and removes the profile. */
export function open(browser: Browser, path: string, url: string): () => Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), "quadfolio-browser-"));
  // A group of its own, so that the browser's children end with it.
  const child = spawn(path, browser.arguments(profile, url), { detached: true, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return async () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  };
}
