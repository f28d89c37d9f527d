/** One link of a `Link` header (RFC 8288). */
export interface WebLink {
  readonly url: string;
  /** The relation types, in lower case. */
  readonly rels: readonly string[];
  /** What the link is about, where that is not the page itself. */
  readonly anchor: string | undefined;
}

const BLANKS = /[ \t]*/y;
const BLANKS_AND_COMMAS = /[ \t,]*/y;
const TARGET = /<([^>]*)>/y;
const PARAMETER = /;[ \t]*([^ \t=;,]*)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)(?:"|$)|([^;,]*)))?/y;

/**
 * The links of a header, as appendix B of RFC 8288 parses it: repeated headers are joined by commas, and a comma or a semicolon
 * within `<…>` or quotes is none. `isWhole` is false where the rest of the header is not a link.
 */
export function linksIn(header: string): { readonly links: readonly WebLink[]; readonly isWhole: boolean } {
  const reader = new Reader(header);
  const links: WebLink[] = [];
  for (reader.match(BLANKS_AND_COMMAS); !reader.isAtEnd; reader.match(BLANKS_AND_COMMAS)) {
    const [, url] = reader.match(TARGET) ?? [];
    if (url === undefined) return { links, isWhole: false };
    links.push({ url: url.trim(), ...attributesOf(reader) });
  }
  return { links, isWhole: true };
}

/** Of repeated parameters the first counts (sections 3.2 and 3.3). Names do not depend on case; other parameters are passed over. */
function attributesOf(reader: Reader): Omit<WebLink, "url"> {
  const values = new Map<string, string>();
  for (reader.match(BLANKS); ; reader.match(BLANKS)) {
    const [parameter, name = "", quoted, token = ""] = reader.match(PARAMETER) ?? [];
    if (parameter === undefined) break;
    const value = quoted?.replace(/\\(.)/g, "$1") ?? token.trim();
    if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value);
  }
  const rels = (values.get("rel") ?? "").toLowerCase().split(/\s+/);
  return { rels: rels.filter((rel) => rel !== ""), anchor: values.get("anchor") };
}

/** A text that is read from its start, one pattern after the other; the patterns are sticky. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }
}
