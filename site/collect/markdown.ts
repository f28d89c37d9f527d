import { posix } from "node:path";

/** Tags that the documents may use; any other is text, such as a type's parameter. */
const TAG = /^<\/?(a|br|details|summary|kbd|sub|sup)\b/;

/** What needs care in a document, in the order of precedence. */
const PARTS = new RegExp(
  [
    /^(?<indent> *)(?<fence>`{3,}|~{3,})[^\n]*\n[\s\S]*?^\k<indent>\k<fence>[ \t]*$/, // a block of code
    /(?<ticks>`+)(?!`)[\s\S]*?[^`]\k<ticks>(?!`)/, // code in a line
    /(?<comment><!--[\s\S]*?-->\n?)/,
    /(?<image>!?)\[(?<words>[^\]]*)\]\((?<target>[^()\s]+)\)/,
    /(?<braces>\{\{[^\n]*?\}\})/,
    /(?<tag><\/?[A-Za-z][\w-]*[ />])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gm",
);

/** Where the links of a document lead on the site. */
export interface LinkTargets {
  /** The path of a document's page on the site; undefined if it has none. */
  page(document: string): string | undefined;
  /** The name of a document that has a page. */
  title(document: string): string;
  /** The address of a file in the public repository; undefined if that is not known. */
  source(file: string): string | undefined;
  /** Publishes an image, and returns its path on the site. */
  image(file: string): string;
}

/**
 * A document as a page of the site: links to documents lead to pages, links to other files to the repository. Comments are removed.
 * Double braces and unknown tags are shown as they are, because VitePress would evaluate them.
 *
 * @param markdown the document.
 * @param document its path in the repository.
 */
export function toPage(markdown: string, document: string, targets: LinkTargets): string {
  return markdown.replaceAll(PARTS, (part: string, ...rest: unknown[]) => {
    const found = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    if (found["comment"] !== undefined) return "";
    if (found["braces"] !== undefined) return `<span v-pre>${part}</span>`;
    if (found["tag"] !== undefined) return TAG.test(part) ? part : `\\${part}`;
    const { image, words = "", target } = found;
    if (target === undefined || /^(\w+:|#)/.test(target)) return part;
    const [path = "", fragment] = target.split("#");
    const file = posix.join(posix.dirname(document), path);
    if (image === "!") return `![${words}](${targets.image(file)})`;
    return linkTo({ file, words, fragment: fragment === undefined ? "" : `#${fragment}` }, targets);
  });
}

interface Link {
  readonly file: string;
  readonly words: string;
  readonly fragment: string;
}

/** A file's name as the words of a link becomes the page's name or, where no link is possible, code. */
function linkTo({ file, words, fragment }: Link, targets: LinkTargets): string {
  const isName = `/${trimSlash(file)}`.endsWith(`/${trimSlash(words)}`);
  const page = targets.page(file);
  if (page !== undefined) return `[${isName ? targets.title(file) : words}](${page}${fragment})`;
  const source = targets.source(file);
  if (source !== undefined) return `[${words}](${source}${fragment})`;
  return isName ? `\`${words}\`` : words;
}

function trimSlash(path: string): string {
  return path.replace(/\/$/, "");
}
