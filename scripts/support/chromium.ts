import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of this machine: `SLUICE_CHROMIUM`, or where systems install it; undefined if there is none. */
export const program: string | undefined = [process.env["SLUICE_CHROMIUM"] ?? "", ...PROGRAMS].find((file) =>
  existsSync(file),
);

/** Starts the browser offline: it makes no requests of its own, and finds no name. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}
