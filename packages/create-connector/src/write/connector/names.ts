import type { Design } from "../../design/design.js";
import { snake, withoutAccents } from "../../words.js";
import { CORE_VALUES, TAKEN_WORDS } from "./core-names.js";

/** What the classes and the files of a connector are called. */
export interface Names {
  /** The source's class, e.g. `Acme`. */
  readonly source: string;
  /** The class of what all streams share, e.g. `AcmeStream`. */
  readonly base: string;
  /** Of each stream: its class, and its file without an ending. */
  readonly streams: ReadonlyMap<string, { readonly className: string; readonly file: string }>;
}

/** Names that are free of each other, of the language's words and of core's exports. */
export function namesOf({ name, title, streams }: Pick<Design, "name" | "title" | "streams">): Names {
  const source = free(pascal(title) || pascal(name) || "Vendor", "Source");
  const base = `${source}Stream`;
  const classes = new Set([source.toLowerCase(), base.toLowerCase(), "config", "streams"]);
  const files = new Set(["index"]);
  const named = streams.map((stream) => {
    const className = unused(free(pascal(stream.name) || "Records", "List"), classes, "");
    const file = unused(kebab(stream.name) || "records", files, "-");
    return [stream.name, { className, file }] as const;
  });
  return { source, base, streams: new Map(named) };
}

/** The names of one stream. */
export function namesOfStream(
  { streams }: Names,
  stream: string,
): { readonly className: string; readonly file: string } {
  return streams.get(stream) ?? { className: pascal(stream), file: kebab(stream) };
}

/** `project_users` → `ProjectUsers`, of any text. */
export function pascal(text: string): string {
  return withoutAccents(text)
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")
    .replace(/^\d+/, "");
}

/** `project_users`, `ProjectUsers` → `project-users`, the name of a file. */
export function kebab(text: string): string {
  return snake(text)
    .replace(/^[_\d]+/, "")
    .replaceAll("_", "-");
}

/** A name that hides neither a word of the language or its library, nor one of core. */
function free(name: string, suffix: string): string {
  return isTaken(name) ? `${name}${suffix}` : name;
}

/** Whether a name has a meaning already in a file of a connector. */
export function isTaken(name: string): boolean {
  return TAKEN_WORDS.has(name) || CORE_VALUES.has(name) || name in globalThis;
}

/** The name, with a number behind it if an earlier one differs from it in case at most. */
function unused(name: string, used: Set<string>, joint: string): string {
  let candidate = name;
  for (let count = 2; used.has(candidate.toLowerCase()); count++) candidate = `${name}${joint}${count}`;
  used.add(candidate.toLowerCase());
  return candidate;
}
