import type { Stream } from "@sluice/core";
import { type Reference, referencesOf } from "@sluice/core/internal";

/**
 * A Mermaid diagram of how streams hang together: which fields name records of which stream, and which streams are read for each record
 * of another. Streams without a relation are named at the end.
 *
 * @param parents the streams that each takes its slices from.
 */
export function entityDiagram(streams: readonly Stream[], parents: ReadonlyMap<string, readonly string[]>): string {
  const lines = streams.flatMap((stream) => relationsOf(stream, parents.get(stream.name) ?? []));
  const related = new Set(lines.flatMap(({ from, to }) => [from, to]));
  const alone = streams.filter(({ name }) => !related.has(name)).map(({ name }) => `  ${name}`);
  return ["erDiagram", ...lines.map(({ text }) => text), ...alone].join("\n");
}

interface Relation {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** One line for each stream that this one names, whatever the number of fields. */
function relationsOf(stream: Stream, parents: readonly string[]): readonly Relation[] {
  const references = referencesOf(stream.schema);
  const targets = new Set([...references.map((reference) => reference.stream), ...parents]);
  return [...targets].map((to) =>
    relation(
      stream,
      to,
      references.filter((reference) => reference.stream === to),
    ),
  );
}

/** How many records of the other stream are at that end of the line; at this stream's end there may be any number. */
const ENDS = { one: "||", "maybe one": "|o", many: "}o" } as const;

/** The closest of the fields decides how the line ends; a stream that is read for each record of another belongs to one. */
function relation({ name }: Stream, to: string, references: readonly Reference[]): Relation {
  const kinds = references.length === 0 ? ["one" as const] : references.map(({ names }) => names);
  const closest = (["one", "maybe one"] as const).find((kind) => kinds.includes(kind)) ?? "many";
  const fields = references.map(({ field }) => field).join(", ");
  return { from: name, to, text: `  ${to} ${ENDS[closest]}--o{ ${name} : "${fields}"` };
}
