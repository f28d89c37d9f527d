import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import GithubSlugger from "github-slugger";

/** Code, fenced and in a line, is not prose: what looks like a link there is none. */
const CODE = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[ \t]*$|`[^`\n]*`/gm;

const HEADING = /^#{1,6} +(.+?) *$/gm;

/** `[words](target)`, an image too. */
const LINK = /\]\(([^()\s]+)\)/g;

/**
 * The links of a document that lead nowhere: to a file that is not there, a heading that it does not have, or an address that is no
 * https. Addresses are not requested: a test that needs the world fails for reasons of its own.
 *
 * @param root folder of the repository.
 * @param document path from there.
 * @returns such as `docs/reference/state.md: cursors.md#newest`.
 */
export function deadLinks(root: string, document: string): readonly string[] {
  const targets = [...prose(readFileSync(join(root, document), "utf8")).matchAll(LINK)].map(
    ([, target = ""]) => target,
  );
  return targets.filter((target) => isDead(root, document, target)).map((target) => `${document}: ${target}`);
}

function isDead(root: string, document: string, target: string): boolean {
  if (/^\w+:/.test(target)) return !target.startsWith("https://") || !URL.canParse(target);
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? join(root, document) : join(root, dirname(document), path);
  if (!file.startsWith(root) || !existsSync(file)) return true;
  if (anchor === undefined) return false;
  return !statSync(file).isFile() || !headingsOf(readFileSync(file, "utf8")).has(anchor);
}

/** The anchors of a document's headings, as GitHub names them. */
function headingsOf(markdown: string): ReadonlySet<string> {
  const slugger = new GithubSlugger();
  const headings = [...withoutFences(markdown).matchAll(HEADING)].map(([, words = ""]) => words);
  return new Set(headings.map((words) => slugger.slug(words.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"))));
}

function prose(markdown: string): string {
  return markdown.replace(CODE, "");
}

/** A heading may have code in it. */
function withoutFences(markdown: string): string {
  return markdown.replace(CODE, (code) => (code.startsWith("```") || code.startsWith("~~~") ? "" : code));
}
