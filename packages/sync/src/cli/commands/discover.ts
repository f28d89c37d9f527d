import { isJsonObject, type JsonValue } from "@sluice/core/json";
import type { DiscoveredStream } from "../../source/program.js";
import { streamKey } from "../../tables/table.js";
import type { Command } from "../command.js";
import { entryFor, openSource, SOURCE_HELP, SOURCE_OPTIONS } from "../source.js";
import { oneLine } from "../view/cell.js";
import { table } from "../view/table.js";

const HELP = `sluice discover SOURCE [options]

Lists the streams that a source has.

${SOURCE_HELP}
  --json            the streams as the source describes them, with the schema of each: a JSON array
`;

export const discover: Command = {
  summary: "list the streams of a source",
  help: HELP,
  options: { ...SOURCE_OPTIONS, json: { type: "boolean" } },
  run: async (line, io) => {
    const { program } = await openSource(await entryFor(line, io), io);
    const streams = await program.discover().finally(() => program.close());
    if (line.flag("json")) {
      io.stdout.write(`${JSON.stringify(streams.map(({ entry }) => entry))}\n`);
    } else {
      const rows = [["stream", "key", "sync modes", "cursor field", "fields"], ...streams.map(row)];
      io.stdout.write(`${table(rows, new Set([4]))}\n`);
    }
    return 0;
  },
};

function row({ facts, entry }: DiscoveredStream): readonly string[] {
  const { properties } = facts.jsonSchema;
  return [
    streamKey(facts.name, facts.namespace),
    facts.primaryKey.join(", "),
    listed(entry["supported_sync_modes"], ", "),
    listed(entry["default_cursor_field"], "."),
    String(isJsonObject(properties) ? Object.keys(properties).length : 0),
  ].map(oneLine);
}

function listed(value: JsonValue | undefined, between: string): string {
  return Array.isArray(value) ? value.map(String).join(between) : "";
}
