import { readFileSync } from "node:fs";
import type { DefaultTheme } from "vitepress";
import { type Page, routeOf, SECTIONS, titleOf } from "../pages.js";

const repository = new URL("../../", import.meta.url);
const api = new URL("../content/api/", import.meta.url);

/** What typedoc-plugin-markdown writes about its pages. */
interface ApiEntry {
  readonly title: string;
  readonly path?: string | null;
  readonly children?: readonly ApiEntry[];
}

const groups = SECTIONS.map(({ text, pages }) => ({ text, items: pages.map(linkTo) }));

const AT_THE_TOP = ["Tutorials", "How-to", "Reference", "Explanation", "Connectors"];

/** The links at the top: the first page of each section that readers come for. */
export const nav: DefaultTheme.NavItem[] = [
  ...groups
    .filter(({ text }) => AT_THE_TOP.includes(text))
    .map(({ text, items }) => ({
      text,
      link: items[0]?.link ?? "/",
      activeMatch: `^(${items.map(({ link }) => link).join("|")})$`,
    })),
  { text: "API", link: "/api/", activeMatch: "^/api/" },
];

/** The links at the side: all pages, and for the API its classes and interfaces by module. */
export const sidebar: DefaultTheme.Sidebar = {
  "/": [
    ...groups.map((group, index) => ({ ...group, collapsed: index > 1 })),
    { text: "API", items: [{ text: "All modules", link: "/api/" }] },
  ],
  "/api/": apiEntries().map(moduleItem),
};

function linkTo(page: Page): { text: string; link: string } {
  const markdown = readFileSync(new URL(page.document, repository), "utf8");
  return { text: titleOf(page.document, markdown), link: routeOf(page.document) ?? "/" };
}

function apiEntries(): readonly ApiEntry[] {
  return JSON.parse(readFileSync(new URL("navigation.json", api), "utf8")) as readonly ApiEntry[];
}

function moduleItem(module: ApiEntry): DefaultTheme.SidebarItem {
  return { text: module.title, link: linkOf(module), collapsed: true, items: (module.children ?? []).map(kindItem) };
}

/** The classes or interfaces of a module: a heading without a page, and a link for each. */
function kindItem({ title, children = [] }: ApiEntry): DefaultTheme.SidebarItem {
  return { text: title, collapsed: true, items: children.map((entry) => ({ text: entry.title, link: linkOf(entry) })) };
}

function linkOf({ path }: ApiEntry): string {
  return `/api/${(path ?? "").replace(/(index)?\.md$/, "")}`;
}
