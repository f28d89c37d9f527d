import type { EnvelopeField } from "./envelope.js";
import { listAt, textAt } from "./node.js";
import type { ApiParameter } from "./operations.js";
import * as words from "./paging-words.js";
import { plainName } from "./words.js";

/** Whether a field of a reply is the address of the next page, and not its token or its number. */
export function isLink({ name, parents, type, schema }: EnvelopeField, cursor: ApiParameter | undefined): boolean {
  if (type !== "string") return false;
  const [plain, parent] = [plainName(name), plainName(parents.at(-1) ?? "")];
  if ((parent === "next" || parent === "nextpage") && ["href", "url", "uri", "link"].includes(plain)) return true;
  if (!words.isLinkName(name)) return false;
  const isUrl =
    /^ur[il]/.test(textAt(schema, "format") ?? "") || /ur[il]|link|href/.test(plain) || /links|pages/.test(parent);
  const hints = `${textAt(schema, "description") ?? ""} ${String(schema["example"] ?? listAt(schema, "examples")[0] ?? "")}`;
  return isUrl || /\b(ur[li]|link|https?:)/i.test(hints) || cursor === undefined;
}

/** Where a reply has the token for a parameter: `next_cursor`, `paging.next.after`, `meta.after`. */
export function tokenAt(
  envelope: readonly EnvelopeField[],
  parameter: string,
  link: string | undefined,
): string | undefined {
  const plain = plainName(parameter.split(".").at(-1) ?? "");
  const rank = ({ name, path, parents, type }: EnvelopeField): number => {
    if (path === link || (type !== "string" && type !== "integer" && type !== "number")) return 0;
    const [word, way] = [plainName(name), parents.map(plainName)];
    if (/prev|before|first|self|current|backward/.test([...way, word].join(" "))) return 0;
    if (way.some((parent) => parent.startsWith("next")) && (plain.endsWith(word) || word.endsWith(plain))) return 5;
    if (way.some((parent) => parent.startsWith("next")) && words.isTokenName(name)) return 4;
    if (word === `next${plain}` || word === plain.replace(/^(page)?/, "next")) return 4;
    if (word.startsWith("next") && words.isTokenName(name)) return 3;
    if (word === plain || words.isTokenName(name)) return word === plain ? 2 : 1;
    return 0;
  };
  const best = [...envelope].sort((one, other) => rank(other) - rank(one))[0];
  return best !== undefined && rank(best) > 0 ? best.path : undefined;
}
