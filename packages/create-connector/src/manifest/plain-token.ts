import type { Root } from "./jinja/index.js";

/** A template whose token has the name `page_token`, because that is what it is in a connector. */
export function plainToken(template: string): string {
  return template.replaceAll(
    /\bnext_page_token\b(?:\.next_page_token\b|\[\s*['"]next_page_token['"]\s*\])?/g,
    "page_token",
  );
}

/** Whether a template has the page's token in it. */
export function hasToken(template: string): boolean {
  return /\bpage_token\b/.test(template);
}

/** What the requests of the first page see. */
export const FIRST_PAGE: Readonly<Record<string, Root>> = {
  page_token: { code: "undefined", type: "nothing", typeOf: () => ({ type: "nothing" }) },
};
