/** Opens the built site in a browser: every page of the navigation, search, appearance, and the menu of a phone. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { launch, program } from "../../scripts/support/chromium.js";
import { openPage, WIDTHS } from "./open-page.js";
import { deadLinks, factsOf, load, type PageFacts } from "./page-facts.js";
import { builtPages, type Site, serve } from "./static-site.js";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const screenshots = fileURLToPath(new URL("../dist-screenshots", import.meta.url));
const KEY_PAGES = [
  "/",
  "/tutorials/your-first-connector",
  "/how-to/deploying",
  "/reference/errors",
  "/quickstart",
  "/reference/sdk",
  "/explanation/exactly-once",
  "/explanation/architecture",
  "/connectors/source-vitally",
  "/api/@sluice/core/",
  "/api/@sluice/core/classes/HttpStream",
];
const ALL_PAGES_MS = 1_200_000; // on a machine that is busy otherwise; a quiet one needs two minutes

const inBrowser = program === undefined ? test.skip : test;
if (program === undefined)
  process.stderr.write("Skipped: no Chromium found. Install it, or name it in SLUICE_CHROMIUM.\n");

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await serve(dist);
  rmSync(screenshots, { recursive: true, force: true });
  mkdirSync(screenshots, { recursive: true });
  if (program !== undefined) browser = await launch(program);
});

afterAll(async () => {
  await browser?.close();
  site.close();
});

async function withPage<T>(width: number, use: (page: Page, complaints: string[]) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: "light" });
  context.setDefaultTimeout(60_000);
  const { page, complaints } = await openPage(context, site.address);
  try {
    return await use(page, complaints);
  } finally {
    await context.close();
  }
}

/** The facts of each page, and what the browser complains about. Four pages are open at a time. */
async function visit(paths: readonly string[]): Promise<ReadonlyMap<string, PageFacts>> {
  const queue = [...paths];
  const visited = new Map<string, PageFacts>();
  const reader = () =>
    withPage(1280, async (page, complaints) => {
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        const facts = await factsOf(page, site.address + path);
        visited.set(path, { ...facts, faults: [...facts.faults, ...complaints.splice(0)] });
      }
    });
  await Promise.all([reader(), reader(), reader(), reader()]);
  return visited;
}

inBrowser(
  "every page is sound, and the navigation leads to it",
  async () => {
    const pages = builtPages(dist);
    const visited = await visit(pages);
    const faults = [...visited].flatMap(([path, facts]) => facts.faults.map((fault) => `${path}: ${fault}`));
    expect([...faults, ...deadLinks(visited)]).toEqual([]);
    const starts = ["/", "/reference/state", "/api/@sluice/core/"].flatMap(
      (path) => visited.get(path)?.navigation ?? [],
    );
    expect([...new Set(["/", ...starts])].sort()).toEqual(pages);
  },
  ALL_PAGES_MS,
);

inBrowser.each(WIDTHS)("takes pictures of the key pages at a width of %d pixels", async (width) => {
  await withPage(width, async (page) => {
    for (const path of KEY_PAGES) {
      await load(page, site.address + path);
      const name = path.replaceAll(/\W+/g, "-").replaceAll(/^-|-$/g, "") || "home";
      await page.screenshot({ path: join(screenshots, `${name}-${width}.png`), fullPage: true });
    }
  });
  const taken = readdirSync(screenshots).filter((file) => file.endsWith(`-${width}.png`));
  expect(taken).toHaveLength(KEY_PAGES.length);
});

inBrowser("search finds a page without any other host, and opens it", async () => {
  const complaints = await withPage(1280, async (page, found) => {
    await load(page, site.address);
    await page.keyboard.press("Control+k");
    await page.locator("#localsearch-input").fill("cursor");
    await page.locator(".VPLocalSearchBox .result", { hasText: "Cursors" }).first().click();
    await page.locator("h1", { hasText: "Cursors" }).waitFor();
    return found;
  });
  expect(complaints).toEqual([]);
});

inBrowser("the appearance changes from light to dark, and a diagram with it", async () => {
  await withPage(1280, async (page) => {
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    await load(page, `${site.address}/connectors/source-persistiq`);
    await page.locator(".diagram svg").waitFor();
    const diagram = await page.locator(".diagram").first().innerHTML();
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.locator(".VPNavBarAppearance .VPSwitchAppearance").click();
    await page.locator("html.dark").waitFor();
    expect(await background()).toBe("rgb(27, 27, 31)");
    await page.waitForFunction(`document.querySelector(".diagram").innerHTML !== ${JSON.stringify(diagram)}`);
    await page.screenshot({ path: join(screenshots, "dark.png"), fullPage: true });
  });
});

inBrowser("the menus of a phone open, and lead to other pages", async () => {
  await withPage(390, async (page) => {
    await load(page, `${site.address}/reference/state`);
    await page.locator(".VPLocalNav .menu").click();
    await page.locator(".VPSidebar.open a[href='/reference/errors']").click();
    await page.locator("h1", { hasText: "Errors" }).waitFor();
    await page.locator(".VPNavBarHamburger").click();
    await page.locator(".VPNavScreen a", { hasText: "Explanation" }).click();
    expect(await page.locator("h1", { hasText: "Exactly once" }).textContent()).toContain("Exactly once");
  });
});

inBrowser("an address without a page says so", async () => {
  await withPage(1280, async (page) => {
    await page.goto(`${site.address}/not-there`);
    expect(await page.locator(".NotFound").textContent()).toContain("PAGE NOT FOUND");
  });
});
