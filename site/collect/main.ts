/** Writes the pages of `site/pages.ts` into `site/content`, from the documents of the repository. */
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../scripts/support/commands.js";
import { repositoryAddress } from "../../scripts/support/repository.js";
import { routeOf, SECTIONS, titleOf } from "../pages.js";
import { unlisted } from "./documents.js";
import { type LinkTargets, toPage } from "./markdown.js";

const content = join(root, "site/content");
const repository = repositoryAddress();

const targets: LinkTargets = {
  page: routeOf,
  title: (document) => (document === "README.md" ? "Sluice" : titleOf(document, textOf(document))),
  source(file) {
    if (repository === undefined) return undefined;
    const kind = statSync(join(root, file)).isDirectory() ? "tree" : "blob";
    return `${repository}/${kind}/main/${file.replace(/\/$/, "")}`;
  },
  image(file) {
    cpSync(join(root, file), join(content, "public", file));
    return `/${file}`;
  },
};

const missing = unlisted(root);
if (missing.length > 0) {
  console.error(`Not in the navigation: ${missing.join(", ")}. Add a line for each to a section of site/pages.ts.`);
  process.exit(1);
}

rmSync(content, { recursive: true, force: true });
cpSync(join(root, "site/public"), join(content, "public"), { recursive: true });
targets.image("docs/demo.svg");
write("/index", textOf("site/home.md"));
for (const { document } of SECTIONS.flatMap(({ pages }) => pages)) {
  write(routeOf(document) ?? "", toPage(textOf(document), document, targets));
}

function textOf(document: string): string {
  return readFileSync(join(root, document), "utf8");
}

function write(route: string, page: string): void {
  const file = join(content, `${route}.md`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, page);
}
