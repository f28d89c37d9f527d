import type { Page } from "playwright-core";
import { WIDTHS } from "./open-page.js";

/** What there is to know about a page of the site. */
export interface PageFacts {
  /** Such as `wider than the window`. */
  readonly faults: readonly string[];
  /** The ids of its elements. */
  readonly ids: readonly string[];
  /** The paths that its links within the site lead to, with their fragments. */
  readonly links: readonly string[];
  /** The paths among them in the header and at the side. */
  readonly navigation: readonly string[];
}

/** Loads a page until Vue runs it and its diagrams are drawn. */
export async function load(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(IS_READY);
}

/** Loads a page and looks at it at each width. */
export async function factsOf(page: Page, address: string): Promise<PageFacts> {
  await load(page, address);
  const tooWide: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const actual = await page.evaluate<number>("document.documentElement.scrollWidth");
    if (actual > width) tooWide.push(`${actual} pixels wide in a window of ${width}`);
  }
  const facts = await page.evaluate<PageFacts>(FACTS);
  return { ...facts, faults: [...facts.faults, ...tooWide] };
}

/** The links between pages to a page or a heading that is not there, such as `/a: /b#c`. */
export function deadLinks(pages: ReadonlyMap<string, PageFacts>): readonly string[] {
  return [...pages].flatMap(([path, { links }]) =>
    links.filter((link) => isDead(link, pages)).map((link) => `${path}: ${link} is not there`),
  );
}

function isDead(link: string, pages: ReadonlyMap<string, PageFacts>): boolean {
  const [path = "", fragment = ""] = link.split("#");
  const target = pages.get(path);
  return target === undefined || (fragment !== "" && !target.ids.includes(fragment));
}

// These run in the browser, which is why they are text.

const IS_READY = `document.querySelector("#app").__vue_app__ !== undefined
  && [...document.querySelectorAll(".diagram")].every((diagram) => diagram.querySelector("svg"))`;

const FACTS = `(() => {
  const main = document.querySelector("#VPContent");
  const prose = main.cloneNode(true);
  for (const code of prose.querySelectorAll("code")) code.remove();
  const headings = document.querySelectorAll("h1").length;
  const emptyCode = [...main.querySelectorAll("code")].filter(({ textContent }) => textContent.trim() === "").length;
  const images = [...main.querySelectorAll("img")].filter((image) => image.complete && image.naturalWidth === 0);
  const within = (selector) => [...document.querySelectorAll(selector)].filter(({ origin }) => origin === location.origin);
  return {
    faults: [
      ...(headings === 1 ? [] : [headings + " headings of the first level"]),
      ...(/<!--|-->/.test(prose.textContent) ? ["a comment is seen"] : []),
      ...(emptyCode === 0 ? [] : [emptyCode + " pieces of code are empty"]),
      ...images.map((image) => "no image: " + image.src),
    ],
    ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
    links: within("a[href]").map(({ pathname, hash }) => pathname + decodeURIComponent(hash)),
    navigation: within(".VPNavBar a, .VPSidebar a").map(({ pathname }) => pathname),
  };
})()`;
