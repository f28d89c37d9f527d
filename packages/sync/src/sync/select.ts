import type { DiscoveredStream } from "../source/program.js";
import { SourceError } from "../source/program.js";
import { streamKey } from "../tables/table.js";

export interface Selection {
  /** Names, in which a star stands for any letters; all streams unless told. */
  readonly streams?: readonly string[] | undefined;
  /** Those of them that are left out. */
  readonly exclude?: readonly string[] | undefined;
}

/** The streams that a person means. @throws SourceError if a name means none. */
export function selected(
  all: readonly DiscoveredStream[],
  { streams = ["*"], exclude = [] }: Selection,
): readonly DiscoveredStream[] {
  const names = all.map(({ facts }) => streamKey(facts.name, facts.namespace));
  for (const pattern of [...streams, ...exclude]) {
    if (names.some((name) => matches(name, pattern))) continue;
    throw new SourceError(`The source has no stream "${pattern}". It has: ${names.join(", ")}.`);
  }
  const isMeant = (_stream: unknown, index: number) => {
    const name = names[index] ?? "";
    return streams.some((one) => matches(name, one)) && !exclude.some((one) => matches(name, one));
  };
  const chosen = all.filter(isMeant);
  if (chosen.length === 0) throw new SourceError("Nothing is left to be read: every stream is excluded.");
  return chosen;
}

function matches(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}
