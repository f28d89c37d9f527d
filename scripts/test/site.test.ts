/** Documents become pages: links, comments and braces; and none is left out. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { unlisted } from "../../site/collect/documents.js";
import { type LinkTargets, toPage } from "../../site/collect/markdown.js";
import { routeOf, SECTIONS, titleOf } from "../../site/pages.js";
import { githubAddress, repositoryAddress } from "../support/repository.js";

const published: string[] = [];
const targets: LinkTargets = {
  page: (document) => (document === "docs/reference/state.md" ? "/reference/state" : undefined),
  title: () => "State",
  source: (file) => `https://github.com/acme/sluice/blob/main/${file}`,
  image(file) {
    published.push(file);
    return `/${file}`;
  },
};
const withoutRepository: LinkTargets = { ...targets, source: () => undefined };

function page(markdown: string, from = targets): string {
  return toPage(markdown, "docs/how-to/lake.md", from);
}

test("links to documents lead to their pages, with the heading", () => {
  expect(page("See [state](../reference/state.md#newest) and [this](#here).")).toBe(
    "See [state](/reference/state#newest) and [this](#here).",
  );
});

test.each(["state.md", "docs/reference/state.md"])("a link named %s is named as its page", (words) => {
  expect(page(`[${words}](../reference/state.md)`)).toBe("[State](/reference/state)");
});

test("links to other files lead to the repository", () => {
  expect(page("[`run.ts`](../../scripts/run.ts)")).toBe(
    "[`run.ts`](https://github.com/acme/sluice/blob/main/scripts/run.ts)",
  );
});

test.each([
  ["[scripts/run.ts](../../scripts/run.ts)", "`scripts/run.ts`"],
  ["[`run.ts`](../../scripts/run.ts)", "`run.ts`"],
  ["[fake/](../../fake)", "`fake/`"],
  ["[the script](../../scripts/run.ts#L3)", "the script"],
])("without a repository %j is shown as %j", (markdown, expected) => {
  expect(page(markdown, withoutRepository)).toBe(expected);
});

test("addresses of other sites stay as they are", () => {
  expect(page("[x](https://example.com/a.md)")).toBe("[x](https://example.com/a.md)");
});

test("images are published", () => {
  expect(page("![demo](../demo.svg)")).toBe("![demo](/docs/demo.svg)");
  expect(published).toEqual(["docs/demo.svg"]);
});

test("comments are removed with their lines", () => {
  expect(page("Before.\n\n<!-- with: import\nfrom x -->\n```ts\n1\n```\n")).toBe("Before.\n\n```ts\n1\n```\n");
});

test("double braces are not evaluated", () => {
  expect(page("The value {{ config.key }} is kept.")).toBe("The value <span v-pre>{{ config.key }}</span> is kept.");
});

test("an unknown tag in prose is shown", () => {
  expect(page("A Page<T> is kept, <https://example.com> and <br> too.")).toBe(
    "A Page\\<T> is kept, <https://example.com> and <br> too.",
  );
});

test.each([
  "`[a](gone.md) <!-- x --> {{ y }} <T>`",
  "``a ` [a](gone.md)``",
  "```md\n[a](gone.md)\n<!-- x -->\n```",
  "- a list\n\n  ```md\n  [a](gone.md)\n  ```",
  "~~~\n```\n{{ x }}\n~~~",
])("code stays as it is: %j", (code) => {
  expect(page(code)).toBe(code);
});

test("documents that are not in the list of pages are found", () => {
  const root = mkdtempSync(join(tmpdir(), "sluice-pages-"));
  const files = [
    "docs/reference/state.md",
    "docs/how-to/new.md",
    "packages/core/README.md",
    "connectors/source-new/README.md",
  ];
  for (const file of [...files, "examples/source-x/package.json", "packages/core/CHANGELOG.md"]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "# Heading\n");
  }
  expect(unlisted(root)).toEqual(["docs/how-to/new.md", "connectors/source-new/README.md"]);
  rmSync(root, { recursive: true });
});

test("every document of the repository is in the list of pages", () => {
  expect(unlisted(fileURLToPath(new URL("../../", import.meta.url)))).toEqual([]);
});

test.each([
  ["docs/reference/state.md", "# State: `a`, b\n", "State"],
  ["docs/how-to/lake.md", "# A lake: `--to`\n", "Load into a lake"],
  ["docs/x.md", "# `sluice.config`\n", "sluice.config"],
])("the title of %s with the heading %j is %s", (document, markdown, title) => {
  expect(titleOf(document, markdown)).toBe(title);
});

test("no two pages have one address", () => {
  const routes = SECTIONS.flatMap(({ pages }) => pages.map(({ document }) => routeOf(document)));
  expect(new Set(routes).size).toBe(routes.length);
});

test.each([
  ["README.md", "/"],
  ["docs/how-to/lake.md", "/how-to/lake"],
  ["connectors/source-vitally/README.md", "/connectors/source-vitally"],
  ["CONTRIBUTING.md", "/contributing"],
  ["packages/core/CHANGELOG.md", undefined],
])("the page of %s is %s", (document, route) => {
  expect(routeOf(document)).toBe(route);
});

test.each([
  ["https://github.com/acme/sluice.git\n", "https://github.com/acme/sluice"],
  ["https://x-access-token:secret@github.com/acme/sluice", "https://github.com/acme/sluice"],
  ["git@github.com:acme/sluice.git", "https://github.com/acme/sluice"],
  ["ssh://git@github.com/acme/sluice.git", "https://github.com/acme/sluice"],
  ["/srv/git/sluice.git", undefined],
  ["", undefined],
])("the address of the remote %j is %s", (remote, address) => {
  expect(githubAddress(remote)).toBe(address);
});

test("the variables of GitHub Actions name the repository", () => {
  expect(repositoryAddress({ GITHUB_SERVER_URL: "https://git.acme.example", GITHUB_REPOSITORY: "acme/sluice" })).toBe(
    "https://git.acme.example/acme/sluice",
  );
});
