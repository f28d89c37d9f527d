import { merge } from "node-diff3";

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

/** What a second run does to the files of a connector. */
export interface Update {
  /** Files to write: path → text. */
  readonly write: Texts;
  /** Files that are generated no more, and that the author has not changed. */
  readonly remove: readonly string[];
  /** Files of which the author and the generator changed the same lines: the author's stays, the other is next to it in `FILE.new`. */
  readonly conflicts: readonly string[];
  /** Files that the author has changed, and that the generator changes no more than the author's text allows. */
  readonly kept: readonly string[];
}

/** The three states of a file. */
interface Versions {
  /** As it was generated; undefined if it was not. */
  readonly base: string | undefined;
  /** As the author has it; undefined if it is not there. */
  readonly own: string | undefined;
  /** As it is generated now; undefined if it is not. */
  readonly next: string | undefined;
}

type Outcome =
  | { readonly is: "same" | "kept" | "remove" }
  | { readonly is: "write" | "conflict"; readonly text: string };

/**
 * Brings what is generated now together with what the author has made of what was generated before.
 *
 * @param base the texts as they were generated. @param own those in the folder. @param next those that are generated now.
 */
export function updateOf(base: Texts, own: Texts, next: Texts): Update {
  const paths = [...new Set([...Object.keys(next), ...Object.keys(base)])];
  const outcomes = paths.map(
    (path) => [path, outcomeOf({ base: base[path], own: own[path], next: next[path] })] as const,
  );
  const named = (kind: Outcome["is"]) => outcomes.filter(([, { is }]) => is === kind).map(([path]) => path);
  const texts = outcomes.flatMap(([path, outcome]) => {
    if (outcome.is === "write") return [[path, outcome.text] as const];
    return outcome.is === "conflict" ? [[`${path}.new`, outcome.text] as const] : [];
  });
  return {
    write: Object.fromEntries(texts),
    remove: named("remove"),
    conflicts: named("conflict"),
    kept: named("kept"),
  };
}

function outcomeOf({ base, own, next }: Versions): Outcome {
  if (own === next) return { is: "same" };
  if (next === undefined) return { is: own === base ? "remove" : "kept" };
  if (own === undefined) return base === undefined ? { is: "write", text: next } : { is: "kept" }; // the author deleted it
  if (own === base) return { is: "write", text: next };
  if (base === next) return { is: "kept" };
  if (base === undefined) return { is: "conflict", text: next };
  const { conflict, result } = merge(own.split("\n"), base.split("\n"), next.split("\n"));
  return conflict ? { is: "conflict", text: next } : { is: "write", text: result.join("\n") };
}
