import type { Root } from "../jinja/index.js";

/** Expressions and statements; what is between them is text. */
const BLOCKS = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

/** The name of the token, unlike a member of a reply or a text that is called so. */
const NEXT_TOKEN = /(?<!['".\w])next_page_token\b(?!['"])(?:\.next_page_token\b|\[\s*['"]next_page_token['"]\s*\])?/g;

/** A template whose token has the name `page_token`, because that is what it is in a connector. */
export function plainToken(template: string): string {
  return template.replaceAll(BLOCKS, (block) => block.replaceAll(NEXT_TOKEN, "page_token"));
}

/** Whether a template has the page's token in it. */
export function hasToken(template: string): boolean {
  return (template.match(BLOCKS) ?? []).some((block) => /(?<!['".\w])page_token\b(?!['"])/.test(block));
}

/** What the requests of the first page see. */
export const FIRST_PAGE: Readonly<Record<string, Root>> = {
  page_token: { code: "undefined", type: "nothing", typeOf: () => ({ type: "nothing" }) },
};
