// Debian's Chromium without a window, if there is one.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PATH = "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why there is no browser, or false. */
export const missing = !existsSync(PATH) && "chromium is not installed";

/** A browser; its caller closes it. */
export function launch() {
  return chromium.launch({ executablePath: PATH, headless: true, args: FLAGS });
}
