import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import { repositoryAddress } from "../../scripts/support/repository.js";
import { configureMarkdown } from "./markdown.js";
import { nav, sidebar } from "./navigation.js";

const repository = repositoryAddress();
const base = process.env["SLUICE_DOCS_BASE"] ?? "/";
const address = process.env["SLUICE_DOCS_URL"];

export default defineConfig({
  title: "Sluice",
  description: "Sluice loads SaaS APIs into DuckDB, Postgres or a lake. Exactly once, no platform.",
  lang: "en-US",
  srcDir: "content",
  outDir: "dist",
  base,
  cleanUrls: true,
  lastUpdated: false,
  router: { prefetchLinks: false }, // the API's navigation alone has 40 links in sight
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}logo.svg` }]],
  ...(address === undefined ? {} : { sitemap: { hostname: address } }),
  markdown: {
    anchor: { slugify: slug }, // the anchors that GitHub gives to headings, because the documents are read there too
    config: configureMarkdown,
  },
  themeConfig: {
    logo: "/logo.svg",
    nav,
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: "local" },
    externalLinkIcon: true,
    ...(repository === undefined ? {} : { socialLinks: [{ icon: "github", link: repository }] }),
    footer: { message: "Apache-2.0" },
  },
  vite: {
    build: { chunkSizeWarningLimit: 3000 }, // mermaid, which only pages with a diagram load
  },
});
