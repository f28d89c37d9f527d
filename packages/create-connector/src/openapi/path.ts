import { snake } from "../words.js";

/** A part of a path: a text, or the parameters of a segment with the text around them. */
export type PathPart = string | { readonly parameter: string };

/** A path without its host, slashes at its ends and query: `/users({id})/` → `users({id})`. */
export function bare(path: string): string {
  return path.replace(/[?#].*$/, "").replaceAll(/^\/+|\/+$/g, "");
}

/** The texts and parameters of a path, matrix parameters (`{;color}`) and explosions (`{id*}`) as plain ones. */
export function partsOf(path: string): readonly PathPart[] {
  return bare(path)
    .split(/(\{[^}]*\})/)
    .filter((part) => part !== "")
    .map((part) => (part.startsWith("{") ? { parameter: part.slice(1, -1).replaceAll(/^[;.+/?&#]|\*$/g, "") } : part));
}

/** The names of the parameters of a path, in order. */
export function parametersIn(path: string): readonly string[] {
  return partsOf(path).flatMap((part) => (typeof part === "string" ? [] : part.parameter));
}

/** Words that do not describe the records: versions, prefixes, and verbs of searches. */
const SILENT = /^(v?\d+([._-]\d+)*|v\d+\w*|\d{4}-\d{2}(-\d{2})?|api|rest|json|admin|public|beta|stable|latest)$/i;
const VERBS = /^(search|query|list|filter|find|get|all|index|_search|getall)$/i;

/** The words of a path in snake case that name its records, without parameters: `/v1/users/{id}/posts.json` → users, posts. */
export function wordsOf(path: string): readonly string[] {
  const words = bare(path)
    .replace(/\.json$/i, "")
    .split(/[/:]/)
    .map((segment) => segment.replaceAll(/\(?\{[^}]*\}\)?/g, ""))
    .filter((segment) => segment !== "");
  const specific = words.filter((word) => !SILENT.test(word));
  const nouns = specific.filter((word, index) => !(VERBS.test(word) && index > 0 && index === specific.length - 1));
  return (nouns.length > 0 ? nouns : words).map(snake).filter((word) => word !== "");
}

/** The last word of a path that names its records. */
export function lastWordOf(path: string): string {
  return wordsOf(path).at(-1) ?? "";
}

/** A path to compare with others: parameters have no names, and a suffix is gone. */
export function shapeOf(path: string): string {
  return bare(path)
    .replace(/\.json$/i, "")
    .replaceAll(/\{[^}]*\}/g, "{}");
}
